"""Parse strict JSON: each key once, only finite numbers, every field checked by type.

Python's own parser keeps the last of two equal keys, reads NaN and 1e999, and raises RecursionError
for deep nesting. This module refuses a file that two readers could understand differently.
"""

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import NoReturn

from chalicelib.errors import FormatError


def parse(raw: bytes, where: str) -> object:
    """Parse strict JSON; `where` names the source in error messages.

    >>> parse(b'{"size": 3}', "manifest.json")
    {'size': 3}
    >>> parse(b'{"size": 3, "size": 4}', "manifest.json")
    Traceback (most recent call last):
        ...
    chalicelib.errors.FormatError: manifest.json: key 'size' occurs twice; expected once

    Raises
    ------
    FormatError
        If the bytes are not UTF-8 JSON, a key occurs twice in one object, a number is not finite,
        or the nesting is too deep.
    """
    try:
        return json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_finite,
            parse_constant=_not_finite,
        )
    except RecursionError as exc:
        raise FormatError(f"{where}: JSON nested too deeply") from exc
    except _RefusedError as exc:
        raise FormatError(f"{where}: {exc}") from None
    except ValueError as exc:
        found = f"expected JSON in UTF-8 ({exc})" if raw else "is empty; expected JSON in UTF-8"
        raise FormatError(f"{where}: {found}") from exc


class _RefusedError(Exception):
    """JSON that Python's parser would accept."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise _RefusedError(f"key {twice!r} occurs twice; expected once")
    return result


def _not_finite(found: str) -> NoReturn:
    raise _RefusedError(f"found the number {found}; expected finite numbers")


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _not_finite(digits)


def canonical(document: object) -> bytes:
    r"""Serialize to canonical JSON: sorted keys, no spaces, ASCII.

    Serializing the parsed form again gives the same bytes, and so the same digest.

    >>> canonical({"b": 1.5, "a": "é"})
    b'{"a":"\\u00e9","b":1.5}'
    """
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


class Record:
    """A JSON object; each field is taken by name and its type checked."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise FormatError(f"{where}: found {describe(value)}; expected an object")
        self.where = where
        self._fields: dict[str, object] = dict(value)

    def fields(self) -> dict[str, object]:
        """Return the fields that were not taken, by name."""
        return dict(self._fields)

    def take(self, name: str) -> object:
        """Remove a field and return it, of any type."""
        if name not in self._fields:
            raise FormatError(f"{self.where}: field {name!r} is missing")
        return self._fields.pop(name)

    def text(self, name: str, choices: Sequence[str] = ()) -> str:
        """Take a string; with `choices`, one of them."""
        value = self.take(name)
        if not isinstance(value, str):
            self._refuse(name, value, "a string")
        if choices and value not in choices:
            self._refuse(name, value, "one of " + ", ".join(choices))
        return value

    def text_or_none(self, name: str, choices: Sequence[str] = ()) -> str | None:
        """Take a string or null."""
        if self._fields.get(name, "") is None:
            self.take(name)
            return None
        return self.text(name, choices)

    def integer(self, name: str, low: int, high: int) -> int:
        """Take an integer from `low` to `high`."""
        value = self.take(name)
        if type(value) is not int or not low <= value <= high:
            self._refuse(name, value, f"an integer from {low} to {high}")
        return value

    def integer_or_none(self, name: str, low: int, high: int) -> int | None:
        """Take an integer from `low` to `high`, or null."""
        if self._fields.get(name, "") is None:
            self.take(name)
            return None
        return self.integer(name, low, high)

    def number(self, name: str) -> float:
        """Take a finite number."""
        value = self.take(name)
        if type(value) is int and abs(value) < 2**53:
            return float(value)
        if type(value) is not float:
            self._refuse(name, value, "a number")
        return value

    def flag(self, name: str) -> bool:
        """Take true or false."""
        value = self.take(name)
        if not isinstance(value, bool):
            self._refuse(name, value, "true or false")
        return value

    def items(self, name: str, low: int, high: int) -> list[object]:
        """Take an array of `low` to `high` elements."""
        value = self.take(name)
        if not isinstance(value, list) or not low <= len(value) <= high:
            self._refuse(name, value, f"an array of {low} to {high} elements")
        return value

    def texts(self, name: str, low: int, high: int) -> list[str]:
        """Take an array of `low` to `high` distinct strings."""
        values: list[str] = []
        for value in self.items(name, low, high):
            if not isinstance(value, str):
                raise FormatError(f"{self.where}: field {name!r} must contain only strings")
            values.append(value)
        if len(set(values)) != len(values):
            raise FormatError(f"{self.where}: field {name!r} contains an element twice")
        return values

    def expect_format(self, *known: int) -> int:
        """Take the field "format", refuse every version but the known ones, and return it."""
        found = self.take("format")
        if type(found) is not int or found not in known:
            read = " and ".join(map(str, known))
            raise FormatError(
                f"{self.where}: format is {describe(found)}; this runtime reads {read}"
            )
        return found

    def finish(self) -> None:
        """Refuse fields that were not taken: an unknown field could change the meaning."""
        if self._fields:
            raise FormatError(f"{self.where}: unknown field {min(self._fields)!r}")

    def error(self, message: str) -> FormatError:
        """Return an error that names the object; `message` is what was found or is expected."""
        return FormatError(f"{self.where}: {message}")

    def _refuse(self, name: str, value: object, expected: str) -> NoReturn:
        raise FormatError(f"{self.where}: field {name!r} is {describe(value)}; expected {expected}")


def pair(value: object, field: str, where: str) -> list[object]:
    """Return an array of two elements; `field` names the array of such arrays."""
    if not isinstance(value, list) or len(value) != 2:
        raise FormatError(f"{where}: {field} has {describe(value)}; expected arrays of 2 elements")
    return value


def describe(value: object) -> str:
    """Describe a value for an error message, in at most 60 characters."""
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'an array'} of {len(value)}"
    shown = json.dumps(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
