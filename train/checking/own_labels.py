"""What scikit-learn's own objects predict for raw texts, without any code of the author's."""

from collections.abc import Sequence
from itertools import compress
from typing import Any

import numpy as np
from scipy import sparse

from train.checking.comparison import joined
from train.export.files.part import Role, role

_FAILURES = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What estimators raise if they cannot take each other's output."""


def own_labels(
    estimators: Sequence[Any], texts: Sequence[str], classes: Sequence[str] = ()
) -> list[str] | None:
    """Return the labels that fitted estimators give texts, or None if they cannot.

    `estimators` are in the order of `load_estimators`. A classifier that takes only dense vectors
    gets these, as `toarray()` makes them. `classes` are the names of the labels of which a text
    can have several; these are a JSON array, see `joined`.
    """
    passed: Any = list(texts)
    try:
        for estimator in estimators:
            passed = _passed(estimator, passed)
    except _FAILURES:
        return None
    if isinstance(passed, list):  # of tuples, as a MultiLabelBinarizer returns them
        return [joined(map(str, labels)) for labels in passed]
    table = passed.toarray() if sparse.issparse(passed) else np.asarray(passed)
    if table.ndim == 1 or (table.shape[1] == 1 and len(classes) > 1):  # CatBoost's column
        return [str(label) for label in table.ravel().tolist()]
    return [joined(compress(classes, row)) for row in table.tolist()]


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
