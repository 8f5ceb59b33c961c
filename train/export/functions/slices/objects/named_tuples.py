"""Know the classes that `collections.namedtuple` and `typing.NamedTuple` make: no file has them."""

from collections import namedtuple
from typing import Any

_BY_NAMEDTUPLE = set(vars(namedtuple("Empty", "")))
_BY_TYPING = {"__orig_bases__", "__annotations__", "__annotate_func__", "__annotations_cache__"}


def is_named_tuple(kind: type) -> bool:
    """Return whether a class was made so, and is not derived from such a class.

    >>> is_named_tuple(namedtuple("Pair", "a b")), is_named_tuple(tuple)
    (True, False)
    """
    return kind.__bases__ == (tuple,) and isinstance(vars(kind).get("_fields"), tuple)


def has_only_fields(kind: Any) -> bool:
    """Return whether a class of named tuples has no methods or attributes of its author's."""
    return not set(vars(kind)) - _BY_NAMEDTUPLE - _BY_TYPING - set(kind._fields)


def arguments(kind: Any, defaults: list[str]) -> str:
    """Return the arguments of the call of `namedtuple` that makes a class again.

    Parameters
    ----------
    kind
        The class.
    defaults
        The sources of the defaults of its last fields.

    Examples
    --------
    >>> arguments(namedtuple("Pair", "a b", defaults=[1]), ["1"])
    "'Pair', ['a', 'b'], defaults=[1]"
    """
    text = f"{kind.__name__!r}, {[*kind._fields]!r}"
    if any(field.startswith("_") for field in kind._fields):
        text += ", rename=True"
    return text + f", defaults=[{', '.join(defaults)}]" * bool(defaults)
