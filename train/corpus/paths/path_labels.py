"""Find labels in paths: a folder for each label, or a file for each label with a text a line."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from train.corpus.formats.delimited.separators import separator_hint
from train.corpus.formats.recognition import TABLE_ENDINGS, Texts, holds_mails
from train.corpus.paths.label_folders import UNLABELLED, divides, find_label_folders, is_part
from train.corpus.sources.addresses import MAILDIR, Source
from train.corpus.telling import Tell, some
from train.errors import InputError

WORDS = re.compile(r"[\W_]+")
TEXT_ENDINGS = ("txt", "text", "log", "asc", "utf", "dat", "data", "eml", "mbox", "mbx")
"""Endings that say how a file is written; others may be labels, as in `reviews.pos`."""


def has_label_folders(sources: Sequence[Source]) -> bool:
    """Return whether the files that are no tables are in several folders, one for each label."""
    paths = [source.path for source in sources if source.ending not in TABLE_ENDINGS]
    folders = find_label_folders(paths)
    labels = set(map(folders.label, paths))
    if len(labels) < 2 or _most_in_a_folder(paths) < 2:
        return False
    return not (all(map(is_part, labels)) and _recur(paths))


def _recur(paths: Sequence[PurePosixPath]) -> bool:
    """Return whether each name is that of several files: `train/ham.txt`, `test/ham.txt`."""
    return min(Counter(path.name for path in paths).values()) > 1


def _most_in_a_folder(paths: Sequence[PurePosixPath]) -> int:
    return max(Counter(path.parent for path in paths).values())


def in_label_folders(sources: Sequence[Source], tell: Tell) -> list[Source]:
    """Return the files as deep in folders as most are; others, such as a summary, are left out.

    Mail folders may be in each other.
    """
    depths = Counter(len(source.path.parts) for source in sources)
    depth = depths.most_common(1)[0][0]
    usual = [source for source in sources if len(source.path.parts) == depth]
    if all(_is_in_mail_folder(source) for source in usual):
        usual = [source for source in sources if _is_in_mail_folder(source)]
    kept = {source.path for source in usual}
    beside = [source.name for source in sources if source.path not in kept]
    if beside:
        tell(f"not read, because not in a folder of texts: {some(beside)}")
    return _without_notes(usual, tell)


def _without_notes(sources: Sequence[Source], tell: Tell) -> list[Source]:
    """Leave a file with a name without a number out of mails, if it is none, such as `cmds`."""
    others = {s.path for s in sources if not holds_mails(s.ending, s.raw)}
    notes = [s for s in sources if s.path in others and not re.search(r"\d", s.path.name)]
    if not notes or 2 * len(others) >= len(sources):
        return list(sources)
    tell(f"not read, because no mails as the other files are: {some([s.name for s in notes])}")
    left_out = {source.path for source in notes}
    return [source for source in sources if source.path not in left_out]


def _is_in_mail_folder(source: Source) -> bool:
    return source.path.parent.name in MAILDIR


def path_labels(found: Sequence[Texts], *, by_folder: bool, tell: Tell) -> list[str]:
    """Return the label of each file: its folder's name, or what its own name has of its own.

    Raises
    ------
    InputError
        If there is a single file of texts.
    """
    if by_folder or all(texts.is_mail and len(texts.texts) == 1 for texts in found):
        paths = [texts.source.path for texts in found]
        folders = find_label_folders(paths)
        labels = [folders.label(path) for path in paths]
        found_labels = sorted({label for label in labels if not _is_unlabelled(label)})
        _check_labels(found[0].source, found_labels)
        others = [*folders.others, *sorted(set(labels).difference(found_labels))]
        no_labels = f"; no labels: {some(others)}" if others else ""
        tell(f"labels from the names of the folders: {some(found_labels)}{no_labels}")
        return _without_unlabelled(labels)
    if len(found) == 1:
        hint = separator_hint([text for _, text in found[0].texts])
        raise InputError(
            f"{found[0].source.name}: found texts without labels; expected a column of labels, or "
            f"a file for each label, such as ham.txt spam.txt{hint}"
        )
    labels = file_labels([texts.source.path for texts in found])
    named = [
        f"{texts.source.path.name} {'has no labels' if _is_unlabelled(label) else f'is {label!r}'}"
        for texts, label in zip(found, labels, strict=True)
    ]
    tell(f"labels from the names of the files: {some(named)}")
    return _without_unlabelled(labels)


def _check_labels(first: Source, labels: Sequence[str]) -> None:
    if len(labels) > 1 and all(map(is_part, labels)):
        raise InputError(
            f"{first.name}: found the folders {some([*labels])}, which divide the texts and are no "
            "labels; expected a folder for each label, such as ham/ spam/"
        )


def _is_unlabelled(label: str) -> bool:
    return label.lower() in UNLABELLED


def _without_unlabelled(labels: Sequence[str]) -> list[str]:
    """Return labels, and empty strings for those of texts without a label, which are dropped."""
    return ["" if _is_unlabelled(label) else label for label in labels]


def file_labels(paths: Sequence[PurePosixPath]) -> list[str]:
    """Return the words of each file's name that not all names have, without numbers.

    >>> file_labels([PurePosixPath("sms_ham.txt"), PurePosixPath("sms_spam-2.txt")])
    ['ham', 'spam']
    >>> file_labels([PurePosixPath("very-good.txt"), PurePosixPath("bad.txt")])
    ['very-good', 'bad']
    >>> file_labels([PurePosixPath("train.pos"), PurePosixPath("train.neg")])
    ['pos', 'neg']
    """
    endings = _label_endings(paths)
    if endings:
        return endings
    words = [
        [word for word in WORDS.split(path.stem) if word and not word.isdecimal()] for path in paths
    ]
    common = set.intersection(*map(set, words))
    own = ["_".join(word for word in name if word not in common) for name in words]
    numbered = any(WORDS.split(path.stem) != name for path, name in zip(paths, words, strict=True))
    if not all(own) or not (common or numbered):
        return [path.stem for path in paths]
    return own


def _label_endings(paths: Sequence[PurePosixPath]) -> list[str]:
    """Return the endings of names that differ in nothing else, but for words such as `train`."""
    endings = [path.suffix.removeprefix(".") for path in paths]
    starts = {
        "".join(word for word in WORDS.split(path.stem) if not divides(word)) for path in paths
    }
    formats = {*TEXT_ENDINGS, *(ending.removeprefix(".") for ending in TABLE_ENDINGS)}
    are_labels = not any(divides(each) or each.lower() in formats for each in endings)
    return endings if are_labels and len(set(endings)) > 1 and len(starts) == 1 else []
