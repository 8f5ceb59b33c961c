"""Name the classes of a classifier, also of one that was fitted to a `LabelEncoder`'s numbers."""

from collections.abc import Iterable
from copy import copy
from typing import Any

import numpy as np
from sklearn.preprocessing import LabelEncoder

from train.errors import InputError


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
        if not name.isprintable():
            raise InputError(f"class {name!a} contains characters that cannot be printed")
    return names


def _is_whole(label: Any) -> bool:
    return isinstance(label, float | np.floating) and float(label).is_integer()


def named_classes(classifier: Any, encoder: LabelEncoder) -> Any:
    """Return a copy of a fitted classifier whose classes are the encoder's labels.

    Raises
    ------
    InputError
        If the encoder is not fitted, or the classes are not its numbers.
    """
    labels = getattr(encoder, "classes_", None)
    if labels is None:
        raise InputError("LabelEncoder is not fitted; expected a fitted one")
    numbers = np.asarray(getattr(classifier, "classes_", []))
    whole = np.issubdtype(numbers.dtype, np.integer)
    if not whole or not ((numbers >= 0) & (numbers < len(labels))).all():
        raise InputError(
            f"the classifier has the classes {numbers.tolist()[:10]}; expected the numbers of the "
            f"LabelEncoder, 0 to {len(labels) - 1}"
        )
    named, names = copy(classifier), np.asarray(labels)[numbers]
    # RidgeClassifier has its classes from the encoder of its own.
    if isinstance(getattr(type(classifier), "classes_", None), property):
        named._label_binarizer = copy(classifier._label_binarizer)
        named._label_binarizer.classes_ = names
    else:
        named.classes_ = names
    return named
