"""The predictions that a version carries."""

import hashlib
import hmac
import json

import pytest

from chalicelib.errors import FormatError
from train.evaluation.predictions import (
    Prediction,
    Predictions,
    keyed,
    normalize_for_comparison,
    read_predictions,
    text_key,
    write_predictions,
)

SECRET = b"0123456789abcdef" * 2
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


OLD_FILE = (
    b'{"classes":["ham","spam"],"rows":[["e0a1f0cb62ec1c5e",0,0,0.03125],["k",1,0,0.4375]]}\n'
)


def test_a_file_of_an_older_version_is_read() -> None:
    assert read_predictions(OLD_FILE).secret_id is None
    assert write_predictions(read_predictions(OLD_FILE)) == OLD_FILE


def test_keyed_predictions_survive_writing_and_reading() -> None:
    hidden = keyed(PREDICTIONS, SECRET)
    assert read_predictions(write_predictions(hidden)) == hidden


def test_a_keyed_file_holds_nothing_that_a_guessed_text_gives() -> None:
    raw = write_predictions(keyed(PREDICTIONS, SECRET))
    for text in ("see you", "WIN \ud83d"):
        normalized = normalize_for_comparison(text).encode("utf-8", "surrogatepass")
        for guess in (normalized, text_key(text).encode(), text.encode("utf-8", "surrogatepass")):
            for salt in (b"", json.loads(raw)["secret_id"].encode()):
                digests = hashlib.sha256(guess), hmac.new(salt, guess, "sha256")
                assert all(digest.hexdigest()[:12].encode() not in raw for digest in digests)
    assert SECRET not in raw


def test_only_the_same_secret_gives_the_same_keys() -> None:
    other = keyed(PREDICTIONS, SECRET[::-1])
    hidden = keyed(PREDICTIONS, SECRET)
    assert {row.key for row in hidden.rows}.isdisjoint(row.key for row in other.rows)
    assert hidden.secret_id != other.secret_id
    assert [row.label for row in hidden.rows] == [row.label for row in PREDICTIONS.rows]
