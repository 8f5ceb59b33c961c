"""An author's transformers before a vectorizer, in a union with it, and over a table."""

import string
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    OneHotEncoder,
    QuantileTransformer,
    StandardScaler,
)

from tests.support import author_functions as authors
from tests.support import author_transformers as transformers
from tests.support.parity import TEXTS, TRAINING
from tests.support.tables import assert_exported, rows
from train.errors import InputError
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter
from train.export.steps.tables.transformers import _Columns

Table = Callable[[list[str]], Any]


@pytest.mark.parametrize(
    "vectorizer",
    [
        pytest.param(
            Pipeline([("c", transformers.Cleaner("#")), ("v", TfidfVectorizer())]), id="cleaner"
        ),
        pytest.param(
            FeatureUnion([("v", TfidfVectorizer()), ("r", transformers.Rules())]), id="numbers"
        ),
        pytest.param(
            Pipeline(
                [
                    ("c", transformers.Cleaner("#")),
                    (
                        "u",
                        FeatureUnion(
                            [
                                ("v", CountVectorizer()),
                                (
                                    "n",
                                    Pipeline(
                                        [
                                            ("f", FunctionTransformer(transformers.lengths)),
                                            ("s", StandardScaler()),
                                        ]
                                    ),
                                ),
                            ],
                            transformer_weights={"n": 0.5},
                        ),
                    ),
                ]
            ),
            id="cleaned-numbers",
        ),
        pytest.param(transformers.Stemmed(ngram_range=(1, 2)), id="subclass"),
        pytest.param(transformers.Lower(), id="preprocessor"),
        pytest.param(transformers.Lower(analyzer="char", ngram_range=(2, 2)), id="of-characters"),
        pytest.param(transformers.Lower(analyzer=authors.tokens), id="not-called"),
        pytest.param(transformers.Split(ngram_range=(1, 2)), id="tokenizer"),
        pytest.param(transformers.Split(analyzer="char"), id="tokenizer-of-characters"),
        pytest.param(transformers.Both(), id="two-methods"),
        pytest.param(Pipeline([("r", transformers.Rules()), ("s", MaxAbsScaler())]), id="no-terms"),
    ],
)
def test_an_own_transformer_is_followed(vectorizer: Any) -> None:
    assert_exported(vectorizer)


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            ColumnTransformer([("t", TfidfVectorizer(), 0), ("n", StandardScaler(), [1, 2])]),
            id="numbers",
        ),
        pytest.param(
            ColumnTransformer(
                [("t", CountVectorizer(), 0), ("n", MaxAbsScaler(), slice(1, 2))],
                remainder="passthrough",
                transformer_weights={"t": 2.0},
            ),
            id="remainder",
        ),
        pytest.param(
            ColumnTransformer(
                [("t", CountVectorizer(), 0), ("n", StandardScaler(), [False, True, False])],
                sparse_threshold=0.0,
            ),
            id="mask",
        ),
        pytest.param(ColumnTransformer([("n", "passthrough", [-1])]), id="numbers-only"),
        pytest.param(
            ColumnTransformer(
                [
                    ("t", CountVectorizer(), 0),
                    ("b", KBinsDiscretizer(3, strategy="quantile"), [1]),
                    ("q", QuantileTransformer(n_quantiles=9), [-1]),
                    ("o", OneHotEncoder(handle_unknown="ignore"), [-1]),
                ]
            ),
            id="bins-of-numbers",
        ),
    ],
)
def test_a_table_is_followed(table: Any) -> None:
    assert_exported(table, authors.row, rows)


@pytest.mark.parametrize(
    "table",
    [
        ColumnTransformer([("t", TfidfVectorizer(), 1)]),
        ColumnTransformer(
            [("t", TfidfVectorizer(), 0), ("c", CountVectorizer(analyzer="char"), 0)],
            transformer_weights={"c": 0.5},
        ),
        Pipeline([("t", ColumnTransformer([("t", CountVectorizer(), -1)])), ("s", MaxAbsScaler())]),
    ],
    ids=["one", "two", "in-a-pipeline"],
)
def test_a_table_of_which_only_the_text_is_used_needs_no_row(table: Any) -> None:
    assert_exported(table, None, lambda texts: np.array([[text, text] for text in texts]))


