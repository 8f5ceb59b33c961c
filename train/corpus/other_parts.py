"""Tell the tables of a directory that a model cannot learn from: a part without labels to test on.

Competitions have them next to the texts to train on, with an example of a submission.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from train.corpus.columns.judging import (
    CHOSEN_NAMES,
    LABEL_NAMES,
    TEXT_NAMES,
    Columns,
    named,
    normalized,
)
from train.corpus.paths.label_folders import UNLABELLED
from train.corpus.sources.addresses import Source

TESTS = UNLABELLED | {"test", "testing"}
SUBMISSION = "submission"


class ReadTable(NamedTuple):
    """A table that was read: where from, its columns, those that were chosen, and its rows."""

    source: Source
    names: Sequence[str]
    chosen: Columns
    rows: slice


def may_be_other_part(source: Source, names: Sequence[str], label: str | None) -> bool:
    """Return whether a table has to wait until the others are read; `label` is what users named."""
    if source.is_named:
        return False
    has_label = label in names if label else named(names, [*LABEL_NAMES, *CHOSEN_NAMES]) is not None
    return not has_label or SUBMISSION in _words(source)


def why_left_out(source: Source, names: Collection[str], read: Sequence[ReadTable]) -> str:
    """Return why a table is left out next to those that were read, or an empty string.

    It has the columns of one of them but for the label, or is called a test part and has no such
    column. An example of a submission has no texts.
    """
    words = _words(source)
    if read and SUBMISSION in words and named([*names], TEXT_NAMES) is None:
        return "it has no texts"
    for table in read:
        texts, label = table.chosen
        has_rest = {*names} <= {*table.names} or not TESTS.isdisjoint(words)
        if has_rest and label not in names and {*texts} <= {*names}:
            return f"it has no column {label!r}, as {table.source.path.name} has for the labels"
    return ""


def _words(source: Source) -> set[str]:
    """Return the words of a file's name, also of `sampleSubmission` and `unlabeledTrainData`."""
    return set(normalized(source.path.stem).split("_"))
