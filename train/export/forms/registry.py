"""Find the exporter of a fitted classifier by the name of its class, without importing its package.

Each module of `MODULES` has `EXPORTERS`: a function for each class, by the name of the top-level
package and that of the class, such as "sklearn.SVC".
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from train.errors import InputError
from train.export.classifiers.regressors import check_classifier
from train.export.classifiers.unsupported import unsupported
from train.export.forms.node import Node
from train.export.lifting import Part
from train.export.space import Space

Exporter = Callable[[Any, Space], Node]

MODULES = (
    *("linear", "kernel", "neighbours", "perceptron", "constant"),
    *("quadratic", "detectors", "clusters", "semi_supervised", "trees.isolation"),
    *("trees.single_trees", "trees.boosting", "trees.adaboost"),
    *("trees.xgboost", "trees.lightgbm", "trees.catboost", "trees.boosters"),
    "combined.calibrated",  # after "linear", because it takes SGDClassifier over
    *("combined.multiclass", "combined.stacking", "combined.voting", "combined.bagging"),
    *("combined.wrappers", "combined.pipelines", "combined.several"),
)


@cache
def exporters() -> dict[str, Exporter]:
    """Return all exporters by the name of the package and the class."""
    found: dict[str, Exporter] = {}
    for name in MODULES:
        found |= import_module(f"train.export.forms.{name}").EXPORTERS
    return found


def export_form(classifier: Any, space: Space) -> Node:
    """Export a fitted classifier for the features of a space.

    Raises
    ------
    InputError
        If the format cannot express the classifier; names the estimator or parameter, and what is
        expected.
    """
    if isinstance(classifier, Part):
        return export_form(classifier.classifier, classifier.space(space))
    kind = type(classifier)
    name = f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
    export = exporters().get(name)
    if export is None:
        check_classifier(classifier)
        raise unsupported(classifier, exporters())
    try:
        check_is_fitted(classifier)
    except NotFittedError as exc:
        raise InputError(f"{kind.__name__} is not fitted; expected a fitted one") from exc
    return export(classifier, space)
