"""Follow a OneHotEncoder of words, of cells that a function of the author's makes of a text."""

from collections.abc import Sequence
from typing import Any

from sklearn.feature_extraction.text import CountVectorizer

from train.errors import InputError
from train.export.steps.stream import Stream, side_by_side
from train.export.steps.vectorizing import added
from train.export.steps.walker import Text, Walker
from train.export.vectorizers import block_of

Cell = int | str
_WHOLE_TEXT = {"token_pattern": r"(?s)\A.+\Z", "lowercase": False, "binary": True}


def words(encoder: Any, cells: Sequence[Cell], made: Sequence[Any], walker: Walker) -> Stream:
    """Return for each category whether it is the cell's: a text whose only term is the whole text.

    `made` is an example of the cells.

    Raises
    ------
    InputError
        If a category is no word, or rare ones are put together.
    """
    streams: list[Stream] = []
    dropped = [None] * len(cells) if encoder.drop_idx_ is None else encoder.drop_idx_
    for cell, value, found, left_out in zip(cells, made, encoder.categories_, dropped, strict=True):
        terms = [each for number, each in enumerate(found) if number != left_out]
        if not isinstance(value, str) or not all(isinstance(each, str) and each for each in terms):
            raise InputError(
                f"OneHotEncoder of the cell {cell!r}, which is {value!r}, with the categories "
                f"{[*found][:3]} is not supported; expected words that are not empty in all of its "
                "cells, or numbers in all"
            )
        if terms:
            streams.append(_stream(walker, cell, terms))
    if getattr(encoder, "_infrequent_enabled", False):
        raise InputError(
            "OneHotEncoder of words with min_frequency or max_categories is not supported; "
            "expected one that has a column for each category"
        )
    return side_by_side(streams).made(dense=not encoder.sparse_output)


def _stream(walker: Walker, cell: Cell, terms: list[str]) -> Stream:
    """Return the vector of one cell."""
    reference = walker.functions.reference(walker.functions.row, cells=cell)
    text = Text(({"step": "function", "function": reference},))
    counter = CountVectorizer(vocabulary=terms, **_WHOLE_TEXT).fit(terms)
    return added(block_of(counter, text.cleaning, walker.functions.refer), walker)
