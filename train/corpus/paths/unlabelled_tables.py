"""Find the labels of tables without a column of labels: a table, or a folder, for each label."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from train.corpus.columns.guessing import guess_label
from train.corpus.columns.judging import (
    CHOSEN_NAMES,
    LABEL_NAMES,
    TEXT_NAMES,
    PlacedRow,
    Table,
    by_name,
    column_values,
    may_be_label,
    named,
    normalized,
)
from train.corpus.columns.label_names import is_weak
from train.corpus.labels.class_names import are_class_names, is_class_name
from train.corpus.paths.label_folders import WORD, divides, find_label_folders
from train.corpus.paths.path_labels import WORDS, file_labels
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, some, tell_nobody
from train.errors import InputError
from train.unwanted import is_unwanted

OTHERS = frozenset({
    "author", "country", "date", "day", "device", "id", "lang", "language", "location", "month",
    "name", "platform", "publisher", "source", "subject", "time", "user", "username", "year",
})  # fmt: skip
"""Words in names of columns that describe a text and rarely label it."""
DENIALS = frozenset({"no", "non", "not"})
PARTITION = re.compile(r"([^=]+)=(.+)")


class Unlabelled(NamedTuple):
    """A table without a column of labels: where it is from, its texts' columns, and its rows.

    `passed` may be the label by its content, but the names of the files are usual classes.
    """

    source: Source
    texts: tuple[str, ...]
    rows: list[PlacedRow]
    passed: list[str]

    def refusal(self) -> InputError:
        """Return the error if nothing else has the labels."""
        others = some([name for name in self.rows[0].row if name not in self.texts]) or "no other"
        return InputError(
            f"{self.source.name}: found texts in {' and '.join(map(repr, self.texts))}, and no "
            f"column of labels ({others}); expected one, or a table for each label whose name is "
            "the label, such as ham.csv spam.csv"
        )


class FileNames(NamedTuple):
    """Whether the names of files or folders tell labels, and whether these are usual classes."""

    tell_labels: bool
    are_classes: bool


def judge_names(paths: Sequence[PurePosixPath]) -> FileNames:
    """Return what the names of tables say of their labels."""
    tell_labels = len(paths) > 1 and table_labels(paths, tell_nobody) is not None
    return FileNames(tell_labels, tell_labels and are_named_as_classes(paths))


def are_named_as_classes(paths: Sequence[PurePosixPath]) -> bool:
    """Return whether the names of files or folders are usual names of classes, not all unwanted.

    Then a column such as `subject` is none of labels: `True.csv` and `Fake.csv`.
    """
    labels = set(table_labels(paths, tell_nobody) or ())
    return bool(labels) and all(map(is_class_name, labels)) and not all(map(is_unwanted, labels))


def without_labels(
    source: Source, table: Table, wanted: Sequence[str], names: FileNames
) -> tuple[Unlabelled | None, Table]:
    """Return what a table holds if none of its columns may be labels; and the table, unread.

    The column of the texts has a usual name or is named: else the names may be the first text.
    If the files' names are classes, only a column with a sure name or such values may be; if they
    tell other labels, none with a name such as `author`.
    """
    usual = named(table.columns, TEXT_NAMES)
    texts = tuple(wanted) or (() if usual is None else (usual,))
    rest = [column for column in table.columns if column not in texts]
    is_clear = bool(texts) and set(texts) <= set(table.columns)
    label = named(rest, [*LABEL_NAMES, *CHOSEN_NAMES])
    if not is_clear or (label is not None and not (names.are_classes and is_weak(label))):
        return None, table
    rows = list(table.rows)
    values = column_values(rows, rest)
    may_be = [column for column in rest if may_be_label(values[column])]
    others = [column for column in may_be if not is_description(column)]
    if names.are_classes:
        is_label = any(are_class_names(set(values[column])) for column in may_be)
    elif names.tell_labels and not others:
        is_label = False
    else:
        is_label = bool(may_be) or guess_label(rest, values) is not None
    if not rows or is_label:
        return None, replace(table, rows=iter(rows))
    return Unlabelled(source, texts, rows, may_be), table


def is_description(column: str) -> bool:
    """Return whether a column describes a text by its name, such as its author."""
    return not OTHERS.isdisjoint(normalized(column).split("_"))


def table_labels(paths: Sequence[PurePosixPath], tell: Tell) -> list[str] | None:
    """Return the label of each table, or None if the names of the files do not tell.

    It is the value of a partition such as `label=spam`, the name of the folder if the files are
    called alike, or else what the file's name has of its own; names such as `part-1` or `test`
    divide the texts and label none.
    """
    for labels, whence in (
        (_partitions(paths), "folders"),
        (_folders(paths), "folders"),
        (_files(paths), "files"),
    ):
        if labels:
            named = [f"{path.name} is {label!r}" for path, label in zip(paths, labels, strict=True)]
            shown = sorted(set(labels)) if whence == "folders" else named
            tell(f"labels from the names of the {whence}: {some(shown)}")
            return labels
    return None


def _partitions(paths: Sequence[PurePosixPath]) -> list[str]:
    """Return the values of the partition with a usual name of a label, as Hive writes it."""
    parts = [
        {
            normalized(match[1]): unquote(match[2])
            for match in map(PARTITION.fullmatch, path.parent.parts)
            if match
        }
        for path in paths
    ]
    key = by_name([*set.intersection(*map(set, parts))], LABEL_NAMES)
    return [] if key is None else [each[key] for each in parts]


def _folders(paths: Sequence[PurePosixPath]) -> list[str]:
    folders = find_label_folders(paths)
    alike = len({_letters(path.stem) for path in paths}) == 1
    return _clear([folders.label(path) for path in paths]) if alike else []


def _files(paths: Sequence[PurePosixPath]) -> list[str]:
    if len({path.parent for path in paths}) > 1:
        return []
    return _class_words(paths) or _clear(file_labels(paths))


def _class_words(paths: Sequence[PurePosixPath]) -> list[str]:
    """Return the usual class in each name, if several names have it with that of a part or source.

    >>> _class_words([PurePosixPath(f"{name}.csv") for name in ("a_fake", "a_real", "b_fake")])
    ['fake', 'real', 'fake']
    """
    names = [WORDS.split(path.stem) for path in paths]
    found = [[word for word in words if is_class_name(word)] for words in names]
    denied = any(word.lower() in DENIALS for words in names for word in words)
    alone = any(len(words) == 1 for words in names)
    if denied or alone or any(len(words) != 1 for words in found):
        return []
    classes = [words[0] for words in found]
    return classes if 1 < len(set(classes)) < len(classes) else []


def _clear(labels: list[str]) -> list[str]:
    """Return labels if there are several, and none of them only divides or numbers the texts."""
    distinct = set(labels)
    divided = any(divides(label) or "=" in label for label in distinct)
    numbered = len(set(map(_letters, distinct))) < len(distinct)
    return [] if len(distinct) < 2 or divided or numbered else labels


def _letters(name: str) -> str:
    return "".join(WORD.findall(name))
