"""A function of the author's of one text as a step: it cleans the text, or makes numbers of it.

An author's code may call it before or next to a vectorizer, outside the files.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from train.errors import InputError
from train.export.functions.exporter import display_name, picked
from train.export.functions.origins import Origin, origin_of
from train.export.functions.slices.slice import Cells
from train.export.functions.trials.originals import as_row, original_of, quiet
from train.export.functions.trials.results import plain

PROBES = ("Win a FREE prize now", "a")
"""Two texts: what takes a list of texts makes a row of each letter, so one more for the first."""


class TextFunction(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # has no types
    """A function as a transformer.

    `batch` is whether it takes a list of texts, `cells` what of its result counts, as in
    `slice_function`.
    """

    kw_args = None
    """The arguments of the function, as a `FunctionTransformer` has them."""

    def __init__(self, func: Callable[..., Any], batch: bool = False, cells: Cells = None) -> None:
        self.func = func
        self.batch = batch
        self.cells = cells

    def fit(self, texts: Iterable[str], labels: object = None) -> "TextFunction":
        """Learn nothing."""
        del texts, labels
        return self

    def transform(self, texts: Iterable[str]) -> Any:
        """Return the cleaned texts or lists of tokens, or an array with a row of numbers each."""
        rows = [*map(self.of_one, texts)]
        are_words = any(isinstance(each, str) or _are_words(each) for each in rows)
        return rows if are_words else np.array([*map(plain, rows)], dtype=float)

    def of_one(self, text: str) -> Any:
        """Return what the function makes of one text."""
        return picked(original_of(self.func, self.batch), self.cells)(text)

    def __sklearn_is_fitted__(self) -> bool:
        """Return that nothing needs to be fitted."""
        return True

    @property
    def __name__(self) -> str:
        """The name of the function, by which messages name the step."""
        return display_name(self.func)

    @property
    def makes_numbers(self) -> bool:
        """Whether it makes numbers of a text, not another text or tokens."""
        made = _called(self.of_one, PROBES[0])
        return not isinstance(made, str) and not _are_words(made)


def text_function(function: Callable[..., Any]) -> TextFunction:
    """Return a function of one text, or of a list of texts, as a step.

    Raises
    ------
    InputError
        If it makes neither a text, nor tokens, nor numbers.
    """
    for batch in (False, True):
        if (found := _form_of(function, batch)) is not None:
            return found
    made = _called(original_of(function), PROBES[0])
    if _are_words(made):  # tokens; what cleans a list of texts makes letters of one
        return TextFunction(function)
    shown = f"raises {type(made).__name__}" if isinstance(made, Exception) else type(made).__name__
    raise InputError(
        f"{display_name(function)} makes {shown} of a text; expected a text, tokens, a number, a "
        "list of numbers, or a dictionary of them"
    )


def makes_numbers_of_texts(transformer: Any) -> bool:
    """Return whether a transformer of the author's makes numbers of texts, not of vectors."""
    if origin_of(type(transformer).__module__) is not Origin.AUTHOR:
        return False
    found = _form_of(transformer.transform, batch=True)
    return found is not None and found.makes_numbers


def _form_of(function: Callable[..., Any], batch: bool) -> TextFunction | None:
    """Return the step if a function makes the same kind of result of two texts."""
    if not batch:
        function = as_row(function, PROBES[0])
    one, other = (_called(original_of(function, batch), text) for text in PROBES)
    if isinstance(one, str) or (batch and _are_words(one)):
        return TextFunction(function, batch)
    if isinstance(one, dict):
        step = TextFunction(function, batch, tuple(one))
    else:
        step = TextFunction(function, batch)
    widths = {_width(_called(step.of_one, text)) for text in PROBES}
    return step if len(widths) == 1 and None not in widths and type(one) is type(other) else None


def _called(function: Callable[[str], Any], text: str) -> Any:
    """Return what a function makes of a text, or the error that it raises."""
    try:
        with quiet():
            return function(text)
    except Exception as exc:  # noqa: BLE001 - the author's code may raise anything
        return exc


def _are_words(made: Any) -> bool:
    return isinstance(made, list | tuple) and bool(made) and all(isinstance(w, str) for w in made)


def _width(made: Any) -> int | None:
    """Return how many numbers a result holds; None if it holds anything else."""
    if isinstance(made, list | tuple | np.ndarray) and len(np.shape(made)) > 1:
        return None
    try:
        row = plain(made)
    except TypeError:
        return None
    return len(row) if row and all(isinstance(each, float) for each in row) else None
