"""The options of a bulk job, checked once when it is planned."""

import math
from dataclasses import dataclass
from typing import Any

from chalicelib.strict_json import Record

KIB, MIB = 2**10, 2**20
LEAST_PART_BYTES, MOST_PART_BYTES = 64 * KIB, 64 * MIB
LEAST_USUAL_BYTES, MOST_USUAL_BYTES = MIB, 8 * MIB
"""A part of 1 MiB takes a second or more, much more than its requests. One of 8 MiB ends
within five minutes, Step Functions' limit, even if a kB takes 30 ms."""
USUAL_PARTS = 4000
"""Enough for thousands of functions at once; the last step reads a record for each part."""
MAX_COLUMNS = 100
OWN = ("place", "label", "probabilities", "text", "evidence", "error")
PREFIX = "input_"
"""Of a column to keep whose name `python -m train predict` gives to a column of its own."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to read the input and what to write.

    Attributes
    ----------
    text_column
        The column of the texts, or None for the usual one.
    keep
        The columns to copy.
    probabilities
        Whether each row gets the probability of each class.
    part_bytes
        How much of the input a part is made of, or None for `usual_part_bytes`.
    gzip
        Whether the parts are packed.
    """

    text_column: str | None = None
    keep: tuple[str, ...] = ()
    probabilities: bool = False
    part_bytes: int | None = None
    gzip: bool = False

    def kept_names(self) -> list[str]:
        """Return the names that the columns to copy have in the output.

        >>> Options(keep=("id", "label")).kept_names()
        ['id', 'input_label']
        """
        return [f"{PREFIX}{name}" if name in OWN else name for name in self.keep]

    def document(self) -> dict[str, Any]:
        """Return the options as an event holds them."""
        return {
            "text_column": self.text_column,
            "keep": list(self.keep),
            "probabilities": self.probabilities,
            "part_bytes": self.part_bytes,
            "gzip": self.gzip,
        }


def read_options(value: object, where: str = "options") -> Options:
    """Check the options of an event; those that are missing get their defaults.

    Raises
    ------
    FormatError
        If an option is unknown or has the wrong type or value.

    Examples
    --------
    >>> read_options({"part_bytes": 1})
    Traceback (most recent call last):
        ...
    chalicelib.errors.FormatError: options: field 'part_bytes' is 1; expected an integer from \
65536 to 67108864
    """
    given = Record(value, where).fields()
    record = Record(Options().document() | given, where)
    options = Options(
        text_column=record.text_or_none("text_column"),
        keep=tuple(record.texts("keep", 0, MAX_COLUMNS)),
        probabilities=record.flag("probabilities"),
        part_bytes=record.integer_or_none("part_bytes", LEAST_PART_BYTES, MOST_PART_BYTES),
        gzip=record.flag("gzip"),
    )
    record.finish()
    names = options.kept_names()
    if len(set(names)) < len(names):
        raise record.error(f"keep is {', '.join(options.keep)[:200]}; two become {_twice(names)!r}")
    return options


def usual_part_bytes(size: int) -> int:
    """Return how much of an input of so many bytes a part is made of.

    >>> [usual_part_bytes(size) // MIB for size in (10**3, 10**10, 10**12)]
    [1, 2, 8]
    """
    return min(max(math.ceil(size / USUAL_PARTS), LEAST_USUAL_BYTES), MOST_USUAL_BYTES)


def _twice(names: list[str]) -> str:
    return next(name for name in names if names.count(name) > 1)
