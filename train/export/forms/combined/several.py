"""Export classifiers that give a text several labels, or none."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from train.errors import InputError
from train.export.discriminant import Discriminant, folded
from train.export.forms import linear
from train.export.forms.combined.multiclass import one_vs_rest as one_label
from train.export.forms.node import Node, listed
from train.export.forms.registry import export_form
from train.export.space import Space

CERTAIN = 1000.0
"""The margin of a constant label: its probability is exactly 0 or 1."""
PASSES = {
    "predict": "label",
    "predict_proba": "probabilities",
    "decision_function": "decision",
}
"""What the format calls the methods whose results a chain passes on."""


def _multi_output(classifier: Any, space: Space) -> Node:
    """Export a classifier for each label; each predicts on its own."""
    members = _members(classifier, classifier.estimators_, space)
    return _node({"kind": "several", "take": "decision", "above": 0.0}, members)


def _one_vs_rest(classifier: Any, space: Space) -> Node:
    """Export a `OneVsRestClassifier`; fitted to a table of labels, it has an estimator for each.

    scikit-learn compares the decision or, without one, the probability of each estimator with a
    bound that it takes from the first: 0 if that is a classifier with a decision function. One that
    saw the same label in every text is none.
    """
    if not classifier.multilabel_:
        return one_label(classifier, space)
    estimators = classifier.estimators_
    decides = [hasattr(each, "decision_function") for each in estimators if not _is_constant(each)]
    take = "decision" if all(decides) else "probabilities"
    above = 0.0 if decides and decides[0] and not _is_constant(estimators[0]) else 0.5
    members = _members(classifier, estimators, space)
    return _node({"kind": "several", "take": take, "above": above}, members)


def _chain(classifier: Any, space: Space) -> Node:
    """Export a classifier for each label, which sees what those before it in the chain gave."""
    method = getattr(classifier, "chain_method_", "predict")
    if method not in PASSES:
        raise InputError(
            f"ClassifierChain(chain_method={method!r}) is not supported; expected one of "
            f"{', '.join(PASSES)}"
        )
    members = [
        member
        for place, estimator in enumerate(classifier.estimators_)
        for member in _members(classifier, [estimator], _extended(space, place))
    ]
    node = _node({"kind": "chain", "passes": PASSES[method]}, members)
    node.tensors["order"] = np.asarray(classifier.order_, dtype=np.int32)
    return node


def _extended(space: Space, count: int) -> Space:
    """Return a space with `count` more columns, which the classifier sees as they are."""
    return Space(
        space.width + count,
        np.concatenate([space.columns, space.width + np.arange(count)]),
        np.concatenate([space.scale, np.ones(count)]),
        np.concatenate([space.shift, np.zeros(count)]),
        space.dense,
    )


def _ridge(classifier: Any, space: Space) -> Node:
    """Export a `RidgeClassifier`; fitted to a table, it has coefficients for each label."""
    if not classifier._label_binarizer.y_type_.startswith("multilabel"):
        return linear.export(classifier, space)
    rows = np.asarray(classifier.coef_, dtype=np.float64)
    intercept = np.broadcast_to(np.asarray(classifier.intercept_, dtype=np.float64), rows.shape[:1])
    members = [
        _linear_pair(row, number, space) for row, number in zip(rows, intercept, strict=True)
    ]
    return _node({"kind": "several", "take": "decision", "above": 0.0}, members)


def _linear_pair(row: Any, intercept: float, space: Space, link: str = "none") -> Node:
    """Return the form of two classes with this margin, a linear function of the features."""
    form = Discriminant(("0", "1"), link, np.array([intercept]), row[None, :])
    return linear.node_of(folded(form, space), (0, 1))


def _members(classifier: Any, estimators: Sequence[Any], space: Space) -> list[Node]:
    """Export an estimator for each label.

    Raises
    ------
    InputError
        If a label has other values than 0 and 1.
    """
    members = [_member(estimator, space) for estimator in estimators]
    for member in members:
        if not set(member.classes) <= {0, 1} or member.several:
            name = type(classifier).__name__
            raise InputError(
                f"{name} has a column with the values {', '.join(map(str, member.classes[:5]))}; "
                "expected 0 and 1 in each, whether a text has the label; if each column is a label "
                "of its own, dump model.estimators_[0] or another of them, and the vectorizer: one "
                "can be served"
            )
    return members


def _member(estimator: Any, space: Space) -> Node:
    always = _always(estimator)
    if always is None:
        return export_form(estimator, space)
    zeros = np.zeros(space.count)
    node = _linear_pair(zeros, CERTAIN if always else -CERTAIN, space, "logistic")
    return Node(node.config, node.tensors, (always,), node.link)


def _always(estimator: Any) -> Any:
    """Return the only value that an estimator saw, or None if it saw more."""
    if _is_constant(estimator):
        return int(estimator.y_[0] > 0)
    classes = [*getattr(estimator, "classes_", [])]
    return classes[0] if len(classes) == 1 else None


def _is_constant(estimator: Any) -> bool:
    """Return whether an estimator is scikit-learn's stand-in for one that saw a single value."""
    return type(estimator).__name__ == "_ConstantPredictor"


def _node(config: dict[str, Any], members: list[Node]) -> Node:
    """Return a form with a member for each label."""
    configs, tensors = listed(members)
    link = "none" if any(member.link == "none" for member in members) else "own"
    names = tuple(range(len(members)))
    return Node(config | {"members": configs}, tensors, names, link, several=True)


EXPORTERS = {
    "sklearn.RidgeClassifier": _ridge,
    "sklearn.RidgeClassifierCV": _ridge,
    "sklearn.OneVsRestClassifier": _one_vs_rest,
    "sklearn.MultiOutputClassifier": _multi_output,
    "sklearn.ClassifierChain": _chain,
}
