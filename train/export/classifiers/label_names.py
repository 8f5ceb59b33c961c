"""Name the classes of a classifier, also of one that was fitted to an encoder's numbers."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from sklearn.base import OutlierMixin
from sklearn.preprocessing import LabelEncoder, MultiLabelBinarizer

from train.corpus.labels.cleaning import is_printable
from train.errors import InputError

NAMES = "names_of_classes"
"""The attribute of a copied classifier that holds the names of its classes."""


OUTLIERS = (-1, 1)
"""The classes of a detector of outliers, which knows no labels: outliers, and inliers."""


class Names(NamedTuple):
    """The names of the classes in their order, and whether a text can have several, if known."""

    labels: tuple[Any, ...]
    several: bool | None


def names_of(classifier: Any, classes: tuple[Any, ...], several: bool) -> tuple[str, ...]:
    """Return the names of an exported classifier's classes.

    Raises
    ------
    InputError
        If a `MultiLabelBinarizer` has another number of labels, or a text has only one.
    """
    names: Names = vars(classifier).get(NAMES, Names(classes, several))
    if names.several not in (None, several) or len(names.labels) != len(classes):
        raise InputError(
            f"the encoder has {len(names.labels)} labels, and {type(classifier).__name__} has "
            f"{len(classes)} {'labels' if several else 'classes, of which a text has one'}; "
            "expected the one that the classifier was fitted with"
        )
    return class_names(names.labels)


def outlier_name(classifier: Any, classes: Sequence[str]) -> str | None:
    """Return the name of a detector's outliers, if its classes have no names of the author's."""
    is_plain = [*classes] == [*map(str, OUTLIERS)]
    return classes[0] if isinstance(classifier, OutlierMixin) and is_plain else None


def class_names(labels: Iterable[Any]) -> tuple[str, ...]:
    """Return labels as strings, in their order.

    Raises
    ------
    InputError
        If a label is neither a string nor a whole number, or cannot be printed.
    """
    labels = list(labels)
    for label in labels:
        if not isinstance(label, str | int | np.integer | np.bool_) and not _is_whole(label):
            raise InputError(
                f"class {label} is a {type(label).__name__}; expected strings or whole numbers"
            )
    names = tuple(str(label) for label in labels)
    for name in names:
        if not name.strip():
            raise InputError("a class has an empty name; expected one that can be seen")
        if not is_printable(name):
            raise InputError(f"class {name!a} contains characters that cannot be printed")
    return names


def _is_whole(label: Any) -> bool:
    return isinstance(label, float | np.floating) and float(label).is_integer()


def named_classes(classifier: Any, encoder: LabelEncoder | MultiLabelBinarizer) -> Any:
    """Return a copy of a fitted classifier whose classes are the encoder's labels.

    The columns of a `MultiLabelBinarizer` are named by `names_of`, because no two estimators that
    give a text several labels keep them alike.

    Raises
    ------
    InputError
        If the encoder is not fitted, or the classes are not its numbers.
    """
    labels = getattr(encoder, "classes_", None)
    if labels is None:
        raise InputError(f"{type(encoder).__name__} is not fitted; expected a fitted one")
    if isinstance(encoder, MultiLabelBinarizer):
        named = copy(classifier)
        setattr(named, NAMES, Names(tuple(labels), several=True))
        return named
    numbers = np.asarray(getattr(classifier, "classes_", []))
    whole = np.issubdtype(numbers.dtype, np.integer)
    if not whole or not ((numbers >= 0) & (numbers < len(labels))).all():
        raise InputError(
            f"the classifier has the classes {numbers.tolist()[:10]}; expected the numbers of the "
            f"LabelEncoder, 0 to {len(labels) - 1}"
        )
    named, names = copy(classifier), np.asarray(labels)[numbers]
    if isinstance(getattr(type(classifier), "classes_", None), property):
        setattr(named, NAMES, Names(tuple(names.tolist()), several=False))
    else:
        named.classes_ = names
    return named
