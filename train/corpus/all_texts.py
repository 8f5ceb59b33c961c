"""Read every text of files as `fit` does, whether or not it has a label.

What must find a text wherever it could have been learned from reads with the same steps as
`collecting`, so both agree on each format, encoding and column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from train.corpus.columns.choosing import choose_columns, choose_texts
from train.corpus.columns.judging import PlacedRow, Table, row_text
from train.corpus.formats.delimited.separators import separated_table
from train.corpus.formats.recognition import TABLE_ENDINGS, Texts, read_format
from train.corpus.formats.workbooks.binary_tables import is_binary
from train.corpus.readable import readable_sources
from train.corpus.row_checks import RowChecks
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, tell_nobody
from train.errors import InputError


@dataclass(frozen=True, slots=True)
class TextReading:
    """The columns that the user named, the encoding (None detects it), and whom to tell."""

    text_columns: Sequence[str] = ()
    label_column: str | None = None
    encoding: str | None = None
    tell: Tell = tell_nobody

    @property
    def wanted(self) -> tuple[str, ...]:
        """All columns that the user named."""
        return (*self.text_columns, *(() if self.label_column is None else (self.label_column,)))


DETECTED = TextReading()
"""Nothing is named, so all is found by names and content."""


class PlacedString(NamedTuple):
    """A text as `fit` reads it, where it is, and the strings that its row has in other columns.

    There are none if the user named the column.
    """

    where: str
    text: str
    others: tuple[str, ...] = ()


class SourceTexts(NamedTuple):
    """The texts of a source; `whole` is its one text if `fit` finds it in a folder of texts."""

    source: Source
    texts: list[PlacedString]
    whole: str = ""


def read_all_texts(sources: Sequence[Source], reading: TextReading) -> list[SourceTexts]:
    """Read those of some sources that `fit` reads.

    Raises
    ------
    InputError
        If one cannot be read, or the column of the text cannot be told from the others.
    """
    read, whole, _ = readable_sources(sources, reading.tell)
    return [read_texts(source, reading, whole=whole) for source in read]


def read_texts(source: Source, reading: TextReading, *, whole: bool) -> SourceTexts:
    """Read one source; `whole` as in `read_format`. Raises what `read_all_texts` does."""
    if not source.raw.strip():
        return SourceTexts(source, [])
    found = _read(source, reading, whole=whole)
    if isinstance(found, Texts):
        texts = [PlacedString(where, text) for where, text in found.texts]
        lines = () if whole or found.is_mail else found.texts
        table = separated_table(source.name, lines, reading.wanted)
        texts += () if table is None else _rows(table, reading)
    else:
        texts = list(_rows(found, reading))
    may_be_one = not (whole or source.ending in TABLE_ENDINGS or is_binary(source.raw))
    return SourceTexts(source, texts, _one_text(source, reading) if may_be_one else "")


def _one_text(source: Source, reading: TextReading) -> str:
    found = _read(source, replace(reading, tell=tell_nobody), whole=True)
    return "" if isinstance(found, Table) or found.is_mail else found.texts[0].text


def _read(source: Source, reading: TextReading, *, whole: bool) -> Table | Texts:
    return read_format(
        source, whole=whole, encoding=reading.encoding, wanted=reading.wanted, tell=reading.tell
    )


def _rows(table: Table, reading: TextReading) -> Iterator[PlacedString]:
    rows = list(table.rows)
    columns = _text_columns(table, rows, reading) if rows else ()
    if not reading.text_columns:
        # A first row that is data may be taken for names.
        yield PlacedString(f"{table.name}: the names of the columns", "", table.columns)
    checks = RowChecks()
    for where, row in rows:
        text = checks.plain_text(row_text(row, columns, where))
        others = [] if reading.text_columns else [row[name] for name in row if name not in columns]
        yield PlacedString(where, text or "", tuple(_strings(others)))


def _text_columns(table: Table, rows: Sequence[PlacedRow], reading: TextReading) -> tuple[str, ...]:
    """Return the columns that `fit` takes the text from; without labels, those of `predict`."""
    try:
        columns, _ = choose_columns(
            replace(table, rows=iter(rows)),
            reading.text_columns,
            reading.label_column,
            reading.tell,
        )
    except InputError:
        table = replace(table, rows=iter(rows))
        return choose_texts(table, reading.text_columns, reading.tell)[0]
    return columns.texts


def _strings(value: object) -> Iterator[str]:
    """Yield the strings in a value, which JSON may nest."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)
