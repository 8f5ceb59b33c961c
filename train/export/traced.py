"""What is between the text and the classifier: the blocks, the features, and the space."""

from dataclasses import dataclass, replace
from typing import Any

from train.errors import InputError
from train.export.discriminant import Discriminant
from train.export.functions.exporter import FunctionExporter
from train.export.space import Space
from train.export.steps.blocks import Block
from train.export.steps.tree import Tree, fold_linear
from train.export.steps.walker import Text, Walker


@dataclass(frozen=True, slots=True)
class Traced:
    """The blocks of a vectorizer, the tree of features over them, and what a classifier sees."""

    blocks: tuple[Block, ...]
    tree: Tree
    space: Space

    @property
    def is_plain(self) -> bool:
        """Whether the run-time columns are those of the blocks."""
        fields = self.tree.fields
        return self.tree.kind == "blocks" and fields["count"] == len(self.blocks)

    def folded(self, form: Discriminant) -> "tuple[Traced, Discriminant]":
        """Take the last linear steps into a discriminant function over the run-time columns."""
        if form.quadratic is not None or form.presence:
            return self, form
        tree, linear, intercept = fold_linear(self.tree, form.linear)
        folded = replace(form, linear=linear, intercept=form.intercept + intercept)
        return replace(self, tree=tree), folded


def trace(
    vectorizer: Any, functions: FunctionExporter | None = None, dense: bool | None = None
) -> Traced:
    """Follow the steps of a fitted vectorizer.

    Parameters
    ----------
    vectorizer
        A vectorizer, or a Pipeline of all steps before the classifier.
    functions
        Takes the functions of the model's author; without it, a model that calls one is refused.
    dense
        Whether the classifier was given dense rows. None if a `toarray` may have been outside the
        steps, False if nothing was, True if it was.

    Raises
    ------
    InputError
        If the format cannot express a step; names the estimator or parameter.
    """
    walker = Walker(functions or FunctionExporter(consent=False))
    stream = walker.follow([vectorizer], Text())
    if isinstance(stream, Text):
        made = "" if stream.made_by is None else ", and a dictionary of a text"
        raise InputError(f"found no vectorizer{made}; expected a vectorizer and a classifier")
    if walker.functions.row is not None and not walker.takes_table:
        raise InputError(
            "--row makes a row of a table, and no step takes one; expected a ColumnTransformer, or "
            "a transformer that takes columns as they are, such as X[self.key]"
        )
    known = stream.is_dense or dense
    return Traced(tuple(walker.blocks), stream.tree, replace(stream.space, dense=known))
