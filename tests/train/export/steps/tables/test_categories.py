"""Words of a row are encoded as scikit-learn encodes them."""

from typing import Any

import pytest
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder

from tests.support import author_functions as authors
from tests.support.parity import TRAINING
from tests.support.tables import assert_exported, rows
from train.errors import InputError
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter

pytestmark = pytest.mark.filterwarnings("ignore:Found unknown categories")


def rows_with_words(texts: list[str]) -> Any:
    return rows(texts, authors.row_with_words)


@pytest.mark.parametrize(
    "encoder",
    [
        OneHotEncoder(handle_unknown="ignore"),
        OneHotEncoder(drop=["short text", "F"], handle_unknown="ignore", sparse_output=False),
        OneHotEncoder(categories=[["long"], ["C", "W"]], handle_unknown="ignore"),
        OneHotEncoder(
            categories=[["long"], ["C", "W"]], drop=["long", "C"], handle_unknown="ignore"
        ),
    ],
)
def test_words_of_a_row_are_encoded(encoder: Any) -> None:
    table = ColumnTransformer([("t", CountVectorizer(), 0), ("w", encoder, [1, 3])])
    assert_exported(table, authors.row_with_words, rows_with_words)


@pytest.mark.parametrize(
    ("encoder", "columns", "message"),
    [
        (OneHotEncoder(), [1, 2], r"cell 2, which is 1\.0, with .* not supported; expected words"),
        (
            OneHotEncoder(categories=[["long", ""]], handle_unknown="ignore"),
            [1],
            "words that are not empty",
        ),
        (OneHotEncoder(min_frequency=2), [1], "with min_frequency .* a column for each category"),
    ],
)
def test_words_that_cannot_be_encoded_are_refused(encoder: Any, columns: Any, message: str) -> None:
    table = ColumnTransformer([("t", CountVectorizer(), 0), ("w", encoder, columns)])
    table.fit(rows_with_words(TRAINING))
    functions = FunctionExporter(row=authors.row_with_words)
    with pytest.raises(InputError, match=message):
        export_model(table, LogisticRegression(), functions=functions)
