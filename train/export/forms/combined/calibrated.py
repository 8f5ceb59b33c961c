"""Export classifiers whose probabilities are made by curves from what another says."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.errors import InputError
from train.export.classifiers.conversion import linear_function
from train.export.classifiers.label_names import class_names
from train.export.discriminant import Discriminant, checked, folded
from train.export.forms import linear
from train.export.forms.combined.members import class_numbers, export_member, places, take_of
from train.export.forms.combined.voting import mean
from train.export.forms.node import Node, nested
from train.export.space import Space


def _calibrated(classifier: Any, space: Space) -> Node:
    """Export the mean of the calibrated classifiers, one for each fold, or the only one."""
    classes = tuple(classifier.classes_)
    nodes = [_fold(fold, classes, space) for fold in classifier.calibrated_classifiers_]
    return nodes[0] if len(nodes) == 1 else mean(nodes, classes)


def _fold(fold: Any, classes: tuple[Any, ...], space: Space) -> Node:
    """Export one calibrated classifier.

    `fold.classes` are the labels that it was fitted to. `classes` are the names of the same ones; a
    `LabelEncoder` can make them others.
    """
    take = take_of(fold.estimator)
    base = export_member(fold.estimator, space, take)
    if len(classes) != len(fold.classes):
        raise InputError(
            "CalibratedClassifierCV has other classes than its estimators; expected the same"
        )
    known = _known(fold, base)
    if take == "decision" and known is None and base.decision is not None:
        merged = _merged(fold, base.decision)
        if merged is not None:
            named = replace(merged, classes=class_names(classes))
            return linear.node_of(checked(named, "CalibratedClassifierCV"), classes)
    config, tensors = _curves(fold)
    config |= {"kind": "calibrated", "take": take, "of": base.config}
    tensors |= nested("of", base) | class_numbers(known, "classes")
    return Node(config, tensors, classes, "identity")


def _known(fold: Any, base: Node) -> list[int] | None:
    """Return the numbers of the classes that a fold's estimator knows, or None if it knows all.

    With a temperature, scikit-learn fits the estimator to numbers and does not look at its classes.
    """
    if fold.method != "temperature":
        return places(base, fold.classes)
    if len(base.classes) != len(fold.classes):
        raise InputError(
            "CalibratedClassifierCV(method='temperature') with a class that a fold lacks is not "
            "supported; expected fewer folds"
        )
    return None


def _merged(fold: Any, form: Discriminant) -> Discriminant | None:
    """Merge a curve of a linear score s = w x + c into its coefficients, if that can be.

    The sigmoid 1 / (1 + exp(a s + b)) is the logistic function of -(a s + b) = (-a w) x - (a c +
    b). A temperature's softmax(beta s) is that of (beta w) x + beta c; of two classes, whose scores
    are -s and s, it is the logistic function of 2 beta s.
    """
    if fold.method == "isotonic" or form.quadratic is not None:
        return None
    if fold.method == "temperature":
        beta = float(fold.calibrators[0].beta_) * (2 if len(form.intercept) == 1 else 1)
        merged = replace(form, intercept=beta * form.intercept, linear=beta * form.linear)
        return replace(merged, link="softmax")
    slope, offset = _sigmoids(fold)
    merged = replace(
        form, intercept=-slope * form.intercept - offset, linear=-slope[:, None] * form.linear
    )
    return replace(merged, link="logistic")


def _curves(fold: Any) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return the fields and tensors of a fold's curves."""
    if fold.method == "temperature":
        return {"method": "temperature"}, {"beta": np.array([fold.calibrators[0].beta_], float)}
    if fold.method == "sigmoid":
        slope, offset = _sigmoids(fold)
        return {"method": "sigmoid", "own_label": False}, {"slope": slope, "offset": offset}
    points = [(curve.X_thresholds_, curve.y_thresholds_) for curve in fold.calibrators]
    return {"method": "steps", "own_label": False}, _points(points)


def _sigmoids(fold: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the slopes and the offsets of a fold's sigmoids."""
    slopes = np.array([curve.a_ for curve in fold.calibrators], dtype=np.float64)
    return slopes, np.array([curve.b_ for curve in fold.calibrators], dtype=np.float64)


def _points(curves: list[tuple[Any, Any]]) -> dict[str, NDArray[Any]]:
    """Return the tensors of the points of each curve."""
    return {
        f"{name}.{number}": np.asarray(values, dtype=np.float64)
        for number, pair in enumerate(curves)
        for name, values in zip("xy", pair, strict=True)
    }


def _stochastic_gradient(classifier: Any, space: Space) -> Node:
    """Export a linear model; with modified Huber loss, p = (min(max(d, -1), 1) + 1) / 2.

    This is a straight line from (-1, 0) to (1, 1), and the label follows from d itself.
    """
    if classifier.loss != "modified_huber":
        return linear.export(classifier, space)
    classes = tuple(classifier.classes_)
    form = folded(checked(linear_function(classifier), "SGDClassifier"), space)
    base = linear.node_of(form, classes)
    config = {"kind": "calibrated", "take": "decision", "method": "steps", "own_label": True}
    config |= {"of": base.config}
    tensors = nested("of", base) | _points([((-1.0, 1.0), (0.0, 1.0))] * len(form.intercept))
    return Node(config, tensors, classes, "own", decision=form)


EXPORTERS = {
    "sklearn.CalibratedClassifierCV": _calibrated,
    "sklearn.SGDClassifier": _stochastic_gradient,
}
