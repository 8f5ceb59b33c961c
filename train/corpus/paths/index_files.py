"""Find the labels of files in another file that lists them, as TREC's corpora of mails have it."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from train.corpus.columns.judging import may_be_label
from train.corpus.sources.addresses import Source

HEAD_BYTES = 4096
LEAST_LINES = 2
SEPARATOR = re.compile(r"[ \t]*(?::::|[,;\t])[ \t]*| +")
"""What is between a path and its label: `spam ../data/1`, `1.txt,spam` or `1:::spam`."""


class Index(NamedTuple):
    """The label of each file by its path, and the files that list them; the first is used."""

    labels: Mapping[PurePosixPath, str]
    lists: Sequence[Source]


def find_index(sources: Sequence[Source]) -> Index | None:
    """Return the labels of the files that another one lists, or None if none does.

    Of several lists, the longest is used: others may be parts of it.
    """
    paths = [source.path for source in sources]
    names = Counter(path.name for path in paths)
    files = {path.name: path for path in paths if names[path.name] == 1}
    known = {path: path for path in paths}
    found = [
        (labels, source)
        for source in sources
        if (labels := _listed(source, known, files)) and source.path not in labels
    ]
    found.sort(key=lambda each: -len(each[0]))
    return Index(found[0][0], [source for _, source in found]) if found else None


def _listed(
    source: Source,
    known: Mapping[PurePosixPath, PurePosixPath],
    files: Mapping[str, PurePosixPath],
) -> dict[PurePosixPath, str]:
    """Return the labels that a file gives to others; none if a line is something else.

    `known` are the paths of all files, and `files` has those whose name no other one has.
    """
    head = source.raw[:HEAD_BYTES].decode("utf-8", "replace")
    lines = head.splitlines(keepends=True)
    if len(lines) < LEAST_LINES or not _entry(source, lines[1], known, files):
        return {}
    entries = [
        _entry(source, line, known, files)
        for line in source.raw.decode("utf-8", "replace").splitlines()
        if line.strip()
    ]
    entries = entries[entries[0] is None :]  # the first line may have names of columns
    labels = dict(entry for entry in entries if entry is not None)
    return labels if None not in entries and may_be_label([*labels.values()]) else {}


def _entry(
    source: Source,
    line: str,
    known: Mapping[PurePosixPath, PurePosixPath],
    files: Mapping[str, PurePosixPath],
) -> tuple[PurePosixPath, str] | None:
    """Return a path and its label, or None if a line has something else."""
    fields = [field.strip('"') for field in SEPARATOR.split(line.strip())]
    if len(fields) != 2:
        return None
    for name, label in _both_ways(*fields):
        full = PurePosixPath(posixpath.normpath(source.path.parent / name))
        path = known.get(full) or files.get(PurePosixPath(name).name)
        if path is not None:
            return path, label
    return None


def _both_ways(one: str, other: str) -> Iterator[tuple[str, str]]:
    yield one, other
    yield other, one
