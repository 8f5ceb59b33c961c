"""Read records of a line for each field, `review/score: 5.0`, with blank lines between them."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from train.corpus.columns.judging import LABEL_NAMES, TEXT_NAMES, PlacedRow, Table, normalized
from train.corpus.formats.delimited.rows import LINE

FIELD = re.compile(r"([A-Za-z][\w/ .-]{0,39}):(?:[ \t]+(.*))?")
LEAST = 3
"""So many first records must have the same fields; a text may start with a word and a colon."""
MOST_CHARACTERS = 2**16


def has_records(content: str) -> bool:
    r"""Return whether the first records of a text have the same two fields or more.

    >>> has_records("text: a\nlabel: b\n\n" * 3), has_records("note: a\n\nnote: b\n\nnote: c\n")
    (True, False)
    """
    blocks = islice(_blocks(content[:MOST_CHARACTERS]), LEAST)
    names = [_names(block) for block in blocks]
    words = {word for name in names[0] for word in normalized(name).split("_")} if names else set()
    is_usual = not words.isdisjoint((*TEXT_NAMES, *LABEL_NAMES))  # others may be who says it
    return is_usual and len(names) == LEAST and len(set(names)) == 1 and len(names[0]) > 1


def _names(block: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the fields; none if a line has no field."""
    fields = [FIELD.fullmatch(line) for line in block]
    return tuple(field[1] for field in fields if field) if all(fields) else ()


def read_records(name: str, content: str) -> Table:
    """Return the table of the records; a line without a field belongs to that above it."""
    names = _names(next(_blocks(content)))
    rows = (
        PlacedRow(f"{name}: record {number}", _row(block, names))
        for number, block in enumerate(_blocks(content), start=1)
    )
    return Table(name, names, rows, (f"{name}: a record for each block of lines",))


def _row(block: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    row: dict[str, str] = {}
    last = ""
    for line in block:
        field = FIELD.fullmatch(line)
        if field and field[1] in names and field[1] not in row:
            last, row[field[1]] = field[1], field[2] or ""
        elif last:
            row[last] = f"{row[last]}\n{line}"
    return row


def _blocks(content: str) -> Iterator[list[str]]:
    block: list[str] = []
    for match in LINE.finditer(content):
        line = match[0].strip()
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block
