"""Transformers that take columns of a table as they are get the cells of a row."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from tests.support.parity import TRAINING
from tests.support.tables import assert_exported
from train.errors import InputError
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter

VECTORIZER = TfidfVectorizer()


class _Frame(dict[Any, Any]):
    """As much of a table of pandas as selectors need: columns by name."""

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return len(next(iter(self.values()))), len(self)

    def __getitem__(self, names: Any) -> Any:
        if isinstance(names, list):
            return np.array([super(_Frame, self).__getitem__(name) for name in names]).T
        return np.array(super().__getitem__(names), dtype=object)


class Column(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """What many notebooks define to take a column of a table."""

    def __init__(self, key: Any) -> None:
        self.key = key

    def fit(self, table: Any, labels: Any = None) -> "Column":
        """Return the transformer."""
        return self

    def transform(self, table: Any) -> Any:
        """Return the column."""
        return table[self.key]


def features(text: str) -> dict[str, Any]:
    return {"length": len(text), "clean": text.lower(), "words": len(text.split())}


def frame(texts: list[str]) -> _Frame:
    rows = [features(text) for text in texts]
    return _Frame({name: [row[name] for row in rows] for name in rows[0]})


def one_column(texts: list[str]) -> _Frame:
    return _Frame({"sms": texts})


@pytest.fixture(autouse=True)
def pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let selectors be tried on tables like those above."""
    tables_are(_Frame, monkeypatch)


def tables_are(kind: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    imported = SimpleNamespace(DataFrame=kind)
    monkeypatch.setattr("train.export.steps.tables.selectors.import_module", lambda name: imported)


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(Column(["words", "length"]), id="class"),
        pytest.param(FunctionTransformer(lambda table: table[["length"]]), id="function"),
    ],
)
def test_columns_of_a_row_are_taken_by_their_names(numbers: Any) -> None:
    text = make_pipeline(Column("clean"), TfidfVectorizer(lowercase=False))
    union = make_union(text, make_pipeline(numbers, StandardScaler()))
    assert_exported(union, features, frame)


def test_the_only_column_that_is_used_is_the_text() -> None:
    both = make_union(
        make_pipeline(Column("sms"), TfidfVectorizer()),
        make_pipeline(Column("sms"), TfidfVectorizer(analyzer="char")),
    )
    assert_exported(both, None, one_column)


def test_two_columns_need_a_row() -> None:
    both = make_union(
        make_pipeline(Column("clean"), TfidfVectorizer()),
        make_pipeline(Column("raw"), TfidfVectorizer()),
    )
    fitted = both.fit(_Frame({"clean": TRAINING, "raw": TRAINING}))
    with pytest.raises(InputError, match="uses the columns clean, raw of it; name the function"):
        export_model(fitted, LogisticRegression())


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([FunctionTransformer(lambda rows: np.asarray(rows).squeeze())], id="squeeze"),
        pytest.param(
            [
                SimpleImputer(strategy="constant", fill_value=""),
                FunctionTransformer(np.ravel),
            ],
            id="imputed",
        ),
    ],
)
def test_a_table_of_one_column_may_be_made_a_list(
    steps: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tables_are(_column_table, monkeypatch)
    table = ColumnTransformer([("text", make_pipeline(*steps, TfidfVectorizer()), [0])])
    assert_exported(table, None, lambda texts: np.array(texts, dtype=object).reshape(-1, 1))


def _column_table(columns: dict[Any, list[Any]]) -> Any:
    return np.array([*columns.values()], dtype=object).T


@pytest.mark.parametrize(
    "taking",
    [
        pytest.param(lambda table: [text[:3] for text in table["clean"]], id="changed"),
        pytest.param(lambda table: table["length"], id="numbers-in-a-list"),
        pytest.param(lambda table: table[["length"]] * 2.0, id="doubled"),
        pytest.param(lambda table: table["clean"].reshape(1, 1, -1), id="three-dimensions"),
    ],
)
def test_what_does_more_than_take_columns_is_refused(taking: Callable[[Any], Any]) -> None:
    pipeline = Pipeline([("take", FunctionTransformer(taking)), ("tfidf", VECTORIZER)])
    with pytest.raises(InputError, match="expected a transformer that takes columns as they are"):
        export_model(pipeline, LogisticRegression(), functions=FunctionExporter(row=features))


def test_a_row_that_no_step_takes_is_refused() -> None:
    fitted = TfidfVectorizer().fit(TRAINING)
    with pytest.raises(InputError, match="--row makes a row of a table, and no step takes one"):
        export_model(fitted, LogisticRegression(), functions=FunctionExporter(row=features))


def test_without_pandas_a_table_is_a_dictionary_of_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("train.export.steps.tables.selectors.import_module", _missing)
    assert_exported(make_pipeline(Column("sms"), TfidfVectorizer()), None, one_column)


def _missing(name: str) -> Any:
    raise ImportError(name)
