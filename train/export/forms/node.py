"""A node: an exported form, with its configuration and its tensors."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from train.export.discriminant import Discriminant


@dataclass(frozen=True, slots=True)
class Node:
    """A form as docs/format.md describes it, and what its parent must know of it.

    Parameters
    ----------
    config
        The form's fields, with its `kind`.
    tensors
        Its tensors, and those of the forms within it, by their names within the form.
    classes
        The classifier's own labels, in the order of its scores.
    link
        How probabilities follow from scores, one of `chalicelib.scoring.kinds.form_classifier`'s.
    discriminant
        The same as one discriminant function over the run-time columns, if it is one.
    decision
        The decision function alone as one discriminant function, if it is one.
    several
        Whether a text can have several labels.
    decides
        Whether the scores are the estimator's decision function, if it has one; with two classes,
        whether the second minus the first is.
    """

    config: dict[str, Any]
    tensors: dict[str, NDArray[Any]]
    classes: tuple[Any, ...]
    link: str
    discriminant: Discriminant | None = None
    decision: Discriminant | None = None
    several: bool = False
    decides: bool = True


def nested(name: str, node: Node) -> dict[str, NDArray[Any]]:
    """Return a node's tensors by their names within its parent.

    >>> [*nested("0", Node({}, {"linear": None}, (), "none"))]
    ['0.linear']
    """
    return {f"{name}.{tensor}": value for tensor, value in node.tensors.items()}


def listed(nodes: "list[Node]") -> tuple[list[dict[str, Any]], dict[str, NDArray[Any]]]:
    """Return the configurations of several nodes, for an array, and all their tensors."""
    tensors: dict[str, NDArray[Any]] = {}
    for number, node in enumerate(nodes):
        tensors |= nested(str(number), node)
    return [node.config for node in nodes], tensors
