"""Write the state of an author's transformer as JSON.

`chalicelib.registry.function_state` reads it.
"""

import re
from collections import Counter, OrderedDict, defaultdict
from typing import Any

import numpy as np

from chalicelib.registry.function_state import FACTORIES, FLAGS


class NotDataError(Exception):
    """Raised if a value is not data that the format can hold."""


def state_value(value: Any) -> Any:
    """Return the JSON that stands for a value.

    Raises
    ------
    NotDataError
        If a part of it is not data.

    Examples
    --------
    >>> state_value(({"a", "b"}, {1: "x"}))
    {'$tuple': [{'$set': ['a', 'b']}, {'$dict': [[1, 'x']]}]}
    """
    if isinstance(value, np.generic):
        value = value.item()
    kind = type(value)
    if value is None or kind in (str, bool, int) or (kind is float and np.isfinite(value)):
        return value
    if kind is list:
        return [*map(state_value, value)]
    if kind in (tuple, set, frozenset):
        items = [*map(state_value, value)]
        return {f"${kind.__name__}": items if kind is tuple else sorted(items, key=repr)}
    if isinstance(value, dict):
        return _of_dict(value, kind)
    if kind is re.Pattern and isinstance(value.pattern, str) and not value.flags & ~FLAGS:
        return {"$pattern": [value.pattern, value.flags]}
    raise NotDataError


def _of_dict(value: dict[Any, Any], kind: type) -> Any:
    pairs = [[state_value(key), state_value(each)] for key, each in value.items()]
    if kind in (Counter, OrderedDict):
        return {f"${kind.__name__}": pairs}
    if isinstance(value, defaultdict) and kind is defaultdict:
        factory: Any = value.default_factory
        if factory in FACTORIES.values():
            return {"$defaultdict": [factory and factory.__name__, pairs]}
    if kind is not dict:
        raise NotDataError
    if all(type(key) is str and not key.startswith("$") for key in value):
        return dict(pairs)
    return {"$dict": pairs}
