"""Find which folders are the labels: those of the files, or folders further up."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from train.corpus.sources.addresses import MAILDIR
from train.unwanted import is_unwanted

PARTS = frozenset({
    "batch", "dev", "eval", "fold", "part", "split", "test", "testing", "train", "training", "val",
    "valid", "validation",
})  # fmt: skip
"""Words of folders that divide texts and label none."""
UNLABELLED = frozenset({"unsup", "unsupervised", "unlabeled", "unlabelled"})
"""Names of folders or files whose texts have no label."""
WORD = re.compile(r"[^\W\d_]+")


class LabelFolders(NamedTuple):
    """How far above the files the labels are (1: their own folder), and names that are none."""

    above: int
    others: list[str]

    def label(self, path: PurePosixPath) -> str:
        """Return the label of a file; a folder of Maildir++ starts with a dot.

        The path of an address such as `https://example.com/?format=csv` has no folder, so no label.
        """
        folders = path.parents
        if not folders:
            return ""
        return folders[min(self.above, len(folders)) - 1].name.removeprefix(".")


def find_label_folders(paths: Collection[PurePosixPath]) -> LabelFolders:
    """Return which folders above some files are the labels.

    Of several levels with different names, the labels are not those that divide the texts (`train`,
    `test`, `new`) or are numbers, such as years. If others are left, a level with an unwanted
    label, such as spam, decides, else the lowest.

    >>> find_label_folders([PurePosixPath("ham/2020/a"), PurePosixPath("spam/2021/a")])
    LabelFolders(above=2, others=['2020', '2021'])
    >>> find_label_folders([PurePosixPath("train/2/a"), PurePosixPath("test/1/a")])
    LabelFolders(above=1, others=['test', 'train'])
    """
    levels = _levels(_usual_depth(paths))
    lowest = 2 if levels and levels[0] <= MAILDIR else 1
    several = {
        above: names
        for above, names in enumerate(levels, start=1)
        if above >= lowest and len(names) > 1
    }
    left = _without(several, is_part)
    left = _without(left, lambda name: WORD.search(name) is None)
    unwanted = [above for above, names in left.items() if any(map(is_unwanted, names))]
    above = unwanted[0] if len(unwanted) == 1 else min(left, default=lowest)
    others = [name for level, names in several.items() if level != above for name in sorted(names)]
    return LabelFolders(above, others)


def divides(name: str) -> bool:
    """Return whether a name divides texts and labels none, such as `train`, `part-1` and `2021`."""
    return is_part(name) or WORD.search(name) is None


def is_part(name: str) -> bool:
    """Return whether a name has a word for a part of the texts, such as `my-train` or `part1`."""
    return not PARTS.isdisjoint(WORD.findall(name.lower()))


def _usual_depth(paths: Iterable[PurePosixPath]) -> list[tuple[str, ...]]:
    """Return the folders of the files that are as deep as most, each once."""
    paths = list(paths)
    depths = Counter(len(path.parts) for path in paths)
    depth = depths.most_common(1)[0][0] if depths else 0
    return list({path.parent.parts for path in paths if len(path.parts) == depth})


def _levels(folders: list[tuple[str, ...]]) -> list[set[str]]:
    """Return the names at each level, the lowest first."""
    return [set(names) for names in zip(*(folder[::-1] for folder in folders), strict=True)]


def _without(levels: dict[int, set[str]], is_none: Callable[[str], bool]) -> dict[int, set[str]]:
    """Return the levels whose names are not all of a kind, or all levels if none is left."""
    left = {above: names for above, names in levels.items() if not all(map(is_none, names))}
    return left or levels
