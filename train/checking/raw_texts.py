"""Raw texts with the labels, and perhaps the probabilities, that the author's code gave them."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from train.checking.rounding import EXACT, Rounding, rounding_of
from train.corpus.collecting import Reading
from train.corpus.reader import RawRow, read_raw_rows
from train.corpus.sources.addresses import Address
from train.errors import InputError

PREFIX = "probability_"
"""A column of this name and a class holds the probability of the class."""


class RawText(NamedTuple):
    """A text, where it is, its label, and the probabilities by class that the file gives.

    `rounding` is that of all probabilities of the files.
    """

    where: str
    text: str
    label: str
    probabilities: Mapping[str, float]
    rounding: Rounding = EXACT


class RawTexts(NamedTuple):
    """Distinct texts, the SHA-256 of the files' bytes in order, and how many rows were left out."""

    texts: list[RawText]
    sha256: str
    copies: int = 0


def read_raw_texts(
    addresses: Sequence[Address],
    text_column: Sequence[str] | None,
    label_column: str | None,
    reading: Reading,
) -> RawTexts:
    """Read the texts of a check; of equal rows the first is kept.

    Raises
    ------
    InputError
        If a file cannot be read, a row has no label, a text has two labels, or a probability is
        none.
    """
    rows, sha256 = read_raw_rows(addresses, text_column, label_column, PREFIX, reading)
    first: dict[str, RawText] = {}
    for row in rows:
        read = RawText(row.where, row.text, row.label, _probabilities(row))
        known = first.setdefault(row.text, read)
        if known.label != row.label:
            raise InputError(
                f"{row.where}: the label is {row.label!r}, and that of the same text at "
                f"{known.where} is {known.label!r}; expected the one label that your code gives"
            )
    rounding = rounding_of(p for text in first.values() for p in text.probabilities.values())
    texts = [text._replace(rounding=rounding) for text in first.values()]
    return RawTexts(texts, sha256, len(rows) - len(first))


def _probabilities(row: RawRow) -> dict[str, float]:
    found: dict[str, float] = {}
    for column, value in row.values.items():
        if value is None or value == "":
            continue
        try:
            number = float(str(value))
        except ValueError:
            number = math.nan
        if not 0.0 <= number <= 1.0:
            raise InputError(f"{row.where}: {column} is {value!r}; expected a number from 0 to 1")
        found[column.removeprefix(PREFIX)] = number
    return found
