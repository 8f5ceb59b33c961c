"""Spread labels have scikit-learn's probabilities after export."""

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, LabelEncoder, MaxAbsScaler
from sklearn.semi_supervised import LabelPropagation, LabelSpreading

from tests.support.forms import SHORT_TEXTS
from tests.support.parity import LABELS, THIRD, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.forms import semi_supervised
from train.export.forms.ties import tie_warnings

TEXTS = [f"{text} {number}" for number, text in enumerate(TRAINING)]
"""The training texts, all different, so that no two are at the same distance."""


def dense(rows: Any) -> Any:
    return rows.toarray()


def fitted(classifier: Any, steps: tuple[Any, ...], labels: list[str]) -> Any:
    """Fit to the training texts; two thirds of them have no label."""
    numbers = LabelEncoder().fit_transform(labels)
    known = np.isin(np.arange(len(numbers)) % 6, [0, 1, 5])
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True)
    return make_pipeline(vectorizer, *steps, classifier).fit(TEXTS, np.where(known, numbers, -1))


def without_ties(pipeline: Any, texts: list[str]) -> list[str]:
    """Return the texts whose nearest rows are nearer than others: else chance decides.

    Of a text without a known term the file has the rows.
    """
    if pipeline[-1].kernel != "knn":
        return texts
    search, rows = pipeline[-1].nn_fit, pipeline[:-1].transform(texts)
    distances, _ = search.kneighbors(rows, search.n_neighbors + 1)
    sure = distances[:, -1] - distances[:, -2] > 1e-7
    return [text for text, one in zip(texts, sure, strict=True) if one] + [""]


@pytest.mark.parametrize(
    "classifier",
    [
        LabelSpreading(gamma=2.0, alpha=0.3),
        LabelPropagation(gamma=5.0),
        LabelSpreading("knn", n_neighbors=4),
        LabelPropagation("knn", n_neighbors=3, max_iter=200),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "steps",
    [(), (MaxAbsScaler(),), (FunctionTransformer(dense),), (TruncatedSVD(5, random_state=0),)],
    ids=["sparse", "scaled", "dense", "lsa"],
)
@pytest.mark.parametrize("labels", [LABELS, THIRD], ids=["two", "three"])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_labels_and_probabilities_agree(
    classifier: Any, steps: tuple[Any, ...], labels: list[str]
) -> None:
    pipeline = fitted(classifier, steps, labels)
    export = export_model(*split_estimators([pipeline]))
    tried = without_ties(pipeline, [*SHORT_TEXTS, *TEXTS])
    assert len(tried) > 60
    expected = pipeline.predict_proba(tried)
    sure = np.sort(expected, axis=1)[:, -1] - np.sort(expected, axis=1)[:, -2] > 1e-9
    scores = [export.scores(text) for text in tried]
    found = np.array([export.read_classifier.probabilities(row) for row in scores], dtype=float)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)
    named = [export.read_classifier.label(row) for row in scores]
    assert (np.array(named) == pipeline.predict(tried).astype(str))[sure].all()
    assert sure.sum() > 30


def test_rows_at_the_same_distance_are_warned_of() -> None:
    repeated = LabelSpreading("knn", n_neighbors=2)
    vectorizer = CountVectorizer()
    rows = vectorizer.fit_transform(["a1", "a1", "a1", "b1", "b1", "b1"])
    (warning,) = tie_warnings([vectorizer, repeated.fit(rows, [0, 1, 0, 1, 0, 1])])
    assert warning.startswith("LabelSpreading(n_neighbors=2): for 6 of 6 training texts")
    repeated.label_distributions_ = np.array([[1.0, 0.0], [0.6, 0.4]] * 3)
    repeated.transduction_ = np.zeros(6)
    assert len(tie_warnings([repeated])) == 1
    repeated.label_distributions_ = np.array([[1.0, 0.0]] * 6)
    assert tie_warnings([repeated]) == []
    assert tie_warnings([LabelSpreading("rbf").fit(rows, [0, 1, 0, 1, 0, 1])]) == []


def test_a_kernel_of_ones_own_is_refused() -> None:
    def product(one: Any, other: Any) -> Any:
        return (one @ other.T).toarray()

    with pytest.raises(InputError, match="LabelSpreading with a kernel of your own is not supp"):
        export_model(*split_estimators([fitted(LabelSpreading(product), (), LABELS)]))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semi_supervised, "MAX_ROWS", 20)
    with pytest.raises(InputError, match=r"LabelPropagation with 21 training texts .* at most 20"):
        export_model(*split_estimators([fitted(LabelPropagation(), (), LABELS)]))
