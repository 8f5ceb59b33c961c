"""Follow the steps of a fitted model in order, from the text to the classifier."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.space import JOINED
from train.export.steps.blocks import Block, Config
from train.export.steps.names import name_of, shown
from train.export.steps.stream import Stream, side_by_side
from train.export.steps.unwrapping import steps_of
from train.export.steps.vectors.known_functions import EACH, NORMS, known_function

MODULES = (
    *("selecting", "scaling", "weighting", "projecting", "factoring", "kernels"),
    *("multiplying", "binning"),
)
"""Modules of `vectors` with `STEPS`: a function for each class that is given vectors."""


class Text(NamedTuple):
    """The text itself, after some steps that clean it.

    `made_by` is the transformer that makes a dictionary of it, if one does.
    """

    cleaning: tuple[Config, ...] = ()
    made_by: Any = None


Given = Text | Stream
Follow = Callable[[Any, Stream, "Walker"], Stream]


class Walker:
    """Collects the blocks while it follows the steps.

    `functions` takes the functions of the model's author. `takes_table` is whether a step was given
    the row of a table, which one of them makes.
    """

    def __init__(self, functions: FunctionExporter) -> None:
        self.functions = functions
        self.blocks: list[Block] = []
        self.takes_table = False
        self._columns: set[int | str] = set()

    def follow(self, fitted: Iterable[Any], given: Given) -> Given:
        """Follow objects in order; each is a step, or holds some.

        Raises
        ------
        InputError
            If the format cannot express a step; names it.
        """
        for each in fitted:
            for step in steps_of(each):
                given = self._step(step, given)
        return given

    def blocks_of(self, stream: Stream) -> list[Block] | None:
        """Return the blocks whose vector a stream is and which a step may change, or None."""
        if stream.tree.kind != "blocks" or stream.is_shared:
            return None
        first = stream.tree.fields["first"]
        return self.blocks[first : first + stream.tree.fields["count"]]

    def take_column(self, name: int | str) -> None:
        """Take the text for the one column of a table that a step takes.

        Raises
        ------
        InputError
            If another step took another column.
        """
        self._columns.add(name)
        if len(self._columns) > 1:
            shown = ", ".join(sorted(map(str, self._columns)))
            raise InputError(
                f"the model is given a table, and uses the columns {shown} of it; name the "
                "function of yours that makes a row of a text, a dictionary of the cells, by "
                "--row module.py:function"
            )

    def _step(self, step: Any, given: Given) -> Given:
        name = name_of(step)
        if name == "sklearn.FeatureUnion":
            return self._union(step, given)
        if isinstance(given, Text):
            return self._of_text(step, given)
        found = known_steps().get(name)
        if found is None:
            return self._other(step, given)
        _check_fitted(step, given)
        return found(step, given, self)

    def _of_text(self, step: Any, text: Text) -> Given:
        from train.export.steps.vectorizing import of_text

        return of_text(step, text, self)

    def _union(self, union: Any, given: Given) -> Given:
        weights = union.transformer_weights or {}
        given = given.shared() if isinstance(given, Stream) else given
        branches = [
            self._weighted(self.follow([branch], given), float(weights.get(name, 1.0)))
            for name, branch in union.transformer_list
            if not (isinstance(branch, str) and branch == "drop")
        ]
        if not branches:
            raise InputError(
                "FeatureUnion drops all that is in it; expected one vectorizer or more"
            )
        return side_by_side(branches)

    def _weighted(self, branch: Given, weight: float) -> Stream:
        """Multiply a branch by its weight, in its blocks if it is made of blocks only."""
        if isinstance(branch, Text):
            raise InputError("FeatureUnion passes the text on as it is; expected a vectorizer")
        if weight == 1.0:
            return branch
        blocks = self.blocks_of(branch) or []
        weighted = all(block.is_weighted for block in blocks)
        if not blocks or not weighted or not branch.space.is_plain:
            return branch.scaled(weight)
        for number, block in enumerate(blocks, branch.tree.fields["first"]):
            self.blocks[number] = block.changed(weight=weight * block.config["weight"])
        return branch

    def _other(self, step: Any, given: Stream) -> Stream:
        """Follow a step that no module knows, if it leaves all numbers as they are."""
        kind, name = shown(step), name_of(step)
        if hasattr(step, "build_analyzer"):
            raise InputError(
                f"{kind} after another vectorizer is not supported, because each is given the "
                f"text; if your code joins their columns, as hstack does, {JOINED}"
            )
        if name == "sklearn.FunctionTransformer":
            kind = f"FunctionTransformer({shown(step.func)})"
        if name == "sklearn.FunctionTransformer" or not name.startswith("sklearn."):
            found = known_function(step, given, self.has_counts(given))
            if found is None:
                raise InputError(
                    f"{kind} between the vectorizer and the classifier is not supported: tried on "
                    "random vectors, it makes neither the same numbers, nor multiples, nor what "
                    f"{', '.join(EACH)}, a clip around 0 or a norm ({', '.join(NORMS)}) makes; "
                    "expected one of these, or a step of scikit-learn's (docs/export.md)"
                )
            return found
        expected = ", ".join(sorted(key.partition(".")[2] for key in known_steps()))
        raise InputError(
            f"{kind} between the vectorizer and the classifier is not supported; expected one of "
            f"{expected}"
        )

    def has_counts(self, given: Stream) -> bool:
        """Return whether all numbers of a stream are counts."""
        blocks = self.blocks_of(replace(given, is_shared=False)) or []
        unscaled = (given.space.scale == 1.0).all() and not given.space.shift.any()
        counts = all(block.counts and not block.has_signs for block in blocks)
        return bool(blocks) and counts and bool(unscaled)


def _check_fitted(step: Any, given: Stream) -> None:
    try:
        check_is_fitted(step)
    except NotFittedError as exc:
        raise InputError(f"{shown(step)} is not fitted; expected a fitted one") from exc
    count = getattr(step, "n_features_in_", given.count)
    if count != given.count:
        raise InputError(
            f"{shown(step)} was fitted to {count} columns, and the steps before it make "
            f"{given.count}; expected the steps in their order, each fitted to the one before it; "
            f"if your code joins columns, as hstack does, {JOINED}"
        )


@cache
def known_steps() -> dict[str, Follow]:
    """Return the function for each class, by the name of the package and the class."""
    found: dict[str, Follow] = {}
    for name in MODULES:
        found |= import_module(f"train.export.steps.vectors.{name}").STEPS
    return found
