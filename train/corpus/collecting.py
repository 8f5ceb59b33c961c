"""Collect the texts and labels of files, and tell what was left out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from train.corpus.bars import with_bar
from train.corpus.class_checks import LabelColumn
from train.corpus.columns.choosing import choose_columns
from train.corpus.columns.judging import MissingColumn, MissingText, NoRows, Row, Table, row_text
from train.corpus.columns.prodigy import accepted
from train.corpus.formats.delimited.separators import separated_table
from train.corpus.formats.recognition import Texts, read_format
from train.corpus.labels.cleaning import merge_spellings, rename, tell_unshared
from train.corpus.labels.label_lists import tell_joined
from train.corpus.other_parts import ReadTable, may_be_other_part, why_left_out
from train.corpus.paths.labelled_texts import labelled_texts
from train.corpus.paths.unlabelled_tables import (
    FileNames,
    Unlabelled,
    judge_names,
    table_labels,
    without_labels,
)
from train.corpus.readable import readable_sources
from train.corpus.refusal import refusal
from train.corpus.row_checks import RowChecks
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, ToldOnce, some, tell_nobody
from train.errors import InputError


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
        self.label_column = LabelColumn(label)
        self.texts: list[str] = []
        self.places: list[str] = []
        self.values: list[dict[str, object]] = []
        self._labels: list[str] = []
        self._tables: list[ReadTable] = []
        self._unlabelled: list[Unlabelled] = []
        self._refused: list[InputError] = []
        self._notes: list[InputError] = []
        self._checks = RowChecks(need_labels=reading.need_labels)
        self._told_once = ToldOnce()
        self._is_only = False

    def add(self, sources: Sequence[Source]) -> None:
        """Read sources; those without labels get them from their paths."""
        tell = self._reading.tell
        sources, by_folder, listed = readable_sources(sources, tell)
        self._is_only = len(sources) == 1
        texts: list[Texts] = []
        waiting: list[tuple[Source, Table]] = []
        names = judge_names([source.path for source in sources])
        for source, read in self._with_rows(sources, whole=by_folder):
            if isinstance(read, Texts):
                texts.append(read)
            elif len(sources) == 1:
                self._add_table(source, read)
            elif not by_folder and may_be_other_part(source, read.columns, self._wanted[1]):
                waiting.append((source, read))
            else:
                self._add_one_of_several(source, read, names, by_folder=by_folder)
        self._add_waiting(waiting, names)
        self._told_once.tell_others(tell)
        self._add_unlabelled(alone=not texts)
        self._check_none_refused(text_files=bool(texts))
        known = {*self._labels, *self._reading.label_names.values()}
        among_tables = bool(self._tables) and not by_folder
        for found, label in labelled_texts(
            texts, listed, known if among_tables else None, by_folder=by_folder, tell=tell
        ):
            for where, text in found.texts:
                self._add(where, text, label)

    def _with_rows(
        self, sources: Sequence[Source], *, whole: bool
    ) -> Iterator[tuple[Source, Table | Texts]]:
        """Yield the sources that have rows, with these; the others are told or refused later."""
        for source in with_bar(sources):
            try:
                read = self._read(source, whole=whole)
            except NoRows as exc:
                (self._refused if source.is_named else self._notes).append(exc)
            else:
                yield source, read

    def _check_none_refused(self, *, text_files: bool) -> None:
        if self._tables:
            for note in self._notes:
                self._reading.tell(f"not read, because no table: {note}")
        else:
            self._refused += self._notes
        if self._refused:
            tables = [table.source for table in self._tables]
            without = [each.source.name for each in self._unlabelled]
            raise InputError(refusal(self._refused[0], tables, without, text_files=text_files))

    def _add_one_of_several(
        self, source: Source, table: Table, names: FileNames, *, by_folder: bool
    ) -> None:
        """Add a table; one that lacks columns waits until all are read, if no folder has labels."""
        texts, label = self._wanted
        if label is None:
            unlabelled, table = without_labels(source, table, texts, names)
            if unlabelled is not None:
                self._unlabelled.append(unlabelled)
                return
        try:
            self._add_table(source, table)
        except MissingColumn as exc:
            if isinstance(exc, MissingText) and by_folder and not source.is_named:
                self._reading.tell(f"{source.name}: not read, because it has no texts")
            else:
                self._refused.append(exc)

    def _add_waiting(self, waiting: list[tuple[Source, Table]], names: FileNames) -> None:
        """Add tables that may lack labels, the widest first; parts to test on are left out."""
        for source, table in sorted(waiting, key=lambda each: -len(each[1].columns)):
            why = why_left_out(source, table.columns, self._tables)
            if why:
                self._reading.tell(f"{source.name}: not read, because {why}")
            else:
                self._add_one_of_several(source, table, names, by_folder=False)

    def _add_unlabelled(self, *, alone: bool) -> None:
        """Add the tables without a column of labels, if there are no others."""
        tables = self._unlabelled
        several = alone and len(tables) > 1 and not (self._tables or self._refused)
        paths = [each.source.path for each in tables]
        labels = table_labels(paths, self._reading.tell) if several else None
        if labels is None:
            self._refused += [each.refusal() for each in tables]
            return
        passed = [*dict.fromkeys(column for table in tables for column in table.passed)]
        if passed:
            self._reading.tell(
                f"columns may be labels, too: {some(passed)}; --label-column chooses"
            )
        for table, label in zip(tables, labels, strict=True):
            for where, row in with_bar(table.rows):
                self._add_row(where, row, table.texts, label)

    def _read(self, source: Source, *, whole: bool) -> Table | Texts:
        texts, label = self._wanted
        wanted = (*texts, *(() if label is None else (label,)))
        tell = self._told_once.of(source.name, self._reading.tell) if whole else self._reading.tell
        read = read_format(
            source,
            whole=whole,
            encoding=self._reading.encoding,
            wanted=wanted,
            tell=tell,
        )
        if self._is_only and isinstance(read, Texts) and not read.is_mail:
            read = separated_table(source.name, read.texts, wanted) or read
        return accepted(read, label, tell) if isinstance(read, Table) else read

    def _add_table(self, source: Source, table: Table) -> None:
        columns, rows = choose_columns(table, *self._wanted, self._reading.tell)
        start = len(self._labels)
        for where, row in with_bar(self.label_column.sampled(columns, rows)):
            self._add_row(where, row, columns.texts, row.get(columns.label))
        rows_read = slice(start, len(self._labels))
        self._tables.append(ReadTable(source, table.columns, columns, rows_read))

    def _add_row(self, where: str, row: Row, texts: Sequence[str], label: object) -> None:
        self._checks.note_missing(row, texts)
        self._add(where, self._checks.plain_text(row_text(row, texts, where)), label, row)

    def _add(
        self, where: str, text: str | None, value: object, row: Mapping[str, object] | None = None
    ) -> None:
        checked = self._checks.check(where, text, value)
        if checked is None:
            return
        self.texts.append(checked.text)
        self._labels.append(checked.label)
        if self._reading.keep_places:
            self.places.append(where)
        prefix = self._reading.keep_columns
        if prefix is not None:
            kept = {name: each for name, each in (row or {}).items() if name.startswith(prefix)}
            self.values.append(kept)

    @property
    def dropped(self) -> Counter[str]:
        """The rows that were left out, by reason."""
        return self._checks.dropped

    def labels(self, *, to_train: bool) -> list[str]:
        """Return the labels of the texts, renamed and with one spelling for each class."""
        reading = self._reading
        self._checks.tell_counts(reading.tell)
        names = dict(reading.label_names)
        if not to_train:
            names = {label: name for label, name in names.items() if label in set(self._labels)}
        labels = rename(self._labels, names) if self._labels else []
        tell_joined(Counter(labels), reading.tell)
        kept = {label for label, name in names.items() if label == name}
        merged = merge_spellings(labels, reading.known_labels, kept, reading.tell)
        if len(self._tables) > 1:
            tell_unshared(
                [(table.source.name, merged[table.rows]) for table in self._tables], reading.tell
            )
        return merged
