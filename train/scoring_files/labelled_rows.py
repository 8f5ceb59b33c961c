"""Read texts with their labels as a stream: the tables of files of any size."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from train.corpus.columns.choosing import SAMPLE_ROWS, choose_columns
from train.corpus.columns.judging import LABEL_NAMES, MissingColumn, Table, by_name, row_text
from train.corpus.columns.label_names import is_sure
from train.corpus.columns.prodigy import accepted
from train.corpus.formats.delimited.separators import MOST_LINES, separator_hint
from train.corpus.formats.recognition import holds_mails
from train.corpus.labels.class_names import are_class_names
from train.corpus.paths.text_files import known_labels, tell_notes
from train.corpus.paths.unlabelled_tables import is_description, judge_names
from train.corpus.sources.addresses import Address, check_present
from train.corpus.telling import Tell
from train.errors import InputError
from train.scoring_files.rows import RowReading, open_rows
from train.scoring_files.streams import ByteStream, Opening, open_streams

MOST_WHOLE = 2**26
"""The most bytes of a file whose format is read whole, such as Parquet or a JSON array."""


class LabelledRow(NamedTuple):
    """A text and the value of its label, either of which may be missing, and where they are."""

    where: str
    text: str | None
    label: object


def read_labelled_rows(
    addresses: Sequence[Address],
    reading: RowReading,
    update: Callable[[bytes], object],
) -> Iterator[LabelledRow]:
    """Yield the rows of tables, in order; `update` is given all bytes of the files.

    If the names of the columns do not tell which are the text and the label, the content of the
    first rows does.

    Raises
    ------
    InputError
        If a file cannot be read, its columns cannot be found, or it holds texts without labels.
    """
    check_present(addresses)
    tables = _Tables([], [])
    for address in addresses:
        yield from _rows_at(address, reading, update, tables)
    tables.check()


def _rows_at(
    address: Address,
    reading: RowReading,
    update: Callable[[bytes], object],
    tables: "_Tables",
) -> Iterator[LabelledRow]:
    """Yield the rows of the tables at one address; files of plain text are left out."""
    labels: set[str] = set()
    texts: dict[PurePosixPath, str] = {}
    hint = ""
    for found in open_streams(address, Opening(reading.tell, update, reading.wanted)):
        read = open_rows(found, reading, labelled=True)
        if isinstance(read, Table):
            for row in _rows(read, reading, found.stream, tables):
                labels.add(str(row.label).strip())
                yield row
        elif holds_mails(found.stream.ending, found.stream.head):
            raise _no_labels(found.stream.name)
        else:
            texts[found.stream.path] = found.stream.name
            hint = hint or separator_hint([text for _, text in islice(read, MOST_LINES)])
    if texts:
        _leave_out(texts, labels, reading.tell, hint)


class _Tables(NamedTuple):
    """The paths of tables, and those with a column that may be no label, with this column."""

    paths: list[PurePosixPath]
    doubtful: list[tuple[str, str]]

    def check(self) -> None:
        """Refuse tables whose names are their labels."""
        names = judge_names(self.paths)
        for name, column in self.doubtful:
            if names.are_classes or (names.tell_labels and is_description(column)):
                raise _no_labels(name)


def _leave_out(
    texts: Mapping[PurePosixPath, str], labels: Collection[str], tell: Tell, hint: str
) -> None:
    """Leave texts out of a directory of tables, as `fit` does; `labels` are those of the tables."""
    own = known_labels([*texts], labels)
    named = [name for name, label in zip(texts.values(), own, strict=True) if label or not labels]
    if named:
        raise _no_labels(named[0], hint)
    tell_notes([*texts.values()], tell)


def _no_labels(name: str, hint: str = "") -> InputError:
    return InputError(
        f"{name}: found texts without labels; --stream expects tables with a column of labels: "
        "CSV, TSV, JSON lines or lines of fastText. Without --stream, the labels may be the names "
        f"of folders or files{hint}"
    )


def _rows(
    table: Table, reading: RowReading, stream: ByteStream, tables: _Tables
) -> Iterator[LabelledRow]:
    names = (reading.text_columns, reading.label_column)
    table = accepted(table, reading.label_column, reading.tell)
    try:
        columns, rows = choose_columns(table, *names, reading.tell, SAMPLE_ROWS)
    except MissingColumn as exc:
        if reading.label_column is not None or by_name(table.columns, LABEL_NAMES) is not None:
            raise
        raise InputError(f"{exc}; if each label has a file of its own, leave out --stream") from exc
    tables.paths.append(stream.path)
    found = set[str]()
    for where, row in rows:
        label = row.get(columns.label)
        found.add(str(label))
        yield LabelledRow(where, row_text(row, columns.texts, where), label)
    if reading.label_column is None and not is_sure(columns.label) and not are_class_names(found):
        tables.doubtful.append((stream.name, columns.label))
