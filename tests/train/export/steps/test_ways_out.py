"""What is refused, and can be had in another way: the message names the way."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    LabelBinarizer,
    LabelEncoder,
    MultiLabelBinarizer,
)
from sklearn.svm import SVC

from tests.support.parity import LABELS, THIRD, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter

VECTORIZER = CountVectorizer().fit(TRAINING)
ROWS = VECTORIZER.transform(TRAINING)


def test_two_vectorizers_are_joined_by_an_option() -> None:
    steps = [VECTORIZER, TfidfVectorizer(analyzer="char").fit(TRAINING), LogisticRegression()]
    with pytest.raises(InputError, match=r"TfidfVectorizer after another .* --features") as error:
        export_model(*split_estimators(steps))
    assert "Binarizer" not in str(error.value)


def columns(table: Any) -> Any:
    return table[["text", "title"]]


def by_series(texts: Any) -> Any:
    return texts.explode().tolist()


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (columns, "TypeError .* takes columns of a table; with --row, .* or a ColumnTransformer"),
        (by_series, r"AttributeError .* no 'explode' as pandas .* as \[clean\(text\) for text in"),
    ],
)
def test_what_takes_a_table_or_a_series(function: Any, message: str) -> None:
    pipeline = Pipeline([("f", FunctionTransformer(function)), ("v", VECTORIZER)])
    with pytest.raises(InputError, match=message):
        export_model(pipeline, LogisticRegression(), functions=FunctionExporter())


@pytest.mark.parametrize("kind", [LogisticRegression, SVC, RandomForestClassifier])
def test_columns_that_code_adds(kind: type) -> None:
    more = np.array([[len(text)] * 9 for text in TRAINING])
    classifier = kind().fit(hstack([ROWS, more]), LABELS)
    with pytest.raises(InputError, match=r"joins further columns .* by --features"):
        export_model(VECTORIZER, classifier)


def test_a_label_binarizer_becomes_another_encoder() -> None:
    for labels, encoder in ((LABELS, LabelEncoder()), (THIRD, MultiLabelBinarizer())):
        binarizer = LabelBinarizer().fit(labels)
        table = binarizer.transform(labels)
        classifier = OneVsRestClassifier(LogisticRegression()).fit(ROWS, table)
        parts = [VECTORIZER, classifier]
        with pytest.raises(InputError, match=r"MultiLabelBinarizer\(\)\.fit\(\[binarizer\.class"):
            split_estimators([*parts, binarizer])
        classes = binarizer.classes_
        encoder.fit([classes] if len(classes) > 2 else classes)
        export = export_model(*split_estimators([*parts, encoder]))
        assert export.read_classifier.classes == tuple(classes)
