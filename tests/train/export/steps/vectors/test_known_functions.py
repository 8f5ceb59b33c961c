"""Functions of matrices are told by what they make, and no other is taken for one of them."""

from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler, binarize, normalize

from tests.support.parity import LABELS, TEXTS, TRAINING, margins_of
from train.errors import InputError
from train.export.exporter import export_model

DENSE = FunctionTransformer(lambda rows: rows.toarray())
CENTRED = [TfidfVectorizer(), DENSE, StandardScaler()]


class Weights(BaseEstimator, TransformerMixin):  # type: ignore[misc]  # scikit-learn has no types
    """Multiplies each column by the ratio of its sums in two classes, as NB-SVM does."""

    def fit(self, rows: Any, labels: Any) -> "Weights":
        """Learn the ratios."""
        spam = np.array(labels) == "spam"
        ratio = (rows[spam].sum(axis=0) + 1) / (rows[~spam].sum(axis=0) + 1)
        self.ratio_ = np.log(np.asarray(ratio))
        return self

    def transform(self, rows: Any) -> Any:
        """Multiply."""
        return sparse.csr_matrix(rows.multiply(self.ratio_))


def by_hand(rows: Any) -> Any:
    """Return 1 + ln of each count, by the data of sparse rows."""
    rows = rows.astype(float)
    rows.data = 1 + np.log(rows.data)
    return rows


def made(function: Any, **options: Any) -> FunctionTransformer:
    return FunctionTransformer(function, **options)


STEPS: dict[str, list[Any]] = {
    "log1p": [TfidfVectorizer(), made(np.log1p)],
    "log-of-one-more": [CountVectorizer(), DENSE, made(lambda rows: np.log(rows + 1))],
    "sqrt": [CountVectorizer(), made(lambda rows: rows.power(0.5))],
    "sign": [CountVectorizer(), made(lambda rows: rows.sign())],
    "sign-of-both": [*CENTRED, made(np.sign)],
    "square": [TfidfVectorizer(), made(lambda rows: rows.multiply(rows))],
    "tanh": [*CENTRED, made(np.tanh)],
    "abs": [*CENTRED, made(abs)],
    "sublinear": [CountVectorizer(), made(by_hand)],
    "presence": [CountVectorizer(), made(lambda rows: (rows > 0).astype(float))],
    "binarize": [CountVectorizer(), made(binarize)],
    "normalize": [CountVectorizer(), made(normalize)],
    "normalize-l1": [CountVectorizer(), made(normalize, kw_args={"norm": "l1"})],
    "divided": [
        CountVectorizer(), DENSE,
        made(lambda rows: rows / np.maximum(1e-9, rows.max(axis=1, keepdims=True))),
    ],
    "clip": [*CENTRED, made(np.clip, kw_args={"a_min": -1, "a_max": 2})],
    "clip-partial": [*CENTRED, made(partial(np.clip, a_min=0, a_max=None))],
    "clip-above": [*CENTRED, made(lambda rows: np.minimum(rows, 0.5))],
    "percent": [TfidfVectorizer(), made(lambda rows: rows * 100)],
    "weights": [CountVectorizer(), Weights()],
    "whole": [CountVectorizer(), made(lambda rows: rows.astype(np.int32))],
    "dense": [CountVectorizer(), made(lambda rows: np.asarray(rows.todense()))],
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_a_text_has_the_same_decision(name: str) -> None:
    before = make_pipeline(*STEPS[name])
    classifier = LogisticRegression()
    classifier.fit(before.fit_transform(TRAINING, LABELS), LABELS)
    export = export_model(before, classifier)
    expected = classifier.decision_function(before.transform(TEXTS))
    margins = margins_of(export, TEXTS)
    np.testing.assert_allclose(margins, expected, rtol=1e-9, atol=1e-9)


def test_rounding_to_float32_changes_no_tree_and_little_else() -> None:
    steps = [TfidfVectorizer(), made(lambda rows: rows.astype(np.float32))]
    before = make_pipeline(*steps)
    rows = before.fit_transform(TRAINING)
    trees = RandomForestClassifier(5, random_state=0).fit(rows, LABELS)
    export = export_model(before, trees)
    expected = trees.predict_proba(before.transform(TEXTS))
    found = [export.read_classifier.probabilities(export.scores(text)) for text in TEXTS]
    np.testing.assert_allclose(np.array(found, dtype=float), expected, atol=1e-9)
    linear = LogisticRegression().fit(rows, LABELS)
    export = export_model(before, linear)
    margins = margins_of(export, TEXTS)
    np.testing.assert_allclose(
        margins, linear.decision_function(before.transform(TEXTS)), atol=1e-6
    )


def without_one_column(rows: Any) -> Any:
    rows = rows.toarray()
    rows[:, 7] = np.maximum(rows[:, 7], 3)
    return rows


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([TfidfVectorizer(), made(lambda rows: rows.astype(int))], id="whole"),
        pytest.param([TfidfVectorizer(), made(lambda rows: rows > 0.5)], id="threshold"),
        pytest.param([HashingVectorizer(n_features=64), made(lambda x: x.power(3))], id="cube"),
        pytest.param([*CENTRED, made(np.clip, kw_args={"a_min": 1, "a_max": 2})], id="clip"),
        pytest.param([*CENTRED, made(lambda rows: rows - rows.mean())], id="of-all-rows"),
        pytest.param([*CENTRED, made(lambda rows: np.where(rows > 1000, 0, rows))], id="far"),
        pytest.param([TfidfVectorizer(), made(without_one_column)], id="one-column"),
        pytest.param([TfidfVectorizer(), made(lambda rows: rows[:, :3])], id="selection"),
        pytest.param([*CENTRED, made(lambda rows: rows.astype(str))], id="strings"),
    ],
)
def test_what_makes_something_else_is_refused(steps: list[Any]) -> None:
    before = make_pipeline(*steps).fit(TRAINING)
    with pytest.raises(InputError, match="between the vectorizer and the classifier is not supp"):
        export_model(before, LogisticRegression())


def test_a_function_that_fails_is_named() -> None:
    before = make_pipeline(TfidfVectorizer(), made(None)).fit(TRAINING)
    before[-1].func = lambda rows: rows.nothing
    with pytest.raises(InputError, match="FunctionTransformer raises AttributeError for the vect"):
        export_model(before, LogisticRegression())
