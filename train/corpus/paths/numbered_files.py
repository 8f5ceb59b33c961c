"""Find the labels of documents in one folder in their names: `spam-001.txt`, `ham-001.txt`."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from train.corpus.formats.recognition import MAILBOXES, TABLE_ENDINGS
from train.corpus.paths.label_folders import WORD, find_label_folders, is_part
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, some

MOST_LABELLED = 20
"""More files with numbered names are documents; fewer may have a text a line."""
MOST_LABELS = 20
DIGIT = re.compile(r"\d")


def are_numbered(paths: Sequence[PurePosixPath]) -> bool:
    """Return whether files are many documents: their names differ in numbers, but for a few words.

    Names such as `part-1` are those of a table or a list of texts in pieces.
    """
    words = Counter(_words(path) for path in paths)
    return (
        len(paths) > MOST_LABELLED
        and 2 * len(words) <= len(paths)
        and not any(is_part(path.stem) for path in paths)
    )


def document_labels(sources: Sequence[Source], tell: Tell) -> Mapping[PurePosixPath, str]:
    """Return the label of each document by its path; none if the names tell none.

    The labels are the words in the names, several of them, with several documents each.
    """
    paths = [source.path for source in sources]
    if any(source.ending in (*TABLE_ENDINGS, *MAILBOXES) for source in sources):
        return {}
    folders = set(map(find_label_folders(paths).label, paths))
    if (len(folders) > 1 and not all(map(is_part, folders))) or not are_numbered(paths):
        return {}
    labels = {path: _words(path) for path in paths}
    counts = Counter(labels.values())
    numbered = all(DIGIT.search(path.stem) for path in paths)
    if not numbered or not 1 < len(counts) <= MOST_LABELS or min(counts.values()) < 2:
        return {}
    shown = some([f"{label!r} ({count:,})" for label, count in sorted(counts.items())])
    tell(
        f"each file is one text, and the words of its name are its label: {shown}; --labels "
        "gives them other names"
    )
    return labels


def _words(path: PurePosixPath) -> str:
    return "_".join(WORD.findall(path.stem))
