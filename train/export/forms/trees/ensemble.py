"""Write the form "trees", which docs/format-2.md describes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from train.export.forms.node import Node, nested
from train.export.forms.trees.packing import Tree, pack
from train.export.space import Space


def forest(
    trees: Sequence[Tree], space: Space, classes: Sequence[Any], several: bool = False
) -> Node:
    """Return the mean of the trees' class shares; the leaves' numbers are the shares.

    If a text can have several labels, the numbers are for each label the share of the texts that
    lack it, and of those that have it.
    """
    link = "pairs" if several else "identity"
    start = np.zeros(trees[0].value.shape[1])
    node = ensemble(trees, space, classes, start, link, divisor=len(trees))
    return Node(node.config, node.tensors, node.classes, node.link, several=several)


def ensemble(
    trees: Sequence[Tree],
    space: Space,
    classes: Sequence[Any],
    start: Any,
    link: str,
    *,
    float32: bool = True,
    turns: bool = False,
    divisor: float = 1,
    factor: float = 1.0,
    ties: str = "first",
    init: Node | None = None,
) -> Node:
    """Return the sums of the trees' leaves.

    Parameters
    ----------
    trees
        The trees; with `turns`, one for each sum in turn.
    start
        What the sums start from; its type is that of the sums.
    link, turns, divisor, factor, ties, init
        As in docs/format-2.md.
    float32
        Whether the library rounds the features to 32 bits.
    """
    fields, tensors = pack(trees, space, float32)
    fields |= {
        "kind": "trees",
        "link": link,
        "turns": turns,
        "divisor": float(divisor),
        "factor": float(factor),
        "ties": ties,
    }
    tensors["start"] = np.asarray(start)
    if init is not None:
        fields["init"] = init.config
        tensors |= nested("init", init)
    plain = link == "identity" or (link in ("softmax", "logistic") and factor == 1.0)
    return Node(fields, tensors, tuple(classes), link if plain else "own")
