"""What scikit-learn's own objects predict for raw texts, without any code of the author's."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from train.checking.comparison import joined
from train.export.files.contents import Role, role

_FAILURES = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What estimators raise if they cannot take each other's output."""


def own_labels(estimators: Sequence[Any], texts: Sequence[str]) -> list[str] | None:
    """Return the labels that fitted estimators give texts, or None if they cannot.

    `estimators` are in the order of `load_estimators`. A classifier that takes only dense vectors
    gets these, as `toarray()` makes them.
    """
    passed: Any = list(texts)
    try:
        for estimator in estimators:
            passed = _passed(estimator, passed)
    except _FAILURES:
        return None
    if isinstance(passed, list) and all(isinstance(row, tuple) for row in passed):
        return [joined(map(str, row)) for row in passed]  # a MultiLabelBinarizer's
    labels = np.asarray(passed)
    return [str(label) for label in labels.tolist()] if labels.ndim == 1 else None


def _passed(estimator: Any, values: Any) -> Any:
    kind = role(estimator)
    if kind is Role.ENCODER:
        return estimator.inverse_transform(values)
    if kind is not Role.CLASSIFIER:
        return estimator.transform(values)
    try:
        return estimator.predict(values)
    except TypeError:
        return estimator.predict(values.toarray())
