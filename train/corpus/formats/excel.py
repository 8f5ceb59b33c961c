"""Read rows from Excel: the first sheet that has texts and labels, or one with far more rows."""

import re
import warnings
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZipFile

from train.corpus.columns.guessing import guess_label
from train.corpus.columns.judging import (
    LABEL_NAMES,
    TEXT_NAMES,
    Table,
    by_name,
    guess_text,
    normalized,
)
from train.corpus.formats.delimited import SAMPLE_ROWS, table_of_cells
from train.corpus.formats.header import find_header
from train.corpus.formats.named_rows import Cells
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, some
from train.errors import InputError

NO_WORKBOOK = "an office document or an archive without a worksheet; save it as .xlsx or CSV"
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How Excel writes a control character: `_x000D_` is a carriage return."""
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")

FAR_MORE = 3
"""A sheet with so many times the rows of another one is the data, and the other one is about it."""

Rows = list[tuple[Any, ...]]


class Fitness(NamedTuple):
    """How many wanted columns a sheet has, and whether it has labelled texts, or texts."""

    wanted: int
    has_labels: bool
    has_texts: bool


def read_excel(source: Source, wanted: Sequence[str], tell: Tell, *, labelled: bool) -> Table:
    """Return the table in an Excel file; texts to label, which are not `labelled`, need no labels.

    Raises
    ------
    ImportError
        If openpyxl is not installed.
    InputError
        If the file is no workbook, or has no rows.
    """
    sheets = _sheets(source, values=True)
    filled = {title: rows for title, rows in sheets.items() if any(map(_has_value, rows))}
    if not filled:
        raise InputError(f"{source.name}: found no row; expected labelled texts")
    title = _best(filled, wanted, labelled=labelled)
    if len(filled) > 1:
        others = some([each for each in filled if each != title])
        tell(
            f"{source.name}: reads sheet {title!r} only; others: {others}; to read one of them, "
            "save it as a file of its own"
        )
    rows = filled[title]
    if any(None in row for row in rows) and _has_formulas(source):
        _tell_formulas(source, title, rows, tell)
    texts = _columns_of_texts(rows)
    cells = (
        Cells(
            f"{source.name}: row {number}", [_cell(*each) for each in zip(row, texts, strict=False)]
        )
        for number, row in enumerate(rows, start=1)
        if _has_value(row)
    )
    return table_of_cells(source.name, cells, wanted)


def _sheets(source: Source, *, values: bool) -> dict[str, Rows]:
    """Return the rows of each sheet: the values of formulas, or the formulas themselves."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(BytesIO(source.raw), read_only=True, data_only=values)
            return {sheet.title: list(sheet.values) for sheet in book.worksheets}
    except Exception as exc:
        raise InputError(f"{source.name}: is {NO_WORKBOOK} ({exc})") from exc


def _has_value(row: Sequence[object]) -> bool:
    return any(value is not None for value in row)


def _best(sheets: dict[str, Rows], wanted: Sequence[str], *, labelled: bool) -> str:
    """Return the first of the sheets that fit best; of labelled ones, also one of far more rows."""
    fitness = {title: _fitness(rows, wanted) for title, rows in sheets.items()}
    if not labelled:
        return max(sheets, key=lambda title: (fitness[title].wanted, fitness[title].has_texts))
    most = max(fitness.values())
    best = [title for title in sheets if fitness[title] == most]
    sizes = {title: sum(map(_has_value, sheets[title])) for title in best}
    largest = max(best, key=sizes.__getitem__)
    return largest if sizes[largest] > FAR_MORE * sizes[best[0]] else best[0]


def _fitness(rows: Rows, wanted: Sequence[str]) -> Fitness:
    """Return what a sheet has; texts have a usual name or labels: one about the file has words."""
    cells = [[str(_cell(value) or "") for value in row] for row in rows if _has_value(row)]
    header = find_header(cells[:SAMPLE_ROWS], wanted)
    width = max(map(len, cells))
    names = header.names if header else [str(number) for number in range(1, width + 1)]
    data = cells[header.above + 1 : SAMPLE_ROWS] if header else cells[:SAMPLE_ROWS]
    values = {
        name: [row[at] for row in data if at < len(row) and row[at]]
        for at, name in enumerate(names)
    }
    known = by_name(names, TEXT_NAMES)
    text = known or guess_text(names, values)
    rest = [name for name in names if name and name != text]
    label = by_name(rest, LABEL_NAMES) or guess_label(rest, values)
    found = len({*map(normalized, wanted)} & {*map(normalized, names)})
    both = None not in (text, label)
    return Fitness(found, both, both or known is not None)


def _has_formulas(source: Source) -> bool:
    with ZipFile(BytesIO(source.raw)) as book:
        sheets = (book.read(name) for name in book.namelist() if "worksheets/" in name)
        return any(FORMULA.search(sheet) for sheet in sheets)


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
            f"{source.name}: {len(lost):,} cell(s) are formulas without a value, the first in row "
            f"{lost[0]}; open the file in a spreadsheet program and save it"
        )


def _columns_of_texts(rows: Rows) -> list[bool]:
    """Return whether each column has more strings than truth values."""
    width = max(map(len, rows))
    columns = ([row[at] for row in rows if at < len(row)] for at in range(width))
    return [_count(values, str) > _count(values, bool) for values in columns]


def _count(values: Sequence[object], kind: type) -> int:
    return sum(isinstance(value, kind) for value in values)


def _cell(value: object, is_text: bool = False) -> object:
    """Return a cell as text: Excel turns texts into numbers and dates if they look like them.

    So it does with `true` among texts; in other columns a truth value is a label.
    """
    if is_text and isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    return value.isoformat() if isinstance(value, date) else value
