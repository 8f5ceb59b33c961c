"""Whatever is fitted, its export agrees with scikit-learn or is refused in one line.

`RANDOM_MODELS=5000` tries that many models, each time others; by default a few are tried, always
the same.
"""

import os
import warnings
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.naive_bayes import GaussianNB

from chalicelib.errors import ServiceError
from tests.support import random_models as random
from tests.support.parity import expected_scores
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.float32_check import vectors_of

ASKED = int(os.environ.get("RANDOM_MODELS", "0"))


class Fitted(NamedTuple):
    """A fitted vectorizer and classifier, and whether 32-bit floats were computed with."""

    vectorizer: Any
    classifier: Any
    single: bool


@st.composite
def fitted(draw: st.DrawFn) -> Fitted:
    """Draw and fit a model; what scikit-learn itself refuses is not a case."""
    texts = draw(random.texts)
    values = draw(random.labels(len(texts)))
    vectorizer, classifier = clone(draw(random.vectorizers)), clone(draw(random.classifiers))
    layout, after = draw(st.sampled_from([*random.LAYOUTS])), draw(st.sampled_from([*random.AFTER]))
    changes, frozen = draw(random.changes), draw(st.booleans())
    other = draw(st.sampled_from([False, False, True]))
    if "random_state" in classifier.get_params():
        classifier.set_params(random_state=0)
    try:
        vectors = vectorizer.fit_transform(texts)
        layout = "dense" if isinstance(classifier, GaussianNB) else layout
        vectors = random.LAYOUTS[layout](vectors)
        if frozen and isinstance(classifier, CalibratedClassifierCV):
            classifier = random.freeze(classifier, vectors, values)
        random.fit(classifier, vectors, values, other)
        if hasattr(classifier, "coef_") and hasattr(classifier, "sparsify"):
            random.AFTER[after](classifier)
        if draw(st.booleans()) and hasattr(vectorizer, "vocabulary_"):
            known = vectorizer.get_params()
            vectorizer.set_params(**{name: changes[name] for name in changes if name in known})
        classifier.predict(_dense(classifier, vectorizer.transform(texts)))
    except (ValueError, TypeError, AttributeError, IndexError, ArithmeticError) as exc:
        event(f"scikit-learn refuses: {type(exc).__name__}")
        assume(False)
    single = "float32" in (layout, after) or vectors.dtype == np.float32
    return Fitted(vectorizer, classifier, single)


def _dense(classifier: Any, vectors: Any) -> Any:
    return vectors.toarray() if isinstance(classifier, GaussianNB) else vectors


@pytest.mark.no_cover
@pytest.mark.filterwarnings("ignore")
@settings(
    max_examples=ASKED or 60,
    derandomize=not ASKED,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(model=fitted(), texts=random.any_texts)
def test_any_fitted_model_agrees_or_is_refused(model: Fitted, texts: list[str]) -> None:
    refusal, export = _exported(model)
    if export is None:
        event(f"refused: {' '.join(refusal.split()[:3])}")
        assert refusal.splitlines() == [refusal]
        return
    event(f"agrees: {type(model.classifier).__name__}")
    export_model(model.vectorizer, model.classifier, texts)  # in float32, if that changes little
    _assert_agrees(export, model, texts)


def _exported(model: Fitted) -> tuple[str, Export | None]:
    """Return the export, or the message of the refusal."""
    try:
        with warnings.catch_warnings(action="error", category=RuntimeWarning):
            return "", export_model(model.vectorizer, model.classifier)
    except ServiceError as exc:
        return str(exc), None


def _assert_agrees(export: Export, model: Fitted, texts: list[str]) -> None:
    """Assert scores within 1e-9 of the largest number added, and labels where they are no tie."""
    vectors = model.vectorizer.transform(texts)
    expected = expected_scores(model.classifier, vectors)
    scores = np.array([export.scores(text) for text in texts])
    scale = _largest_numbers(export, model, texts)
    tolerance = 1e-4 if model.single else 1e-9
    np.testing.assert_array_less(np.abs(scores - expected) / scale[:, None], tolerance)
    labels = model.classifier.predict(_dense(model.classifier, vectors))
    ordered = np.sort(expected, axis=1)
    clear = (ordered[:, -1] - ordered[:, -2]) / scale > tolerance
    found = [export.read_classifier.label(tuple(row)) for row in scores.tolist()]
    for label, one, is_clear in zip(found, labels, clear, strict=True):
        assert label == str(one) or not is_clear


def _largest_numbers(export: Export, model: Fitted, texts: list[str]) -> NDArray[np.float64]:
    """Return the largest of the numbers that are added to make a score, for each text."""
    classifier, vectors = export.linear, model.vectorizer.transform(texts)
    values = abs(vectors_of(model.vectorizer, texts, presence=False))
    largest = values.max(axis=1).toarray().ravel() * max(map(abs, classifier.linear))
    if classifier.quadratic is not None:
        squares = values.max(axis=1).toarray().ravel() ** 2
        largest += squares * max(map(abs, classifier.quadratic))
    if hasattr(model.classifier, "predict_joint_log_proba"):
        likelihood = model.classifier.predict_joint_log_proba(_dense(model.classifier, vectors))
        largest = np.maximum(largest, np.abs(likelihood).max(axis=1))
    return np.asarray(np.maximum(largest, max(1.0, *map(abs, classifier.intercept))))
