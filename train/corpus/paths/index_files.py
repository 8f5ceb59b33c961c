"""Refuse a directory in which one file lists the labels of the others, as TREC's corpora have."""

import shlex
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from train.corpus.sources.addresses import Source
from train.errors import InputError

HEAD_BYTES = 4096
LEAST_LINES = 2


def refuse_index(sources: Sequence[Source]) -> None:
    """Refuse several files if one of them lists the others, each with its label.

    Raises
    ------
    InputError
        If there is one; it says how to sort the files into folders.
    """
    names = {source.path.name for source in sources}
    for source in sources:
        first = _first_entry(source, names)
        if first:
            in_archive = "" if source.path.is_absolute() else "unpack the archive, and "
            parent = source.path.parent
            folder = shlex.quote(str(parent) if source.path.is_absolute() else parent.name)
            raise InputError(
                f"{source.name}: lists the labels of other files, such as {first!r}; expected a "
                f"folder for each label; to sort them, {in_archive}run: cd {folder} && while read "
                '-r label path; do mkdir -p "sorted/$label" && cp "$path" "sorted/$label/"; done '
                f"< {source.path.name}; then --data {folder}/sorted"
            )


def _first_entry(source: Source, names: Collection[str]) -> str:
    """Return the first line of an index, or an empty string if the source is none."""
    text = source.raw[:HEAD_BYTES].decode("latin-1")
    lines = [line.split() for line in text.splitlines(keepends=True) if line.endswith("\n")]
    entries = [words for words in lines if len(words) == 2]
    known = all(PurePosixPath(path).name in names for _, path in entries)
    is_index = len(entries) == len(lines) >= LEAST_LINES and known
    return " ".join(entries[0]) if is_index else ""
