"""Follow a ColumnTransformer over a table, whose rows a function of the author's makes of texts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from train.errors import InputError
from train.export.functions.exporter import picked
from train.export.functions.trials.results import plain
from train.export.steps.names import name_of
from train.export.steps.own_steps import numbers
from train.export.steps.stream import Stream, side_by_side
from train.export.steps.tables.categories import words
from train.export.steps.tables.selectors import (
    OPTION,
    TRIED,
    Cell,
    Cells,
    after_flattening,
    example_row,
)
from train.export.steps.unwrapping import steps_of
from train.export.steps.walker import Text, Walker


def table(step: Any, text: Text, walker: Walker) -> Stream:
    """Return the vectors of all columns, side by side.

    Without a function that makes a row, the text itself is the one column that is used.

    Raises
    ------
    InputError
        If there is no such function but several columns, or it makes another row, or a transformer
        cannot be followed.
    """
    row = walker.functions.row
    if not hasattr(step, "transformers_"):
        raise InputError("ColumnTransformer is not fitted; expected a fitted one")
    weights = step.transformer_weights or {}
    columns = _Columns(step, row)
    used = [
        (*_flattened(transformer, columns.cells(where)), float(weights.get(name, 1.0)))
        for name, transformer, where in step.transformers_
        if not (isinstance(transformer, str) and transformer == "drop") and columns.any(where)
    ]
    if not used:
        raise InputError("ColumnTransformer drops all columns; expected one or more")
    cells = {cell for _, cell, _ in used}
    is_text_alone = len(cells) == 1 and not any(isinstance(cell, tuple) for cell in cells)
    if (row is None and not is_text_alone) or (row is not None and text.cleaning):
        raise InputError(
            f"ColumnTransformer is given a table, and uses {columns.shown(cells)} of it; name the "
            "function of yours that makes a row of a text, a list of the cells, by "
            f"{OPTION} module.py:function"
        )
    branches = [_branch(steps, cell, text, walker).scaled(weight) for steps, cell, weight in used]
    walker.takes_table = True
    return side_by_side(branches).made(dense=not step.sparse_output_)


def of_cells(cells: Cells, walker: Walker) -> Text | Stream:
    """Return the text of one cell of a row, or the numbers of several.

    Raises
    ------
    InputError
        If the author's function makes something else, or cannot be deployed.
    """
    row: Any = walker.functions.row
    walker.takes_table = True
    reference = walker.functions.reference(row, cells=cells)
    if not isinstance(cells, tuple):
        return Text(({"step": "function", "function": reference},))
    made = plain(picked(row, cells)(TRIED))
    if not all(isinstance(each, float) for each in made):
        raise InputError(
            f"{OPTION}: the cells {cells} are {made}; expected numbers, or words for OneHotEncoder"
        )
    return numbers("a table", reference, len(cells), Text(), walker)


def _flattened(transformer: Any, cells: Cells) -> tuple[list[Any], Cells]:
    """Return the steps of a transformer and its cells; a list of one text is that text."""
    if isinstance(cells, tuple) and len(cells) == 1:
        rest = after_flattening(transformer)
        if rest is not None:
            return rest, cells[0]
    return steps_of(transformer), cells


def _branch(steps: list[Any], cells: Cells, text: Text, walker: Walker) -> Stream:
    """Follow one transformer: of a cell with a text, or of cells with numbers."""
    row: Any = walker.functions.row
    stream: Any = text
    if isinstance(cells, tuple) and _are_words(steps, row, cells):
        made = plain(picked(row, cells)(TRIED))
        stream, steps = words(steps[0], cells, made, walker), steps[1:]
    elif row is not None:
        stream = of_cells(cells, walker)
    followed = walker.follow(steps, stream)
    if isinstance(followed, Text):
        raise InputError(
            f"ColumnTransformer passes the text of cell {cells!r} on; expected a vectorizer for it"
        )
    return followed


def _are_words(steps: list[Any], row: Any, cells: tuple[Cell, ...]) -> bool:
    """Return whether cells with words are given to a OneHotEncoder."""
    made = plain(picked(row, cells)(TRIED))
    has_words = any(isinstance(each, str) for each in made)
    return has_words and bool(steps) and name_of(steps[0]) == "sklearn.OneHotEncoder"


class _Columns:
    """Finds the cells of a row by what a ColumnTransformer calls its columns."""

    def __init__(self, step: Any, row: Callable[[str], Any] | None) -> None:
        self._names = [*map(str, getattr(step, "feature_names_in_", ()))]
        self._count = int(step.n_features_in_)
        self._by_name = row is not None and self._check(row)

    def any(self, where: Any) -> bool:
        """Return whether there is a column at all."""
        return isinstance(where, str | int) or len(self._numbers(where)) > 0

    def cells(self, where: Any) -> Cell | tuple[Cell, ...]:
        """Return the cell of one column, or the cells of several."""
        found = [self._names[at] if self._by_name else at for at in self._numbers(where)]
        return found[0] if isinstance(where, str | int) else tuple(found)

    def shown(self, cells: Iterable[Cell | tuple[Cell, ...]]) -> str:
        """Return the columns of some cells as a message names them."""
        numbers = {at for cell in cells for at in self._numbers(cell)}
        names = [self._names[at] if self._names else str(at) for at in sorted(numbers)]
        return f"the column{'s' * (len(names) > 1)} {', '.join(names)}"

    def _numbers(self, where: Any) -> Sequence[int]:
        """Return the numbers of columns, given by name, number, slice or mask."""
        if isinstance(where, slice):
            start, stop = where.start, where.stop
            start = self._names.index(start) if isinstance(start, str) else start
            stop = self._names.index(stop) + 1 if isinstance(stop, str) else stop
            return range(self._count)[start : stop : where.step]
        if isinstance(where, str | int):
            where = [where]
        found = list(where)
        if found and all(str(each) in ("True", "False") for each in found):
            return [at for at, each in enumerate(found) if each]
        numbers = [self._names.index(each) if isinstance(each, str) else each for each in found]
        return [int(number) % self._count for number in numbers]

    def _check(self, row: Callable[[str], Any]) -> bool:
        """Return whether rows are dictionaries; check the number of cells."""
        made = example_row(row)
        found = len(made)
        by_name = isinstance(made, dict)
        if by_name and not self._names:
            raise InputError(
                f"{OPTION}: the function makes a dictionary, and the ColumnTransformer was fitted "
                "without column names; expected a list of the cells"
            )
        if found != self._count or (by_name and not set(self._names) <= set(made)):
            raise InputError(
                f"{OPTION}: the function makes a row of {found} cells; the ColumnTransformer was "
                f"fitted to {self._count}{': ' if self._names else ''}{', '.join(self._names)}"
            )
        return by_name
