"""Export a Pipeline or a search within another estimator: steps over vectors, and a classifier."""

from dataclasses import replace
from typing import Any

from train.errors import InputError
from train.export.discriminant import Discriminant
from train.export.forms import linear
from train.export.forms.node import Node, nested
from train.export.forms.registry import export_form
from train.export.functions.exporter import FunctionExporter
from train.export.space import Space
from train.export.steps import tree as nodes
from train.export.steps.stream import Stream
from train.export.steps.tree import fold_linear
from train.export.steps.unwrapping import steps_of
from train.export.steps.walker import Walker


def _pipeline(pipeline: Any, space: Space) -> Node:
    """Follow the steps; what they do at run time is a tree of features before the classifier."""
    *before, classifier = steps_of(pipeline)
    vector = nodes.blocks(0, 1, space.width)
    # The steps cannot change the blocks, because other estimators see them, too.
    stream = Walker(FunctionExporter(consent=False)).follow(before, Stream(vector, space, True))
    if not isinstance(stream, Stream):
        raise InputError(
            "a Pipeline within another estimator makes no vectors; expected steps that make vectors"
        )
    node = export_form(classifier, stream.space)
    if stream.tree.kind == vector.kind:
        return node
    if node.discriminant is not None:
        tree, form = _folded(stream, node.discriminant)
        if tree.kind == vector.kind:
            return replace(linear.node_of(form, node.classes), decides=node.decides)
    config = {"kind": "after", "features": stream.tree.config, "of": node.config}
    tensors = stream.tree.tensors("features") | nested("of", node)
    return replace(node, config=config, tensors=tensors, discriminant=None, decision=None)


def _folded(stream: Stream, form: Discriminant) -> tuple[nodes.Tree, Discriminant]:
    """Take the last linear steps into a discriminant function."""
    if form.quadratic is not None or form.presence:
        return stream.tree, form
    tree, linear_part, added = fold_linear(stream.tree, form.linear)
    return tree, replace(form, linear=linear_part, intercept=form.intercept + added)


SEARCHES = ("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV")
EXPORTERS = {
    "sklearn.Pipeline": _pipeline,
    "imblearn.Pipeline": _pipeline,
    **{f"sklearn.{name}": _pipeline for name in SEARCHES},
}
