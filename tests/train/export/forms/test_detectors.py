"""Detectors of outliers give a text the label 1 or -1, as scikit-learn does."""

from typing import Any

import numpy as np
import pytest
from sklearn.covariance import EllipticEnvelope
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import IsolationForest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDOneClassSVM
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, StandardScaler
from sklearn.svm import OneClassSVM

from tests.support.forms import SHORT_TEXTS
from tests.support.parity import TRAINING
from train.errors import InputError
from train.export.classifiers.new_names import new_names
from train.export.estimators import split_estimators
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.forms.registry import export_form
from train.export.space import plain_space
from train.measure import measure

KNOWN = TRAINING[9:]
"""The texts that a detector sees; the others are outliers."""
TRIED = [*SHORT_TEXTS, *TRAINING]


def fitted(*steps: Any) -> Any:
    return make_pipeline(TfidfVectorizer(), *steps).fit(KNOWN)


def labels_of(export: Export) -> list[str]:
    return [export.read_classifier.label(export.scores(text)) for text in TRIED]


@pytest.mark.parametrize(
    "detector",
    [
        OneClassSVM(nu=0.3),
        OneClassSVM(kernel="poly", degree=2, nu=0.4),
        OneClassSVM(kernel="sigmoid", nu=0.4),
        OneClassSVM(kernel="linear", nu=0.4),
        SGDOneClassSVM(nu=0.4, random_state=0),
        IsolationForest(n_estimators=9, random_state=0),
        IsolationForest(n_estimators=9, random_state=0, contamination=0.25, max_features=0.7),
        EllipticEnvelope(contamination=0.2, support_fraction=1.0, random_state=0),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "steps",
    [(), (MaxAbsScaler(),), (TruncatedSVD(3, random_state=0), StandardScaler())],
    ids=["terms", "scaled", "lsa"],
)
def test_labels_and_distances_agree(detector: Any, steps: tuple[Any, ...]) -> None:
    if isinstance(detector, EllipticEnvelope):  # more texts than features, and dense
        steps = (TruncatedSVD(3, random_state=0), *steps)
    pipeline = fitted(*steps, detector)
    export = export_model(*split_estimators([pipeline]))
    labels = labels_of(export)
    assert labels == [str(label) for label in pipeline.predict(TRIED)]
    assert {*labels} == {"1", "-1"}
    assert not export.read_classifier.has_probabilities
    if not isinstance(detector, IsolationForest):
        found = np.array([export.scores(text) for text in TRIED])
        decisions = found[:, 1] - found[:, 0]
        np.testing.assert_allclose(decisions, pipeline.decision_function(TRIED), atol=1e-9)


@pytest.mark.parametrize("contamination", [0.1, 0.2, 0.3, 0.4, 0.5])
def test_a_text_exactly_at_the_offset_of_a_forest_is_an_inlier(contamination: float) -> None:
    pipeline = fitted(IsolationForest(n_estimators=5, random_state=1, max_samples=8))
    scores = pipeline.score_samples(TRIED)
    for offset in (np.quantile(scores, contamination, method="lower"), np.nextafter(scores[0], 0)):
        pipeline[-1].offset_ = offset
        export = export_model(*split_estimators([pipeline]))
        assert labels_of(export) == [str(label) for label in pipeline.predict(TRIED)]


def test_the_labels_of_a_detector_can_have_names() -> None:
    estimators = [fitted(OneClassSVM(nu=0.3))]
    names = new_names(["-1", "1"], {"-1": "strange", "1": "known"}, has_texts=False)
    export = export_model(*split_estimators([*estimators, names]))
    assert {*labels_of(export)} == {"strange", "known"}


def test_a_forest_of_single_texts_is_refused() -> None:
    with pytest.raises(InputError, match="IsolationForest whose trees saw one text each"):
        export_model(*split_estimators([fitted(IsolationForest(n_estimators=2, max_samples=1))]))


def test_a_forest_over_other_features_is_refused() -> None:
    forest = fitted(IsolationForest(n_estimators=2))[-1]
    with pytest.raises(InputError, match=r"IsolationForest has .* features and the vectorizer 999"):
        export_form(forest, plain_space(999))


def test_a_kernel_of_ones_own_is_refused() -> None:
    def product(one: Any, other: Any) -> Any:
        return (one @ other.T).toarray()

    with pytest.raises(InputError, match=r"OneClassSVM\(kernel='product'\) is not supported"):
        export_model(*split_estimators([fitted(OneClassSVM(kernel=product))]))


def test_a_detector_by_local_densities_is_refused() -> None:
    with pytest.raises(InputError, match="LocalOutlierFactor is not supported; expected one of"):
        export_model(*split_estimators([fitted(LocalOutlierFactor(n_neighbors=3, novelty=True))]))


@pytest.mark.parametrize(
    ("names", "positive"),
    [({}, "-1"), ({"-1": "ham", "1": "spam"}, "spam"), ({"-1": "odd", "1": "usual"}, None)],
)
def test_outliers_without_a_name_are_the_positive_class(
    names: dict[str, str], positive: str | None
) -> None:
    given = new_names(["-1", "1"], names, has_texts=False) if names else None
    pipeline = fitted(OneClassSVM(nu=0.3))
    estimators = split_estimators([pipeline] if given is None else [pipeline, given])
    assert measure(estimators, "exported", None).facts["positive"] == positive
