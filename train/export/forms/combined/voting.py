"""Export ensembles whose members vote."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from train.errors import InputError
from train.export.forms.combined.members import class_numbers, export_member, places
from train.export.forms.node import Node, listed
from train.export.space import Space


def mean(nodes: Sequence[Node], classes: tuple[Any, ...]) -> Node:
    """Return the mean of the probabilities of nodes that all have these classes."""
    return vote(nodes, classes, np.ones(len(nodes)), "probabilities", float(len(nodes)))


def _voting(classifier: Any, space: Space) -> Node:
    """Export a VotingClassifier: the members that are not dropped, with their weights."""
    classes = tuple(classifier.classes_)
    take = "label" if classifier.voting == "hard" else "probabilities"
    nodes = [export_member(member, space, take) for member in classifier.estimators_]
    weights = _weights(classifier, len(nodes))
    if any(len(node.classes) != len(classes) for node in nodes):
        raise InputError("an estimator of VotingClassifier lacks a class; expected all classes")
    if take == "probabilities":
        return vote(nodes, classes, weights, take, float(np.sum(weights)))
    known = [places(node, range(len(classes))) for node in nodes]
    return vote(nodes, classes, weights, take, None, known)


def _weights(classifier: Any, count: int) -> Any:
    if classifier.weights is None:
        return np.ones(count)
    pairs = zip(classifier.estimators, classifier.weights, strict=True)
    weights = np.array([weight for (_, member), weight in pairs if not isinstance(member, str)])
    if len(weights) != count or weights.min() < 0 or not 0 < weights.sum() < np.inf:
        raise InputError(
            f"VotingClassifier has {count} estimators and the weights {weights.tolist()}; expected "
            "one weight of 0 or more for each, and one above 0"
        )
    return weights


def vote(
    nodes: Sequence[Node],
    classes: tuple[Any, ...],
    weights: Any,
    take: str,
    total: float | None,
    known: Sequence[list[int] | None] = (),
) -> Node:
    """Return a vote; without a total the sums of the weights are the scores.

    `known` has the numbers of each node's classes, or None if the node has all.
    """
    configs, tensors = listed([*nodes])
    tensors["weights"] = np.asarray(weights, dtype=np.float64)
    for number, numbers in enumerate(known):
        tensors |= class_numbers(numbers, f"classes.{number}")
    config = {"kind": "vote", "take": take, "shares": total is not None, "members": configs}
    link = "none" if total is None else "identity"
    config["total"] = total or 1.0
    return Node(config, tensors, classes, link, decides=False)


EXPORTERS = {"sklearn.VotingClassifier": _voting}
