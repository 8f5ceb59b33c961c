"""Read a row of JSON lines: an object with the text in a field, or a string.

Python's parser keeps the last of two equal keys, and reads NaN and 1e999; here such a row has an
error, because two readers could understand it differently.
"""

import json
import math
from collections.abc import Sequence
from typing import NoReturn

from chalicelib.bulk.rows import Fields, json_kind, text_fields

TEXT = "text"
"""The field that holds the text unless the job names another one."""


class JsonRows:
    """Reads rows; `text_column` is None if the job names none."""

    def __init__(self, text_column: str | None, keep: Sequence[str]) -> None:
        self._text = text_column
        self._keep = keep
        self._decode = json.JSONDecoder(
            object_pairs_hook=_once, parse_float=_finite, parse_constant=_not_finite
        ).decode

    def parse(self, raw: bytes) -> Fields:
        r"""Return the fields of a row.

        >>> JsonRows(None, ["id"]).parse(b'{"id": 7, "text": "see you"}')
        Fields(text='see you', kept=(7,), error=None)
        >>> JsonRows(None, []).parse(b'"see').error
        'the row is not JSON: Unterminated string starting at, character 0'
        """
        try:
            value = self._decode(str(raw, "utf-8"))
        except UnicodeDecodeError:
            return self._error("the row is not in UTF-8")
        except json.JSONDecodeError as exc:
            return self._error(f"the row is not JSON: {exc.msg}, character {exc.pos}")
        except RecursionError:
            return self._error("the row is JSON nested too deeply")
        except ValueError as exc:  # of this module, or about the digits of a number
            return self._error(f"the row is not JSON: {exc}")
        return self._fields(value)

    def has_text(self, raw: bytes) -> bool:
        """Return whether a row has a text, which may be empty or null."""
        value = self._value(raw)
        if isinstance(value, dict):
            name = self._text or TEXT
            if name not in value and (self._text is not None or len(value) != 1):
                return False
            value = value.get(name, next(iter(value.values())))
            return value is None or isinstance(value, str)
        return isinstance(value, str)

    def names(self, raw: bytes) -> list[str]:
        """Return the names of the fields of a row; empty if it is not an object."""
        value = self._value(raw)
        return list(value) if isinstance(value, dict) else []

    def _value(self, raw: bytes) -> object:
        try:
            return self._decode(str(raw, "utf-8"))
        except (ValueError, RecursionError):
            return None

    def _fields(self, value: object) -> Fields:
        if isinstance(value, str):
            return text_fields(value, (None,) * len(self._keep))
        if not isinstance(value, dict):
            return self._error(f"the row is {json_kind(value)}; expected an object or a string")
        kept = tuple([value.get(name) for name in self._keep])
        name = self._text or TEXT
        if name in value:
            return text_fields(value[name], kept)
        if self._text is None and len(value) == 1:
            return text_fields(next(iter(value.values())), kept)
        names = ", ".join(map(repr, value))[:200] or "none"
        return Fields("", kept, f"the row has no field {name!r}; found {names}")

    def _error(self, error: str) -> Fields:
        return Fields("", (None,) * len(self._keep), error)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice in one object")
    return found


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _not_finite(digits)


def _not_finite(found: str) -> NoReturn:
    raise ValueError(f"found the number {found[:20]}; expected finite numbers")
