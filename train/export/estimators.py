"""Take the vectorizer and the classifier out of the fitted objects that an author has."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelBinarizer, LabelEncoder, MultiLabelBinarizer

from train.errors import InputError
from train.export.classifiers.label_names import named_classes
from train.export.classifiers.new_names import NewNames
from train.export.classifiers.own_classifiers import within
from train.export.classifiers.regressors import check_classifier
from train.export.lifting import lifted
from train.export.space import JOINED
from train.export.steps.unwrapping import steps_of

ENCODERS = (LabelEncoder, MultiLabelBinarizer)


class Estimators(NamedTuple):
    """A fitted vectorizer and the classifier that was fitted to its vectors."""

    vectorizer: Any
    classifier: Any


def split_estimators(estimators: Sequence[Any]) -> Estimators:
    """Return what makes the vectors, and the classifier, from fitted objects in their order.

    Each object is a step, or holds steps, as a `Pipeline` or a search does. A `LabelEncoder` among
    them names the classes of a classifier that was fitted to its numbers, a `MultiLabelBinarizer`
    the labels of one that gives a text several, and `NewNames` give all these other names.

    Raises
    ------
    InputError
        If there is no classifier, or nothing before it, or more than one encoder.
    """
    names = [each for each in estimators if isinstance(each, NewNames)]
    encoders = [each for each in estimators if isinstance(each, ENCODERS)]
    kept = (each for each in estimators if not isinstance(each, (*ENCODERS, NewNames)))
    steps = [step for each in kept for step in steps_of(each)]
    if any(isinstance(step, LabelBinarizer) for step in steps):
        raise InputError(
            "LabelBinarizer among the files is not supported; dump "
            "MultiLabelBinarizer().fit([binarizer.classes_]) instead, or if there are two classes "
            "LabelEncoder().fit(binarizer.classes_), which name the same columns"
        )
    steps = lifted(steps[0]) if len(steps) == 1 else steps
    _check_complete(steps, encoders)
    *before, classifier = steps
    check_classifier(classifier)
    own = within(classifier)
    before, classifier = [*before, *own.steps], own.classifier
    named = named_classes(classifier, encoders[0]) if encoders else classifier
    for each in names:
        named = each.applied(named)
    return Estimators(before[0] if len(before) == 1 else _pipeline(before), named)


_ADVICE = (
    "; dump the vectorizer where it is fitted, if your app fits it each time; if a function of "
    f"yours makes the vectors, such as means of word vectors, {JOINED}"
)


def _check_complete(steps: Sequence[Any], encoders: Sequence[Any]) -> None:
    if len(encoders) > 1:
        raise InputError(
            f"found {len(encoders)} encoders of labels; expected at most one LabelEncoder or "
            "MultiLabelBinarizer"
        )
    predicts = bool(steps) and hasattr(steps[-1], "predict")
    if predicts and len(steps) > 1:
        return
    missing = [("vectorizer", predicts or not steps), ("classifier", not predicts)]
    lacking = " and ".join(f"no {name}" for name, is_missing in missing if is_missing)
    shown = ", ".join(type(each).__name__ for each in (*steps, *encoders))
    raise InputError(
        f"found {f'{shown}, but ' if shown else ''}{lacking}; expected both, with the transformers "
        "between them, one by one or as a Pipeline" + (_ADVICE if predicts else "")
    )


def _pipeline(steps: Sequence[Any]) -> Pipeline:
    return Pipeline([(f"step{number}", step) for number, step in enumerate(steps, 1)])
