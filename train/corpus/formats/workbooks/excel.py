"""Read rows from Excel: a sheet that has texts and labels, or sheets that are the labels."""

import re
import shlex
import warnings
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from train.corpus.columns.judging import PlacedRow, Table
from train.corpus.formats.delimited.rows import table_of_cells
from train.corpus.formats.named_rows import Cells
from train.corpus.formats.workbooks.sheets import (
    SHEET_COLUMN,
    Rows,
    best_sheet,
    cell_text,
    has_value,
    how_to_label,
    label_sheets,
)
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, some
from train.counted import counted
from train.errors import InputError

NO_WORKBOOK = "an office document or an archive without a worksheet; save it as .xlsx or CSV"
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell ")


def read_excel(source: Source, wanted: Sequence[str], tell: Tell, *, labelled: bool) -> Table:
    """Return the table in an Excel file; texts to label, which are not `labelled`, need no labels.

    Raises
    ------
    ImportError
        If openpyxl is not installed.
    InputError
        If the file is no workbook, has no rows, or lacks the sheet that the user named.
    """
    sheets = _sheets(source, values=True)
    filled = {title: rows for title, rows in sheets.items() if any(map(has_value, rows))}
    if not filled:
        raise InputError(f"{source.name}: found no row; expected labelled texts")
    if source.sheet:
        return _table(source, _named(source, filled), filled, wanted, tell)
    labels = label_sheets(filled, wanted) if labelled else []
    if labels:
        return _table_of_labels(source, labels, filled, wanted, tell)
    title = best_sheet(filled, wanted, labelled=labelled)
    others = [each for each in filled if each != title]
    if others:
        tell(
            f"{source.name}: reads sheet {title!r} only; others: {some(others)}; to read one of "
            f"them, {_how_to_read(source, others[0])}{how_to_label(filled, title)}"
        )
    return _table(source, title, filled, wanted, tell)


def _named(source: Source, sheets: dict[str, Rows]) -> str:
    """Return the title of the sheet that the user named, in any case."""
    for title in sheets:
        if title.strip().casefold() == source.sheet.strip().casefold():
            return title
    raise InputError(f"{source.name}: expected the sheet {source.sheet!r}; found {some([*sheets])}")


def _how_to_read(source: Source, title: str) -> str:
    if not source.is_named or not source.path.is_absolute():
        return "save it as a file of its own"
    return f"name it: {shlex.quote(f'{source.name}#{title}')}"


def _table(
    source: Source, title: str, sheets: dict[str, Rows], wanted: Sequence[str], tell: Tell
) -> Table:
    rows = sheets[title]
    if any(None in row for row in rows) and _has(FORMULA, source):
        _tell_formulas(source, title, rows, tell)
    texts = _columns_of_texts(rows)
    at = "row" if len(sheets) == 1 else f"sheet {title!r}, row"
    cells = (
        Cells(
            f"{source.name}: {at} {number}",
            [cell_text(*each) for each in zip(row, texts, strict=False)],
        )
        for number, row in enumerate(rows, start=1)
        if has_value(row)
    )
    return table_of_cells(source.name, cells, wanted)


def _table_of_labels(
    source: Source, titles: list[str], sheets: dict[str, Rows], wanted: Sequence[str], tell: Tell
) -> Table:
    """Return the rows of several sheets, with a further column: the name of the sheet."""
    others = [title for title in sheets if title not in titles]
    left_out = f"; not read: {some(others)}" if others else ""
    tell(f"{source.name}: labels from the names of the sheets: {some(titles)}{left_out}")
    tables = {title: _table(source, title, sheets, wanted, tell) for title in titles}
    rows = (
        PlacedRow(where, {**row, SHEET_COLUMN: title})
        for title, table in tables.items()
        for where, row in table.rows
    )
    first = tables[titles[0]]
    return replace(first, columns=(*first.columns, SHEET_COLUMN), rows=rows)


def _sheets(source: Source, *, values: bool) -> dict[str, Rows]:
    """Return the rows of each sheet: the values of formulas, or the formulas themselves."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(
                BytesIO(source.raw), read_only=not _has(MERGED, source), data_only=values
            )
            return {sheet.title: _filled(sheet) for sheet in book.worksheets}
    except Exception as exc:
        raise InputError(f"{source.name}: is {NO_WORKBOOK} ({exc})") from exc


def _filled(sheet: Any) -> Rows:
    """Return the rows of a sheet; cells that are merged with one above have its value."""
    rows = [list(row) for row in sheet.values]
    merged = getattr(sheet, "merged_cells", None)
    for cells in merged.ranges if merged else ():
        if cells.min_col == cells.max_col:
            for row in rows[cells.min_row : cells.max_row]:
                row[cells.min_col - 1] = rows[cells.min_row - 1][cells.min_col - 1]
    return [tuple(row) for row in rows]


def _has(pattern: re.Pattern[bytes], source: Source) -> bool:
    """Return whether a sheet of the file has something."""
    with ZipFile(BytesIO(source.raw)) as book:
        sheets = (book.read(name) for name in book.namelist() if "worksheets/" in name)
        return any(pattern.search(sheet) for sheet in sheets)


def _tell_formulas(source: Source, title: str, rows: Rows, tell: Tell) -> None:
    """Tell how many cells are formulas whose values the file lacks."""
    formulas = _sheets(source, values=False)[title]
    lost = [
        number
        for number, (row, full) in enumerate(zip(rows, formulas, strict=True), start=1)
        for value, formula in zip(row, full, strict=True)
        if value is None and formula is not None
    ]
    if lost:
        tell(
            f"{source.name}: {counted(len(lost), 'cell is a formula', 'cells are formulas')} "
            "without a value, the first in row "
            f"{lost[0]}; open the file in a spreadsheet program and save it"
        )


def _columns_of_texts(rows: Rows) -> list[bool]:
    """Return whether each column has more strings than truth values."""
    width = max(map(len, rows))
    columns = ([row[at] for row in rows if at < len(row)] for at in range(width))
    return [_count(values, str) > _count(values, bool) for values in columns]


def _count(values: Sequence[object], kind: type) -> int:
    return sum(isinstance(value, kind) for value in values)
