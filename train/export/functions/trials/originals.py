"""Call the author's own functions and transformers with one text, as the service calls slices."""

import io
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any

import numpy as np

from train.export.functions.arrays.pandas_calls import OF_SERIES


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what the author's code prints and logs within the block from the user.

    It is called with texts of the trial, which the user has never seen.
    """
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(disabled)


class OfTexts:
    """A function of a list of texts as one of a text; `function` is the author's."""

    def __init__(self, function: Callable[[list[str]], Any]) -> None:
        self.function = function
        self.__qualname__ = getattr(function, "__qualname__", type(function).__name__)

    def __call__(self, text: str) -> Any:
        """Return what the function makes of one text."""
        return original_of(self.function, batch=True)(text)


class FirstRow:
    """A function that makes a table of a text as one that makes its first row, by name if it can.

    `function` is the author's, `names` those of the columns, or None if they have none.
    """

    def __init__(self, function: Callable[[str], Any], names: tuple[str, ...] | None) -> None:
        self.function = function
        self.names = names
        self.__qualname__ = getattr(function, "__qualname__", type(function).__name__)

    def __call__(self, text: str) -> Any:
        """Return the cells of the row."""
        cells = [*_first(self.function(text))]
        return cells if self.names is None else dict(zip(self.names, cells, strict=True))

    def numbers(self, cells: Any) -> Any:
        """Return the numbers of columns in place of their names."""
        if self.names is None or cells is None:
            return cells
        if isinstance(cells, tuple):
            return tuple(map(self.names.index, cells))
        return self.names.index(cells)


def as_row(function: Callable[[str], Any], text: str) -> Callable[[str], Any]:
    """Return a function of a row if the one given makes a table of one row of the text."""
    try:
        with quiet():
            made = function(text)
    except Exception:  # noqa: BLE001 - whoever calls it says so
        return function
    if hasattr(made, "to_numpy") and hasattr(made, "columns"):
        return FirstRow(function, tuple(map(str, made.columns))) if len(made) == 1 else function
    is_table = isinstance(made, list | tuple | np.ndarray) and len(np.shape(made[:1])) == 2
    return FirstRow(function, None) if is_table and len(made) == 1 else function


def original_of(function: Any, batch: bool = False) -> Callable[[str], Any]:
    """Return what calls a function or a transformer with one text."""
    if callable(function) and not batch:
        return function  # type: ignore[no-any-return]
    return lambda text: _first(_of_one(function if batch else function.transform, text))


def _of_one(function: Callable[[Any], Any], text: str) -> Any:
    """Return what a function makes of one text: in a list, or in a series if it takes only one.

    A series holds Python's strings, as before pandas 3, which refuses halves of surrogate pairs.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return function([text])
    with _python_strings(pandas):
        try:
            return function([text])
        except AttributeError as exc:
            if not isinstance(exc.obj, list) or exc.name not in OF_SERIES:
                raise
            return function(pandas.Series([text]))


@contextmanager
def _python_strings(pandas: Any) -> Iterator[None]:
    with warnings.catch_warnings(), ExitStack() as stack:
        warnings.simplefilter("ignore")
        with suppress(AttributeError, KeyError):  # a version of pandas without the option
            stack.enter_context(pandas.option_context("future.infer_string", False))
        yield


def _first(rows: Any) -> Any:
    """Return the first row of what a transformer returns: a list, an array, a table or a matrix."""
    if hasattr(rows, "to_numpy"):
        rows = rows.to_numpy()
    if hasattr(rows, "toarray"):
        rows = rows.toarray()
    return next(iter(rows))
