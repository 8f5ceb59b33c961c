"""Take the threshold that an author put around a classifier of two classes."""

from dataclasses import replace
from typing import Any, NamedTuple

from train.errors import InputError
from train.export.forms.node import Node
from train.export.steps.names import name_of
from train.export.steps.unwrapping import THRESHOLDS


class Threshold(NamedTuple):
    """What the second class's score must reach: a probability, or a decision function."""

    value: float
    by_probability: bool


class Chosen(NamedTuple):
    """A classifier, and the threshold that was around it, if there was one."""

    classifier: Any
    threshold: Threshold | None


def without_threshold(classifier: Any) -> Chosen:
    """Return the classifier within a `FixedThresholdClassifier` or `TunedThresholdClassifierCV`.

    Raises
    ------
    InputError
        If no probability is on both sides of the threshold.
    """
    if name_of(classifier) not in THRESHOLDS:
        return Chosen(classifier, None)
    inner = getattr(classifier, "estimator_", classifier.estimator)
    by_probability = _response(classifier, inner) == "predict_proba"
    value = _value(classifier, by_probability)
    if _positive(classifier) == inner.classes_[0] and _positive(classifier) is not None:
        value = 1.0 - value if by_probability else -value
    if by_probability and not 0.0 < value < 1.0:
        raise InputError(
            f"{type(classifier).__name__} has the threshold {value}, so one class never wins; "
            "expected one between 0 and 1"
        )
    return Chosen(inner, Threshold(value, by_probability))


def with_threshold(node: Node, threshold: Threshold | None) -> Node:
    """Move the decision function of a node, if the threshold is one of that.

    Raises
    ------
    InputError
        If the node has no decision function that is linear.
    """
    if threshold is None or threshold.by_probability:
        return node
    form = node.discriminant
    if form is None or len(node.classes) != 2 or form.quadratic is not None:
        raise InputError(
            "a threshold of a decision function that is not linear is not supported; expected one "
            "of probabilities: response_method='predict_proba'"
        )
    from train.export.forms.linear import node_of

    return node_of(
        replace(form, intercept=form.intercept - threshold.value, link="none"), node.classes
    )


def _response(classifier: Any, inner: Any) -> str:
    wanted = str(classifier.response_method)
    if wanted != "auto":
        return wanted
    return "predict_proba" if hasattr(inner, "predict_proba") else "decision_function"


def _value(classifier: Any, by_probability: bool) -> float:
    found = getattr(classifier, "best_threshold_", None)
    found = classifier.threshold if found is None else found
    return (0.5 if by_probability else 0.0) if found == "auto" else float(found)


def _positive(classifier: Any) -> Any:
    scorer = getattr(classifier, "_curve_scorer", None)
    return classifier.pos_label if scorer is None else scorer._get_pos_label()
