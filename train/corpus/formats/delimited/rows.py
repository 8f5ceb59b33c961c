"""Read rows of fields: CSV, TSV and the like, with or without names in the first row."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from train.corpus.columns.judging import Table
from train.corpus.columns.missing_values import KeptLines, are_all_quoted, without_na
from train.corpus.formats.column_names import complete_names
from train.corpus.formats.delimited.header import find_header, is_repeated, survey_rows
from train.corpus.formats.named_rows import (
    Cells,
    named_rows,
    too_wide,
    usual_width,
    with_short_told,
)
from train.counted import counted
from train.errors import InputError

if TYPE_CHECKING:
    from _csv import Reader

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line with its ending, as Python reads files; other separators, such as U+2028, end no line."""
SAMPLE_ROWS = 2000
LARGEST_FIELD = 2**31 - 1


ESCAPED = re.compile(r'\\(["\\])')
"""A quote or a backslash behind a backslash, which some programs write within quotes."""
DOUBLED = {'"': '""'}


class Layout(NamedTuple):
    r"""The delimiter of the fields, and whether quotes may enclose a field (RFC 4180).

    A quote within a field is `\"` if they are `escaped`, and blanks may be before a field's first
    quote if they are `spaced`. `quote` is the sign of a quote.
    """

    delimiter: str
    quoted: bool
    escaped: bool = False
    spaced: bool = False
    quote: str = '"'


def read_delimited(name: str, content: str, layout: Layout, wanted: Sequence[str]) -> Table:
    """Return the table in a text.

    Raises
    ------
    InputError
        If the text is empty, or a row is broken; the latter while the rows are read.
    """
    # Not io.StringIO: it stores four bytes for each character, which doubles the peak memory.
    return read_lines(name, (line[0] for line in LINE.finditer(content)), layout, wanted)


def read_lines(name: str, lines: Iterable[str], layout: Layout, wanted: Sequence[str]) -> Table:
    """Return the table in the lines of a text, see `read_delimited`; they may be a stream."""
    table = table_of_cells(name, _cells(name, lines, layout), wanted, layout.delimiter)
    note = rf"{name}: \" within quotes is read as a quote"
    if layout.quote != '"':
        note = f"{name}: {layout.quote} encloses fields as quotes do"
    is_told = layout.escaped or layout.quote != '"'
    return replace(table, notes=(*table.notes, note)) if is_told else table


def read_fields(content: str, layout: Layout) -> "Reader":
    """Return the rows of fields in a text; `csv.Error` is raised at a misplaced quote."""
    lines = (line[0] for line in LINE.finditer(content))
    return _reader(_with_doubled_quotes(lines, layout), layout)


def _with_doubled_quotes(lines: Iterable[str], layout: Layout) -> Iterable[str]:
    if not layout.escaped:
        return lines
    return (ESCAPED.sub(lambda match: DOUBLED.get(match[1], match[1]), line) for line in lines)


def _reader(lines: Iterable[str], layout: Layout) -> "Reader":
    csv.field_size_limit(LARGEST_FIELD)
    if layout.quoted:
        return csv.reader(
            lines,
            delimiter=layout.delimiter,
            quotechar=layout.quote,
            strict=True,
            skipinitialspace=layout.spaced,
        )
    return csv.reader(lines, delimiter=layout.delimiter, quoting=csv.QUOTE_NONE)


def _cells(name: str, lines: Iterable[str], layout: Layout) -> Iterator[Cells]:
    lines = iter(_with_doubled_quotes(lines, layout))
    first = next(lines, "")
    kept = KeptLines(chain([first], lines))
    if layout.quoted and are_all_quoted(first, layout.delimiter):
        reader = _reader(kept, layout)
        rows: Iterable[Sequence[object]] = without_na(reader, kept, layout.delimiter)
    else:
        rows = reader = _reader(chain([first], lines), layout)
    last = 0
    try:
        for fields in rows:
            last = reader.line_num
            if fields:
                yield Cells(f"{name}: line {reader.line_num}", fields)
    except csv.Error as exc:
        raise broken_row(name, last + 1, exc) from exc


def broken_row(name: str, line: int, error: csv.Error) -> InputError:
    """Return the error for a row of fields that starts at a line."""
    hint = "; expected a closing quote"
    if "unexpected end" not in str(error):
        hint = (
            '; expected a quote within a field to be twice there: "a ""b"" c"; if the file has '
            r"""\" for it, mend it: sed 's/\\"/""/g'"""
        )
    return InputError(f"{name}: the row that starts at line {line}: {error}{hint}")


def table_of_cells(
    name: str, cells: Iterator[Cells], wanted: Sequence[str], delimiter: str = ""
) -> Table:
    """Return the table of rows; one of the first may hold the names of the columns.

    The delimiter is that of the rows, if they are text. Without names, the columns are called by
    their numbers, `1`, `2` and so on.
    """
    sample = list(islice(cells, SAMPLE_ROWS))
    rows = [["" if field is None else str(field) for field in fields] for _, fields in sample]
    if not rows:
        raise InputError(f"{name}: found no row; expected labelled texts")
    header = find_header(rows, wanted)
    if header is None:
        return _numbered_columns(name, rows, chain(sample, cells), delimiter)
    found, above = header
    where = sample[above].where
    first = above + 1 + survey_rows(rows[above + 1 :])
    data = [row for row in rows[first:] if not is_repeated(row, found)]
    notes: list[str] = []
    named = complete_names(where if above else f"{name}: the first line", found, data)
    wide = too_wide(data, len(named.names), delimiter, "the header has")
    left: Iterable[Cells] = chain(sample[first:], cells)
    if delimiter:
        left = with_short_told(left, len(named.names), notes)
    return Table(
        name,
        tuple(named.names),
        named_rows(named.names, left, wide, notes, found),
        (*_left_out(name, where, above, first), *named.notes),
        notes,
        named.twice,
    )


def _numbered_columns(
    name: str, sample: list[list[str]], cells: Iterable[Cells], delimiter: str
) -> Table:
    names = [str(number) for number in range(1, usual_width(sample) + 1)]
    wide = too_wide(sample, len(names), delimiter, "others have")
    notes: list[str] = []
    return Table(name, tuple(names), named_rows(names, cells, wide, notes))


def _left_out(name: str, where: str, above: int, first: int) -> Iterator[str]:
    """Yield what to tell of the rows around the names; `first` is the first row of data."""
    if above:
        yield f"{where} names the columns; what is above is left out"
    if first > above + 1:
        rows = counted(first - above - 1, "row that explains", "rows that explain")
        yield f"{name}: left out {rows} the names"
