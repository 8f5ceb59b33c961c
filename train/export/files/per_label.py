"""Put classifiers that each know one label together, as one that gives a text several or none."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.multioutput import MultiOutputClassifier
from sklearn.preprocessing import MultiLabelBinarizer

from train.errors import InputError

OPTION = "--per-label"
_SEPARATORS = re.compile(r"[-_. ]+")


def several_labels(places: Sequence[str | Path], classifiers: Sequence[Any]) -> list[Any]:
    """Return one classifier, which predicts with each on its own, and an encoder of the labels.

    Parameters
    ----------
    places
        The label that each classifier knows: a key, or the file that holds it alone.
    classifiers
        Fitted classifiers of two classes, 0 and 1.

    Raises
    ------
    InputError
        If there is one classifier alone, or two have one name, or other classes than 0 and 1.
    """
    names = _names(places)
    if len(names) < 2 or len({*names}) < len(names):
        raise InputError(
            f"{OPTION} found classifiers of {', '.join(map(repr, names)) or 'no label'}; expected "
            "two or more with different names: a dict of a classifier for each label, or a file "
            "for each"
        )
    for name, classifier in zip(names, classifiers, strict=True):
        classes = [*getattr(classifier, "classes_", ())]
        if not {*classes} <= {0, 1}:
            raise InputError(
                f"{OPTION}: the classifier of {name!r} has the classes "
                f"{', '.join(map(str, classes[:5]))}; expected 0 and 1, whether a text has it"
            )
    together = MultiOutputClassifier(classifiers[0])
    together.estimators_ = [*classifiers]
    together.classes_ = [np.asarray(classifier.classes_) for classifier in classifiers]
    return [together, MultiLabelBinarizer(classes=names).fit([names])]


def _names(places: Sequence[str | Path]) -> list[str]:
    """Return the names of the labels: of files, what their names do not share.

    >>> _names([Path("m/toxic_model.pkl"), Path("m/severe_toxic_model.pkl")])
    ['toxic', 'severe_toxic']
    >>> _names(["toxic", "insult"])
    ['toxic', 'insult']
    """
    words = [_SEPARATORS.split(place.stem) for place in places if isinstance(place, Path)]
    words = [each[_shared(words) :] for each in words]
    after = _shared([each[::-1] for each in words])
    of_files = iter("_".join(each[: len(each) - after]) for each in words)
    return [next(of_files) if isinstance(place, Path) else place for place in places]


def _shared(words: Sequence[list[str]]) -> int:
    """Return the length of the common start; at least one word of each list comes after it."""
    least = min(map(len, words), default=1) - 1
    return next((at for at in range(least) if len({each[at] for each in words}) > 1), least)
