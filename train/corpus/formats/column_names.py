"""Complete the names of columns: number those that occur twice."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from train.corpus.telling import some
from train.errors import InputError

ROW_NAME = re.compile(r"\S*\d\S*")


class ColumnNames(NamedTuple):
    """The names of the columns, each of them once; those that occurred twice, and what to tell."""

    names: list[str]
    twice: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def complete_names(where: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> ColumnNames:
    """Return the names of the columns, each of them once.

    If one of the columns with a name has all its values, it keeps the name.

    Raises
    ------
    InputError
        If there is no name.
    """
    if not any(names):
        raise InputError(f"{where} is empty; expected the names of the columns")
    counts = Counter(name for name in names if name)
    filled = Counter(name for at, name in enumerate(names) if _has_value(rows, at))
    if _lacks_index(names, rows):
        note = f"{where} has no name for the first column, the names of R's rows; it is left out"
        inner = complete_names(where, names, [row[1:] for row in rows])
        return ColumnNames(["", *inner.names], inner.twice, (note, *inner.notes))
    twice = tuple(name for name, count in counts.items() if count > 1)
    if not twice:
        return ColumnNames(list(names))
    kept = {at for at, name in enumerate(names) if filled[name] == 1 and _has_value(rows, at)}
    numbered = _numbered(names, twice, kept)
    shown = some([name for name, old in zip(numbered, names, strict=True) if old in twice])
    note = f"{where} names a column twice: {some([*twice])}; they are called {shown}"
    return ColumnNames(numbered, tuple(name for name in twice if filled[name] > 1), (note,))


def _lacks_index(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether each row has one field more than the header: first the name of the row.

    These are distinct, and numbers unless they have others, such as `text1`.
    """
    first = {row[0].strip() for row in rows}
    return (
        len(rows) > 1
        and {len(row) for row in rows} == {len(names) + 1}
        and any(row[-1].strip() for row in rows)
        and len(first) == len(rows)
        and all(ROW_NAME.fullmatch(name) for name in first)
    )


def _has_value(rows: Sequence[Sequence[str]], at: int) -> bool:
    return any(at < len(row) and row[at].strip() for row in rows)


def _numbered(names: Sequence[str], twice: Sequence[str], kept: set[int]) -> list[str]:
    """Return the names with a number behind those that occur twice, unless a column is kept.

    >>> _numbered(["text", "note", "note", "note.1"], ["note"], set())
    ['text', 'note.2', 'note.3', 'note.1']
    """
    taken, numbered = set(names), list[str]()
    for at, name in enumerate(names):
        free, number = name, 1
        while name in twice and at not in kept and free in taken:
            free = f"{name}.{number}"
            number += 1
        taken.add(free)
        numbered.append(free)
    return numbered
