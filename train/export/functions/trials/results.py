"""What a function returns as the service sees it, and whether two such results are the same."""

import math
from typing import Any

import numpy as np

TOLERANCE = 1e-9


def plain(value: Any) -> Any:
    """Return a result as the service sees it: a string, or a list of strings and numbers."""
    if hasattr(value, "toarray"):
        value = value.toarray()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, np.ndarray | np.generic):
        value = np.ravel(value).tolist()
    if isinstance(value, int | float):
        return [float(value)]
    if isinstance(value, set | frozenset):
        value = sorted(value)
    return [float(each) if isinstance(each, int | float | np.number) else each for each in value]


def same(expected: Any, found: Any) -> bool:
    """Return whether results are equal: numbers within 1e-9, and words in any order."""
    if isinstance(expected, str) or isinstance(found, str):
        return bool(expected == found)
    if len(expected) != len(found):
        return False
    if all(isinstance(each, str) for each in (*expected, *found)):
        return sorted(expected) == sorted(found)  # a set has no order
    pairs = zip(expected, found, strict=True)
    return all(
        math.isclose(one, two, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        if isinstance(one, float) and isinstance(two, float)
        else one == two
        for one, two in pairs
    )
