"""Collect the texts and labels of files, and tell what was left out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tqdm import tqdm

from chalicelib.mail.mail_text import mail_text
from train.corpus.columns import Table, choose_columns, row_text
from train.corpus.formats.recognition import TABLE_ENDINGS, Texts, read_format
from train.corpus.labels import clean_label, merge_spellings, rename
from train.corpus.mail import is_mail, mail_bytes
from train.corpus.mojibake import damage
from train.corpus.path_labels import has_label_folders, in_label_folders, path_labels
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, tell_nobody
from train.errors import InputError

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: the encoding (None detects it), new names of labels, and whom to tell.

    `known_labels` are those of the training texts, if these are the texts to test on.
    `keep_places` keeps where each text is, `keep_columns` the values of the columns whose names
    begin with it. With `need_labels`, a row without a label is an error.
    """

    encoding: str | None = None
    label_names: Mapping[str, str] = field(default_factory=dict)
    known_labels: Sequence[str] = ()
    tell: Tell = tell_nobody
    keep_places: bool = False
    keep_columns: str | None = None
    need_labels: bool = False


class Collector:
    """Collects texts and labels, and counts what it leaves out or what the user should know."""

    def __init__(self, texts: Sequence[str], label: str | None, reading: Reading) -> None:
        self._wanted = (texts, label)
        self._reading = reading
        self.texts: list[str] = []
        self.places: list[str] = []
        self.values: list[dict[str, object]] = []
        self._labels: list[str] = []
        self.dropped: Counter[str] = Counter()
        self._mails = 0
        self._damaged: dict[str, list[str]] = {}

    def add(self, sources: Sequence[Source]) -> None:
        """Read sources; those without labels get them from their paths."""
        tell = self._reading.tell
        by_folder = has_label_folders(sources)
        if by_folder:
            plain = [source for source in sources if source.ending not in TABLE_ENDINGS]
            kept = in_label_folders(plain, tell)
            sources = [s for s in sources if s.ending in TABLE_ENDINGS or s in kept]
        unlabelled: list[Texts] = []
        for source in _with_bar(sources):
            found = self._read(source, whole=by_folder)
            if isinstance(found, Texts):
                unlabelled.append(found)
            else:
                self._add_table(found)
        if unlabelled:
            labels = path_labels(unlabelled, by_folder=by_folder, tell=tell)
            for texts, label in zip(unlabelled, labels, strict=True):
                for where, text in texts.texts:
                    self._add(where, text, label)

    def _read(self, source: Source, *, whole: bool) -> Table | Texts:
        texts, label = self._wanted
        wanted = (*texts, *(() if label is None else (label,)))
        return read_format(
            source,
            whole=whole,
            encoding=self._reading.encoding,
            wanted=wanted,
            tell=self._reading.tell,
        )

    def _add_table(self, table: Table) -> None:
        columns, rows = choose_columns(table, *self._wanted, self._reading.tell)
        for where, row in _with_bar(rows):
            text = row_text(row, columns.texts, where)
            label = row.get(columns.label)
            if text is not None and is_mail(text):
                self._mails += 1
                text = mail_text(mail_bytes(text))
            self._add(where, text, label, row)

    def _add(
        self, where: str, text: str | None, value: object, row: Mapping[str, object] | None = None
    ) -> None:
        label = clean_label(value, where)
        if label is None and self._reading.need_labels:
            raise InputError(f"{where}: found no label; expected one for each text")
        if label is None:
            self.dropped["without a label"] += 1
        elif text is None or not text.strip():
            self.dropped["with an empty text"] += 1
        else:
            self.texts.append(text)
            self._labels.append(label)
            if self._reading.keep_places:
                self.places.append(where)
            prefix = self._reading.keep_columns
            if prefix is not None:
                kept = {name: each for name, each in (row or {}).items() if name.startswith(prefix)}
                self.values.append(kept)
            kind = damage(text)
            if kind is not None:
                self._damaged.setdefault(kind, []).append(where)

    def labels(self, *, to_train: bool) -> list[str]:
        """Return the labels of the texts, renamed and with one spelling for each class."""
        self._tell_counts()
        reading = self._reading
        names = dict(reading.label_names)
        if not to_train:
            names = {label: name for label, name in names.items() if label in set(self._labels)}
        labels = rename(self._labels, names) if self._labels else []
        kept = {label for label, name in names.items() if label == name}
        return merge_spellings(labels, reading.known_labels, kept, reading.tell)

    def _tell_counts(self) -> None:
        tell = self._reading.tell
        for reason, count in self.dropped.items():
            tell(f"dropped {count:,} row(s) {reason}")
        if self._mails:
            tell(f"{self._mails:,} text(s) are mails: their subjects and bodies are read")
        for kind, places in self._damaged.items():
            tell(f"warning: {len(places):,} text(s) contain {kind}; the first: {places[0]}")


def _with_bar(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items with a progress bar, if it takes longer than a second."""
    return iter(tqdm(items, desc="read", disable=None, leave=False, delay=1))
