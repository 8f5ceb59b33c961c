"""The predictions that a version carries."""

import pytest

from chalicelib.errors import FormatError
from train.evaluation.predictions import (
    Prediction,
    Predictions,
    read_predictions,
    text_key,
    write_predictions,
)

PREDICTIONS = Predictions(
    ("ham", "spam"),
    (
        Prediction(text_key("see you"), "ham", "ham", 0.03125),
        Prediction(text_key("WIN \ud83d"), "spam", "ham", 0.4375),
    ),
)


def test_predictions_survive_writing_and_reading() -> None:
    assert read_predictions(write_predictions(PREDICTIONS)) == PREDICTIONS


def test_the_file_contains_no_text() -> None:
    assert b"see you" not in write_predictions(PREDICTIONS)


def test_texts_that_differ_in_more_than_case_and_white_space_have_different_keys() -> None:
    assert len({text_key("a b"), text_key("ab"), text_key("a.b")}) == 3


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("[]", id="short"),
        pytest.param("1", id="no array"),
        pytest.param('["k", 0, 2, 0.5]', id="unknown class"),
        pytest.param('["k", "ham", 0, 0.5]', id="class by name"),
        pytest.param('["k", 0, 0, "half"]', id="probability in words"),
    ],
)
def test_a_row_of_another_form_is_refused(row: str) -> None:
    raw = f'{{"classes": ["ham", "spam"], "rows": [{row}]}}'.encode()
    with pytest.raises(FormatError, match="found a row that is not"):
        read_predictions(raw)
