"""Whatever steps are fitted, their export agrees with scikit-learn or is refused in one line.

`RANDOM_MODELS=5000` tries that many models, each time others; by default a few are tried, always
the same.
"""

import os
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import clone
from sklearn.pipeline import make_pipeline

from chalicelib.errors import ServiceError
from tests.support import random_models, random_steps
from tests.support.parity import expected_scores
from train.export.estimators import split_estimators
from train.export.exported import Export
from train.export.exporter import export_model

ASKED = int(os.environ.get("RANDOM_MODELS", "0"))
REFUSED = (ValueError, TypeError, AttributeError, IndexError, ArithmeticError, RuntimeError)


@st.composite
def fitted(draw: st.DrawFn) -> Any:
    """Draw and fit a pipeline; what scikit-learn itself refuses is not a case."""
    texts = draw(random_models.texts)
    values = draw(random_models.labels(len(texts)))
    classifier = clone(draw(random_models.linear))
    if "random_state" in classifier.get_params():
        classifier.set_params(random_state=0)
    model = make_pipeline(clone(draw(random_steps.models)), classifier)
    try:
        model.fit(texts, values)
        model.predict(texts)
    except REFUSED as exc:
        event(f"scikit-learn refuses: {type(exc).__name__}")
        assume(False)
    return model


@pytest.mark.no_cover
@pytest.mark.filterwarnings("ignore")
@settings(
    max_examples=ASKED or 25,
    derandomize=not ASKED,
    database=None,
    phases=[Phase.generate, Phase.shrink] if ASKED else [Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(model=fitted(), texts=random_models.any_texts)
def test_any_fitted_pipeline_agrees_or_is_refused(model: Any, texts: list[str]) -> None:
    before, classifier = split_estimators([model])
    try:
        vectors = before.transform(texts)
    except REFUSED:  # such as a logarithm of a number below 0
        assume(False)
    refusal, export = _exported(before, classifier)
    if export is None:
        event(f"refused: {' '.join(refusal.split()[:6])}")
        assert refusal.splitlines() == [refusal]
        return
    event(f"agrees: {type(export.read_classifier).__name__}")
    single = "float32" in repr(before) or "f4" in repr(before)
    _assert_agrees(export, classifier, vectors, texts, 1e-4 if single else 1e-8)


def _exported(before: Any, classifier: Any) -> tuple[str, Export | None]:
    """Return the export, or the message of the refusal."""
    try:
        with warnings.catch_warnings(action="error", category=RuntimeWarning):
            return "", export_model(before, classifier, dense=False)
    except ServiceError as exc:
        return str(exc), None


def _assert_agrees(
    export: Export, classifier: Any, vectors: Any, texts: list[str], tolerance: float
) -> None:
    """Assert scores close to the numbers that are added, and labels where they are no tie."""
    expected = expected_scores(classifier, vectors)
    assume(np.isfinite(expected).all())
    scores = np.array([export.scores(text) for text in texts])
    rows, coefficients = abs(sparse.csr_matrix(vectors)), classifier.coef_
    dense = coefficients.toarray() if sparse.issparse(coefficients) else coefficients
    added = rows @ np.abs(np.atleast_2d(dense)).T + np.abs(classifier.intercept_)
    scale = np.maximum(1.0, added.max(axis=1, keepdims=True))
    np.testing.assert_array_less(np.abs(scores - expected) / scale, tolerance)
    ordered = np.sort(expected, axis=1)
    clear = (ordered[:, -1] - ordered[:, -2]) / scale[:, 0] > tolerance
    found = [export.read_classifier.label(tuple(row)) for row in scores.tolist()]
    for label, one, is_clear in zip(found, classifier.predict(vectors), clear, strict=True):
        assert label == str(one) or not is_clear
