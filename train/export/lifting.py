"""Lift the vectorizers out of an estimator whose members are Pipelines over texts.

    VotingClassifier of (vectorizer A, classifier a) and (vectorizer B, classifier b)

becomes the `FeatureUnion` of A and B, and a `VotingClassifier` of a and b, each of which sees the
columns of its own vectorizer. Calibrated folds that were fitted to texts become the same.
"""

from copy import copy
from typing import Any, NamedTuple

import joblib
import numpy as np
from scipy import sparse
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils import get_tags

from train.export.space import Space
from train.export.steps.names import name_of
from train.export.steps.unwrapping import steps_of

MEMBERS = {
    "sklearn.VotingClassifier": "estimators_",
    "sklearn.StackingClassifier": "estimators_",
    "sklearn.OneVsRestClassifier": "estimators_",
    "sklearn.MultiOutputClassifier": "estimators_",
    "sklearn.CalibratedClassifierCV": "calibrated_classifiers_",
    "sklearn._CalibratedClassifier": "estimator",
}
"""The attribute with the members of each estimator that passes texts on as they are."""


class Part:
    """A classifier that sees `width` columns of the vector, from `first` on.

    Everything else is asked of the classifier itself. `dense` is whether it was given dense rows.
    """

    def __init__(self, classifier: Any, first: int, width: int, dense: bool) -> None:
        self.classifier = classifier
        self.columns = slice(first, first + width)
        self.dense = dense

    def __getattr__(self, name: str) -> Any:
        """Return what the classifier has under this name."""
        if name.startswith("__") or name == "classifier":
            raise AttributeError(name)
        return getattr(self.classifier, name)

    def __sklearn_tags__(self) -> Any:
        """Return the classifier's tags."""
        return get_tags(self.classifier)

    def space(self, whole: Space) -> Space:
        """Return what the classifier sees of the whole vector."""
        return Space(
            whole.width,
            whole.columns[self.columns],
            whole.scale[self.columns],
            whole.shift[self.columns],
            self.dense,
        )


class _Made(NamedTuple):
    """A vectorizer, its first column in the union, and what its rows are like."""

    vectorizer: Any
    first: int
    width: int
    dense: bool


def lifted(classifier: Any) -> list[Any]:
    """Return a vectorizer and a classifier, or the classifier alone if it was given vectors."""
    found: dict[str, _Made] = {}
    classifier = _lifted(classifier, found)
    if not found:
        return [classifier]
    union = [(f"part{number}", made.vectorizer) for number, made in enumerate(found.values(), 1)]
    return [union[0][1] if len(union) == 1 else FeatureUnion(union), classifier]


def _lifted(fitted: Any, found: dict[str, _Made]) -> Any:
    """Return an estimator without the vectorizers within it."""
    *before, classifier = steps_of(fitted) or [fitted]
    if before:
        made = _made(before, found)
        return fitted if made is None else Part(classifier, *made[1:])
    attribute = MEMBERS.get(name_of(classifier), "")
    members = getattr(classifier, attribute, None) if attribute else None
    if members is None:
        return fitted
    copied = copy(classifier)
    many = isinstance(members, list | tuple)
    within = [_lifted(each, found) for each in members] if many else _lifted(members, found)
    setattr(copied, attribute, within)
    return copied


def _made(steps: list[Any], found: dict[str, _Made]) -> _Made | None:
    """Return what the steps before a classifier make of texts, or None if it was given no texts.

    Equal steps, as two members can have them, are one vectorizer.
    """
    named = [(f"step{number}", step) for number, step in enumerate(steps, 1)]
    vectorizer = steps[0] if len(steps) == 1 else Pipeline(named)
    key = str(joblib.hash(vectorizer))
    if key in found:
        return found[key]
    try:
        rows = vectorizer.transform(["a text"])
    except Exception:  # noqa: BLE001 - steps over vectors, or an author's code, may raise anything
        return None
    first = max((made.first + made.width for made in found.values()), default=0)
    found[key] = _Made(vectorizer, first, np.shape(rows)[1], not sparse.issparse(rows))
    return found[key]
