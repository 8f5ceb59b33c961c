"""Complete the names of columns: number those that occur twice."""

from collections import Counter
from collections.abc import Sequence

from train.corpus.telling import some
from train.errors import InputError


def complete_names(where: str, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names of the columns, each of them once, and what to tell of them.

    Raises
    ------
    InputError
        If there is no name.
    """
    if not any(names):
        raise InputError(f"{where} is empty; expected the names of the columns")
    counts = Counter(name for name in names if name)
    twice = [name for name, count in counts.items() if count > 1]
    if not twice:
        return list(names), []
    numbered = _numbered(names, twice)
    shown = some([name for name, old in zip(numbered, names, strict=True) if old in twice])
    return numbered, [f"{where} names a column twice: {some(twice)}; they are called {shown}"]


def _numbered(names: Sequence[str], twice: Sequence[str]) -> list[str]:
    """Return the names with a number behind those that occur twice.

    No name stays, so that none of two columns is taken for the other.

    >>> _numbered(["text", "note", "note", "note.1"], ["note"])
    ['text', 'note.2', 'note.3', 'note.1']
    """
    taken, numbered = set(names), list[str]()
    for name in names:
        free = name
        number = 1
        while name in twice and free in taken:
            free = f"{name}.{number}"
            number += 1
        taken.add(free)
        numbered.append(free)
    return numbered
