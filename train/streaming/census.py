"""Read all texts once: count them and their labels, and keep a shuffled copy on disk."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chalicelib.manifest import MAX_CLASSES
from chalicelib.text_key import text_key
from train.corpus.class_checks import LabelColumn, check_classes
from train.corpus.collecting import Reading
from train.corpus.labels.cleaning import check_names, spellings
from train.corpus.labels.label_lists import tell_joined
from train.corpus.labels.positive_class import PositiveClass, choose_positive
from train.corpus.row_checks import RowChecks
from train.corpus.sources.addresses import Address
from train.corpus.summary import Summary, main_script
from train.errors import InputError
from train.recipes.class_order import class_order
from train.scoring_files.labelled_rows import MOST_WHOLE, read_labelled_rows
from train.scoring_files.rows import RowReading
from train.streaming.progress import told_progress
from train.streaming.shuffled_rows import ShuffledRows

MOST_LABELS = 10_000
MOST_KEYS = 2**24
"""The most texts whose keys are kept, in eight bytes each; with more, the model has no record."""


@dataclass(frozen=True, slots=True)
class Census:
    """What is known of a corpus after reading it once; its texts are in `rows`.

    A row's label is a number. `class_of` [labels] has the place of its class among `classes`, which
    are in the order of the model. `keys` [texts] are the keys of the texts, None if there are too
    many.
    """

    rows: ShuffledRows
    classes: tuple[str, ...]
    class_of: tuple[int, ...]
    counts: Mapping[str, int]
    positive: PositiveClass
    sha256: str
    keys: NDArray[np.uint64] | None
    summary: Summary

    def facts(self) -> dict[str, object]:
        """Return the facts about the data that a manifest holds, as `Corpus.facts` does."""
        return {"sha256": self.sha256, "rows": self.rows.texts, "labels": dict(self.counts)}


def take_census(
    addresses: Sequence[Address],
    columns: tuple[Sequence[str], str | None],
    positive: str | None,
    reading: Reading,
    rows: ShuffledRows,
    max_text_bytes: int,
) -> Census:
    """Read all texts, and add them to `rows`.

    `columns` are the names of those of the text and of the label, and `positive` is the positive
    class, if the user gave them. `max_text_bytes` is the largest text that the service takes.

    Raises
    ------
    InputError
        If a file cannot be read, its columns cannot be found, or the labels make no classes.
    """
    counter, checks = _Counter(rows, max_text_bytes), RowChecks()
    text_columns, label_column = columns
    tables = RowReading(reading.encoding, text_columns, (), reading.tell, MOST_WHOLE, label_column)
    rows_read = read_labelled_rows(addresses, tables, counter.digest.update)
    for where, text, value in told_progress(rows_read, "read", None, reading.tell):
        checked = checks.check(where, checks.plain_text(text), value)
        if checked is not None:
            counter.add(where, *checked)
    checks.tell_counts(reading.tell)
    where = ", ".join(map(str, addresses))
    _check_any(rows, where, checks.dropped)
    return counter.census(where, LabelColumn(label_column), positive, reading, checks.dropped)


def _check_any(rows: ShuffledRows, where: str, dropped: Mapping[str, int]) -> None:
    if not rows.texts:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in dropped.items())
        raise InputError(f"{where}: found no labelled text{f' ({reasons})' if reasons else ''}")


class _Counter:
    """Counts what is told of a corpus while its texts are stored."""

    def __init__(self, rows: ShuffledRows, max_text_bytes: int) -> None:
        self.digest = hashlib.sha256()
        self._rows = rows
        self._max_text_bytes = max_text_bytes
        self._numbers: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._scripts: Counter[str] = Counter()
        self._keys = array("Q")
        self._too_large = 0

    def add(self, where: str, label: str, text: str) -> None:
        number = self._numbers.setdefault(label, len(self._numbers))
        if number == MOST_LABELS:
            raise InputError(
                f"{where}: found more than {MOST_LABELS:,} labels; expected a few classes; "
                "--label-column names the column of the labels"
            )
        key = int(text_key(text), 16)
        self._too_large += self._rows.add(number, key, text) > self._max_text_bytes
        self._counts[label] += 1
        self._scripts[main_script(text)] += 1
        if len(self._keys) <= MOST_KEYS:
            self._keys.append(key)

    def census(
        self,
        where: str,
        column: LabelColumn,
        positive: str | None,
        reading: Reading,
        dropped: Mapping[str, int],
    ) -> Census:
        name_of = self._final_names(reading)
        ordered = self._counts_by(name_of)
        check_classes(ordered, where, column)
        if len(ordered) > MAX_CLASSES:
            raise InputError(
                f"{where}: found {len(ordered):,} classes; expected at most {MAX_CLASSES:,}"
            )
        chosen = choose_positive(ordered, positive)
        classes = class_order(ordered, chosen.label)
        complete = len(self._keys) <= MOST_KEYS
        keys = np.frombuffer(self._keys, dtype=np.uint64) if complete else None
        return Census(
            self._rows,
            classes,
            tuple(classes.index(name_of[label]) for label in self._numbers),
            ordered,
            chosen,
            self.digest.hexdigest(),
            keys,
            self._summary(ordered, keys, dropped),
        )

    def _counts_by(self, name_of: Mapping[str, str]) -> dict[str, int]:
        """Return the number of texts of each class, in the order of their names."""
        counts: Counter[str] = Counter()
        for label, count in self._counts.items():
            counts[name_of[label]] += count
        return dict(sorted(counts.items()))

    def _final_names(self, reading: Reading) -> dict[str, str]:
        """Return the class of each label: renamed, and with one spelling for each."""
        names = reading.label_names
        check_names(names, set(self._counts))
        renamed: Counter[str] = Counter()
        for label, count in self._counts.items():
            renamed[names.get(label, label)] += count
        tell_joined(renamed, reading.tell)
        kept = {label for label, name in names.items() if label == name}
        spelling = spellings(renamed, reading.known_labels, kept, reading.tell)
        found = {label: names.get(label, label) for label in self._counts}
        return {label: spelling.get(name, name) for label, name in found.items()}

    def _summary(
        self,
        counts: dict[str, int],
        keys: NDArray[np.uint64] | None,
        dropped: Mapping[str, int],
    ) -> Summary:
        texts = self._rows.texts
        return Summary(
            texts=texts,
            dropped=dict(dropped),
            copies=None if keys is None else texts - len(np.unique(keys)),
            near_copies=None,
            contradicting=0,
            too_large=self._too_large,
            classes=counts,
            scripts=dict(self._scripts.most_common()),
        )