def named(text: str) -> dict[str, Any]:
    return {"text": text, "length": len(text), "signs": text.count("!")}


@pytest.mark.parametrize(
    ("where", "cells"),
    [
        ("text", "text"),
        (["length", "signs"], ("length", "signs")),
        (slice("length", None), ("length", "signs")),
        (slice("text", "length"), ("text", "length")),
        (1, "length"),
        ([False, True, False], ("length",)),
    ],
)
def test_the_cells_of_a_table_with_names_are_found(where: Any, cells: Any) -> None:
    fitted = SimpleNamespace(feature_names_in_=["text", "length", "signs"], n_features_in_=3)
    columns = _Columns(fitted, named)
    assert columns.any(where)
    assert columns.cells(where) == cells


def test_a_row_without_a_column_is_refused() -> None:
    fitted = SimpleNamespace(feature_names_in_=["text", "size", "signs"], n_features_in_=3)
    with pytest.raises(InputError, match=r"row of 3 cells; .* fitted to 3: text, size, signs"):
        _Columns(fitted, named)


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        pytest.param(None, None, "names? .*--row module.py:function", id="no-row"),
        pytest.param(None, lambda table: table.copy(), "no attribute 'copy'; it is gi", id="table"),
        pytest.param(None, str.split, r"a row of 6 cells; the .* fitted to 3", id="cells"),
        pytest.param(None, string.capwords, "the function makes str of a text", id="text-alone"),
        pytest.param(
            None, len, "--row: the function makes int of a text; expected one row", id="no-list"
        ),
        pytest.param(
            None, lambda text: {"a": text}, "without column names; expected a list", id="dictionary"
        ),
        pytest.param(None, lambda text: [text] * 3, r"cells \(1, 2\) are", id="text"),
        pytest.param(
            ColumnTransformer([("t", "passthrough", [1]), ("x", "drop", [2])]).fit(rows(TEXTS)),
            lambda text: [text, 1 / 0, 1],
            "raises ZeroDivisionError",
            id="failing",
        ),
        pytest.param(
            ColumnTransformer([("x", "drop", [2])]).fit(rows(TEXTS)),
            authors.row,
            "drops all columns; expected one or more",
            id="dropped",
        ),
        pytest.param(
            ColumnTransformer([("t", CountVectorizer(), 0)]),
            authors.row,
            "ColumnTransformer is not fitted",
            id="not-fitted",
        ),
    ],
)
def test_a_table_that_cannot_be_followed_is_refused(table: Any, row: Any, message: str) -> None:
    if table is None:
        table = ColumnTransformer([("t", CountVectorizer(), 0), ("n", StandardScaler(), [1, 2])])
        table.fit(rows(TRAINING))
    classifier = LogisticRegression().fit(np.eye(2), ["ham", "spam"])
    with pytest.raises(InputError, match=message):
        export_model(table, classifier, functions=FunctionExporter(row=row))


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param(
            FunctionTransformer(transformers.counts_by_name),
            "makes a dictionary of a text, and Tf",
            id="dictionary",
        ),
        pytest.param(
            transformers.FailingCleaner("").fit([]),
            "raises ZeroDivisionError on .Hello",
            id="failing",
        ),
        pytest.param(
            transformers.Mixed().fit([]), "Mixed returns .*; expected a text or numbers", id="mixed"
        ),
        pytest.param(
            transformers.Overriding().fit(TRAINING),
            "Overriding overrides transform; exp",
            id="override",
        ),
    ],
)
def test_an_own_step_that_cannot_be_followed_is_refused(step: Any, message: str) -> None:
    classifier = LogisticRegression().fit(np.eye(2), ["ham", "spam"])
    pipeline = Pipeline([("o", step), ("v", TfidfVectorizer().fit(TRAINING))])
    with pytest.raises(InputError, match=message):
        export_model(pipeline, classifier, functions=FunctionExporter())


def test_without_consent_a_transformer_is_named() -> None:
    pipeline = Pipeline([("o", transformers.Cleaner("#").fit([])), ("v", TfidfVectorizer())])
    classifier = LogisticRegression().fit(np.eye(2), ["ham", "spam"])
    with pytest.raises(InputError, match="calls Cleaner, a function of its author; a model cannot"):
        export_model(pipeline, classifier)
