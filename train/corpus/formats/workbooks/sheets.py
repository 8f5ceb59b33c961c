"""Choose the sheet of a workbook that has the texts and labels, or find that sheets are labels."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from train.corpus.columns.guessing import guess_label
from train.corpus.columns.judging import LABEL_NAMES, TEXT_NAMES, by_name, guess_text, normalized
from train.corpus.formats.delimited.header import find_header
from train.corpus.formats.delimited.rows import SAMPLE_ROWS
from train.corpus.paths.label_folders import WORD, divides

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How Excel writes a control character: `_x000D_` is a carriage return."""
FAR_MORE = 3
"""A sheet with so many times the rows of another one is the data, and the other one is about it."""
SHEET_COLUMN = "sheet"
"""The column with the name of the sheet, if sheets are labels."""

Rows = list[tuple[Any, ...]]


class Fitness(NamedTuple):
    """How many wanted columns a sheet has, and whether it has labelled texts, or texts."""

    wanted: int
    has_labels: bool
    has_texts: bool


def has_value(row: Sequence[object]) -> bool:
    """Return whether a row has a value."""
    return any(value is not None for value in row)


def best_sheet(sheets: dict[str, Rows], wanted: Sequence[str], *, labelled: bool) -> str:
    """Return the first of the sheets that fit best; of labelled ones, also one of far more rows."""
    fitness = {title: _fitness(rows, wanted) for title, rows in sheets.items()}
    if not labelled:
        return max(sheets, key=lambda title: (fitness[title].wanted, fitness[title].has_texts))
    most = max(fitness.values())
    best = [title for title in sheets if fitness[title] == most]
    sizes = {title: sum(map(has_value, sheets[title])) for title in best}
    largest = max(best, key=sizes.__getitem__)
    return largest if sizes[largest] > FAR_MORE * sizes[best[0]] else best[0]


def _fitness(rows: Rows, wanted: Sequence[str]) -> Fitness:
    """Return what a sheet has; texts have a usual name or labels: one about the file has words."""
    cells = [[str(cell_text(value) or "") for value in row] for row in rows if has_value(row)]
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


def label_sheets(sheets: dict[str, Rows], wanted: Sequence[str]) -> list[str]:
    """Return the sheets that are the labels of their texts, or none.

    None has labels, but several have texts in the same columns, and their names, which are none
    of parts (`train`) and not numbered, tell classes. The user may say so by naming the column.
    """
    fitness = {title: _fitness(rows, wanted) for title, rows in sheets.items()}
    is_wanted = SHEET_COLUMN in map(normalized, wanted)
    if not is_wanted and any(each.has_labels for each in fitness.values()):
        return []
    titles = [title for title in sheets if fitness[title].has_texts]
    alike = {_first_row(sheets[title]) for title in titles}
    words = {"".join(WORD.findall(title)) for title in titles}
    if len(titles) < 2 or len(alike) > 1:
        return []
    is_clear = len(words) == len(titles) and not any(map(divides, titles))
    return titles if is_clear or is_wanted else []


def how_to_label(sheets: dict[str, Rows], title: str) -> str:
    """Return what to do if the sheets with the columns of one of them are labels, or nothing."""
    alike = [each for each in sheets if _first_row(sheets[each]) == _first_row(sheets[title])]
    has_label = by_name(_first_row(sheets[title]), LABEL_NAMES) is not None
    if len(alike) < 2 or has_label or any(map(divides, alike)):
        return ""
    return f"; if the sheets are the labels of their texts, --label-column {SHEET_COLUMN} reads all"


def _first_row(rows: Rows) -> tuple[str, ...]:
    return next(tuple(str(cell_text(value)) for value in row) for row in rows if has_value(row))


def cell_text(value: object, is_text: bool = False) -> object:
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
