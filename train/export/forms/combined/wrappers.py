"""Export estimators that only pass on what another says."""

from dataclasses import replace
from typing import Any

from train.export.classifiers.label_names import class_names
from train.export.forms.node import Node
from train.export.forms.registry import export_form
from train.export.space import Space


def _self_training(classifier: Any, space: Space) -> Node:
    return renamed(export_form(classifier.estimator_, space), tuple(classifier.classes_))


def _frozen(classifier: Any, space: Space) -> Node:
    return renamed(export_form(classifier.estimator, space), tuple(classifier.classes_))


def renamed(node: Node, classes: tuple[Any, ...]) -> Node:
    """Return a node with other names for its classes, which a `LabelEncoder` can have given."""
    form = node.discriminant
    form = None if form is None else replace(form, classes=class_names(classes))
    return replace(node, classes=classes, discriminant=form)


EXPORTERS = {
    "sklearn.SelfTrainingClassifier": _self_training,
    "sklearn.FrozenEstimator": _frozen,
}
