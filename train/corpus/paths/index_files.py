"""Find the labels of files in another file that lists them, as TREC's corpora of mails have it."""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from train.corpus.columns.judging import may_be_label
from train.corpus.sources.addresses import Source

HEAD_BYTES = 4096
LEAST_LINES = 2
SEPARATOR = re.compile(r"[ \t]*(?::::|[,;\t])[ \t]*| +")
"""What is between a path and its label: `spam ../data/1`, `1.txt,spam` or `1:::spam`."""


class Listing(NamedTuple):
    """A file that lists others, and the label of each of these by its path.

    `missing` are the listed names that no file has, `several` the files with several labels.
    """

    source: Source
    labels: Mapping[PurePosixPath, str]
    missing: Sequence[str]
    several: Sequence[PurePosixPath]


Find = Callable[[str], PurePosixPath | None]
"""Returns the path of the file that a name in a list means."""


def find_listings(sources: Sequence[Source]) -> list[Listing]:
    """Return the files that list others with their labels, the longest first, which is used.

    The others may be parts of it.
    """
    paths = [source.path for source in sources]
    names = Counter(path.name for path in paths)
    files = {path.name: path for path in paths if names[path.name] == 1}
    known = {path: path for path in paths}
    listings = [_listing(source, known, files) for source in sources if _may_list(source)]
    found = [each for each in listings if each and each.source.path not in each.labels]
    return sorted(found, key=lambda each: -len(each.labels))


def _may_list(source: Source) -> bool:
    """Return whether the first lines, but for one of names, have two fields each."""
    head = source.raw[:HEAD_BYTES].decode("utf-8", "replace")
    lines = head.splitlines()[: None if len(source.raw) <= HEAD_BYTES else -1]
    return len(lines) >= LEAST_LINES and all(
        len(_fields(line)) == 2 for line in lines[1:] if line.strip()
    )


def _listing(
    source: Source,
    known: Mapping[PurePosixPath, PurePosixPath],
    files: Mapping[str, PurePosixPath],
) -> Listing | None:
    """Return what a file lists, or None if it is no list.

    `known` are the paths of all files, and `files` has those whose name no other one has.
    """

    def find(name: str) -> PurePosixPath | None:
        full = PurePosixPath(posixpath.normpath(source.path.parent / name))
        return known.get(full) or files.get(PurePosixPath(name).name)

    lines = source.raw.decode("utf-8", "replace").splitlines()
    pairs = [_fields(line) for line in lines if line.strip()]
    if pairs and len(pairs[0]) != 2:  # names of columns
        del pairs[0]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        return None
    ways = (pairs, [pair[::-1] for pair in pairs])
    best = max((_listed(source, way, find) for way in ways), key=lambda each: len(each.labels))
    return best if len(best.labels) >= LEAST_LINES else None


def _listed(source: Source, pairs: Sequence[Sequence[str]], find: Find) -> Listing:
    """Return what pairs of a name and a label list; nothing if the latter are no labels."""
    values = [label for _, label in pairs]
    if find(pairs[0][0]) is None and values[0] not in values[1:]:
        pairs, values = pairs[1:], values[1:]  # names of columns
    labels: dict[PurePosixPath, str] = {}
    missing: list[str] = []
    several: dict[PurePosixPath, None] = {}
    for name, label in pairs if may_be_label(values) else ():
        path = find(name)
        if path is None:
            missing.append(name)
        elif labels.setdefault(path, label) != label:
            several[path] = None
    return Listing(source, labels, missing, [*several])


def _fields(line: str) -> list[str]:
    return [field.strip('"') for field in SEPARATOR.split(line.strip())]
