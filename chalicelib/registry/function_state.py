"""Read the state of a transformer of the model's author: data that its code works with.

JSON has no tuples, sets and patterns, so an object with one key that starts with `$` stands for
each: `{"$tuple": [1, 2]}`. docs/format.md lists them.
"""

import re
from collections import Counter, OrderedDict, defaultdict
from typing import TYPE_CHECKING, Any

from chalicelib.errors import FormatError
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.strict_json import Record

if TYPE_CHECKING:
    from collections.abc import Callable

FLAGS = int(re.ASCII | re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.UNICODE)
"""The flags that a pattern may have."""
FACTORIES: dict[str | None, Any] = {
    None: None,
    **{kind.__name__: kind for kind in (bool, int, float, str, tuple, list, set, dict)},
}
"""What makes the default of a `defaultdict`, by name."""


class FixedDefaults(defaultdict[Any, Any]):
    """A `defaultdict` that does not keep the keys that it is asked for: they come from texts.

    >>> counts = FixedDefaults(int, {"free": 2})
    >>> counts["prize"], dict(counts)
    (0, {'free': 2})
    """

    def __missing__(self, key: object) -> object:
        """Return a new default."""
        if self.default_factory is None:
            raise KeyError(key)
        return self.default_factory()


def read_state(value: object, where: str) -> dict[str, object]:
    """Return the attributes of a transformer by name.

    Raises
    ------
    FormatError
        If a name is not a plain one, or a value breaks a rule of docs/format.md.

    Examples
    --------
    >>> read_state({"words": {"$set": ["free"]}, "least": 3}, "state")
    {'words': {'free'}, 'least': 3}
    """
    fields = Record(value, where).fields()
    for name in fields:
        if not name.isidentifier() or name.startswith("__"):
            raise FormatError(f"{where}: {name[:60]!r} is not the name of an attribute")
    read = _StateReader(where).value
    try:
        return {name: read(field) for name, field in fields.items()}
    except TypeError as exc:  # an array in a set, or as the key of a dictionary
        raise FormatError(f"{where}: found an array where only plain values are allowed") from exc


class _StateReader:
    """Turns parsed JSON into Python's values; all patterns together have the usual limits."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._patterns = PatternCompiler()
        self._kinds: dict[str, Callable[[list[object]], object]] = {
            "$tuple": lambda items: tuple(map(self.value, items)),
            "$set": lambda items: set(map(self.value, items)),
            "$frozenset": lambda items: frozenset(map(self.value, items)),
            "$dict": self._dict,
            "$Counter": lambda items: Counter(self._dict(items)),
            "$OrderedDict": lambda items: OrderedDict(self._dict(items)),
            "$defaultdict": self._defaultdict,
            "$pattern": self._pattern,
        }

    def value(self, value: object) -> object:
        """Return the value that a part of the JSON stands for."""
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if not isinstance(value, dict):
            return value
        if not any(key.startswith("$") for key in value):
            return {key: self.value(each) for key, each in value.items()}
        ((key, items), *more) = value.items()
        if more or key not in self._kinds or not isinstance(items, list):
            raise FormatError(
                f"{self._where}: found the key {min(value)[:60]!r}; expected one key of "
                f"{', '.join(self._kinds)}, with an array"
            )
        return self._kinds[key](items)

    def _dict(self, items: list[object]) -> dict[Any, Any]:
        pairs = [pair for pair in items if isinstance(pair, list) and len(pair) == 2]
        if len(pairs) != len(items):
            raise FormatError(f"{self._where}: expected only pairs in a dictionary")
        return {self.value(key): self.value(each) for key, each in pairs}

    def _defaultdict(self, items: list[object]) -> object:
        match items:
            case [str() | None as name, list(pairs)] if name in FACTORIES:
                return FixedDefaults(FACTORIES[name], self._dict(pairs))
        names = ", ".join(name for name in FACTORIES if name)
        raise FormatError(
            f"{self._where}: expected null or one of {names}, and pairs, in $defaultdict"
        )

    def _pattern(self, items: list[object]) -> object:
        match items:
            case [str(pattern), int(flags)] if flags >= 0 and not flags & ~FLAGS:
                return self._patterns.compile(pattern, "$pattern", self._where, flags)
        raise FormatError(f"{self._where}: expected a string and the flags of re in $pattern")
