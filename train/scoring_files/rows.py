"""Find the texts to score in files of any usual format; they need no labels."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from train.corpus.columns.choosing import choose_texts
from train.corpus.columns.judging import PlacedRow, Table, row_text
from train.corpus.columns.wanted import wanted_columns
from train.corpus.formats.delimited.layout import find_layout
from train.corpus.formats.delimited.rows import read_lines
from train.corpus.formats.json_files.documents import starts_json_lines
from train.corpus.formats.json_files.intents import has_intents
from train.corpus.formats.json_files.rows import is_json, read_json_lines
from train.corpus.formats.labelled_lines import PlacedText, has_labels, labelled_lines
from train.corpus.formats.markup import refuse_markup
from train.corpus.formats.recognition import (
    holds_mails,
    rarely_separated,
    read_format,
)
from train.corpus.formats.records import has_records
from train.corpus.formats.workbooks.binary_tables import is_binary
from train.corpus.formats.xml_rows import is_xml
from train.corpus.mail import plain_text
from train.corpus.sources.addresses import STANDARD_INPUT, Address, check_present
from train.corpus.telling import Tell, tell_nobody
from train.errors import InputError
from train.scoring_files.decoding import DecodedStream
from train.scoring_files.streams import ByteStream, Found, Opening, open_streams


class Row(NamedTuple):
    """A text to score, where it is, and the values of the columns to keep."""

    place: str
    text: str
    kept: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class RowReading:
    """How to read: the encoding (None detects it), the columns, and whom to tell.

    `most_whole` is the most bytes of a file whose format is read whole; None is no limit.
    """

    encoding: str | None = None
    text_columns: Sequence[str] = ()
    keep: Sequence[str] = ()
    tell: Tell = tell_nobody
    most_whole: int | None = None
    label_column: str | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns that the user named."""
        label = () if self.label_column is None else (self.label_column,)
        return (*self.text_columns, *label, *self.keep)


def read_rows(addresses: Sequence[Address], reading: RowReading) -> Iterator[Row]:
    """Yield a row for each text, in order; an empty text stays.

    CSV and the like, JSON lines, fastText and texts a line are read as streams, other formats
    whole.

    Raises
    ------
    InputError
        If a file cannot be read, or has no column of texts.
    """
    check_present(addresses)
    for address in addresses:
        for found in open_streams(address, Opening(reading.tell, wanted=reading.wanted)):
            read = open_rows(found, reading)
            if isinstance(read, Table):
                yield from _of_table(read, reading)
            else:
                _refuse_columns(found.stream.name, reading)
                yield from (Row(where, text) for where, text in read)


def read_stdin_lines(reading: RowReading) -> Iterator[Row]:
    """Yield each line of standard input as a text, whatever it looks like."""
    for found in open_streams(STANDARD_INPUT, Opening(reading.tell)):
        decoded = DecodedStream(found.stream, reading.encoding, reading.tell)
        _refuse_columns(found.stream.name, reading)
        yield from (Row(where, text) for where, text in _placed(found.stream.name, decoded))


def open_rows(
    found: Found, reading: RowReading, *, labelled: bool = False
) -> Table | Iterable[PlacedText]:
    """Return what a stream holds: a table, whose rows are read as they are asked for, or texts.

    With `labelled`, the rows have labels.

    Raises
    ------
    InputError
        If the stream holds nothing, or cannot be read.
    """
    stream = found.stream
    one_text = found.is_one_text
    is_whole = holds_mails(stream.ending, stream.head) or is_xml(stream.ending, stream.head)
    if one_text or is_whole or is_binary(stream.head):
        return _read_whole(stream, reading, labelled=labelled, one_text=one_text)
    decoded = DecodedStream(stream, reading.encoding, reading.tell)
    if has_intents(decoded.head) or has_records(decoded.head):
        return _read_whole(stream, reading, labelled=labelled)
    if not decoded.head.strip() and stream.is_whole:
        raise InputError(f"{stream.name}: found no row; expected texts")
    refuse_markup(stream.name, stream.ending, decoded.head)
    start = decoded.head.lstrip()
    if is_json(stream.ending, decoded.head) or _is_one_long_document(start):
        if stream.is_whole or not starts_json_lines(start):
            return _read_whole(stream, reading, labelled=labelled)
        return read_json_lines(stream.name, decoded.lines("\n"), reading.wanted)
    return _of_lines(stream, decoded, reading, labelled=labelled)


def _is_one_long_document(start: str) -> bool:
    """Return whether the first bytes are the start of a JSON document without line breaks."""
    return start.startswith(("[{", "[[", '{"')) and "\n" not in start.rstrip()


def _read_whole(
    stream: ByteStream, reading: RowReading, *, labelled: bool, one_text: bool = False
) -> Table | Iterable[PlacedText]:
    read = read_format(
        stream.source(reading.most_whole),
        whole=one_text,
        encoding=reading.encoding,
        wanted=reading.wanted,
        tell=reading.tell,
        labelled=labelled,
    )
    return read if isinstance(read, Table) else read.texts


def _of_lines(
    stream: ByteStream, decoded: DecodedStream, reading: RowReading, *, labelled: bool
) -> Table | Iterable[PlacedText]:
    name = stream.name
    if has_labels(decoded.head):
        return labelled_lines(name, _placed(name, decoded, skip_blank=True))
    layout = find_layout(stream.ending, decoded.head, reading.wanted, labelled=labelled)
    head = decoded.head
    if layout is None or (labelled and rarely_separated(name, head, layout, reading.wanted)):
        return _placed(name, decoded)
    return read_lines(name, decoded.lines(), layout, reading.wanted)


def _placed(name: str, decoded: DecodedStream, *, skip_blank: bool = False) -> Iterator[PlacedText]:
    for number, line in enumerate(decoded.lines(), start=1):
        text = line.strip()
        if text or not skip_blank:
            yield PlacedText(f"{name}: line {number}", text)


def _refuse_columns(name: str, reading: RowReading) -> None:
    if reading.wanted:
        raise InputError(f"{name}: found texts without columns; expected {reading.wanted[0]!r}")


def _of_table(table: Table, reading: RowReading) -> Iterator[Row]:
    kept = wanted_columns(table, reading.keep, "kept")
    columns, rows = choose_texts(table, reading.text_columns, reading.tell)
    return (_row(placed, columns, kept) for placed in rows)


def _row(placed: PlacedRow, columns: Sequence[str], kept: Sequence[str]) -> Row:
    where, row = placed
    text = plain_text(row_text(row, columns, where) or "")
    return Row(where, text, tuple(row.get(column) for column in kept))
