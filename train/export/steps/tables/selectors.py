"""Follow transformers that take columns of a table as they are, such as `X[self.key]`.

What one takes is tried on a table of made-up cells, not believed: it must make of it the very cells
of some columns.
"""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.errors import InputError
from train.export.steps.unwrapping import steps_of

Cell = int | str
Cells = Cell | tuple[Cell, ...]
Columns = Mapping[Cell, list[Any]]
OPTION = "--row"
TRIED = "Hello, World! It's 3:15pm; isn't it?"
_ROWS = 5


def example_row(row: Callable[[str], Any]) -> Any:
    """Return the row that the author's function makes of a text: a list or a dictionary of cells.

    Raises
    ------
    InputError
        If it fails, or makes something else.
    """
    try:
        made = row(TRIED)
    except Exception as exc:
        raise InputError(
            f"{OPTION}: the function raises {type(exc).__name__}: {exc}; it is given one text, and "
            "makes the row of it"
        ) from exc
    if isinstance(made, str) or hasattr(made, "to_dict") or not hasattr(made, "__len__"):
        raise InputError(
            f"{OPTION}: the function makes {type(made).__name__} of a text; expected one row: "
            "a list of the cells, or a dictionary of them by the names of the columns"
        )
    return made


def taken_cells(step: Any, row: Mapping[str, Any] | Sequence[Any]) -> Cells | None:
    """Return the cells that a transformer takes of a row, or None if it does anything else.

    Parameters
    ----------
    step
        The transformer.
    row
        An example of a row: a list of the cells, or a dictionary of them by name.

    Returns
    -------
    int, str, tuple or None
        One cell if the transformer makes a list of texts, several if it makes a table.
    """
    columns = _columns(row)
    made = _made(step, _table(columns))
    if made is None or made.ndim not in (1, 2):
        return None
    if made.ndim == 1:
        name = _name_of(made, columns)
        return None if name is None or not isinstance(columns[name][0], str) else name
    names = [_name_of(column, columns) for column in made.T]
    known = tuple(name for name in names if name is not None)
    return known if len(known) == len(names) > 0 else None


def after_flattening(transformer: Any) -> list[Any] | None:
    """Return the steps after those that make a list of texts of a table of one column, or None."""
    columns = _columns([""])
    made: Any = _table(columns)
    steps = steps_of(transformer)
    for number, step in enumerate(steps, 1):
        if hasattr(step, "build_analyzer"):
            return None
        made = _made(step, made)
        if made is None:
            return None
        if made.ndim == 1:
            return steps[number:] if _name_of(made, columns) == 0 else None
    return None


def only_column(step: Any) -> Cell | None:
    """Return the name of the column that a transformer takes of any table, as a list of texts.

    None if it does anything else.
    """
    table = _AnyColumn()
    made = _made(step, table)
    names: list[Cell] = [*table]
    if made is None or len(names) != 1 or made.tolist() != _columns([""])[0]:
        return None
    return names[0]


class _AnyColumn(dict[Cell, Any]):
    """A table that has each column that is asked for, with the same texts in all."""

    def __missing__(self, name: Cell) -> Any:
        self[name] = _table({name: _columns([""])[0]})[name]
        return self[name]


def _columns(row: Mapping[str, Any] | Sequence[Any]) -> Columns:
    """Return made-up cells for each column: texts or whole numbers, all of them different."""
    cells: Iterable[tuple[Cell, Any]] = row.items() if isinstance(row, Mapping) else enumerate(row)
    return {
        name: [
            f" Text {at} of {place}: It's 3:15pm, \u00e9! " if isinstance(cell, str) else value
            for at, value in enumerate(range(1000 * place + 1, 1000 * place + 1 + _ROWS))
        ]
        for place, (name, cell) in enumerate(cells)
    }


def _table(columns: Columns) -> Any:
    """Return a table of pandas or, without pandas, which few need, a dictionary of arrays."""
    try:
        pandas = import_module("pandas")
    except ImportError:
        return {name: np.array(cells, dtype=object) for name, cells in columns.items()}
    return pandas.DataFrame({**columns})


def _made(step: Any, table: Any) -> NDArray[Any] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = step.transform(table)
            return np.asarray(made.toarray() if hasattr(made, "toarray") else made)
        except Exception:  # noqa: BLE001 - an author's own code may raise anything
            return None


def _name_of(cells: NDArray[Any], columns: Columns) -> Cell | None:
    """Return the name of the column that holds these cells."""
    found = [name for name, column in columns.items() if cells.tolist() == column]
    return found[0] if found else None
