"""Name the classes of a classifier that was fitted to the numbers of a `LabelEncoder`."""

from copy import copy
from typing import Any

import numpy as np
from sklearn.preprocessing import LabelEncoder

from train.errors import InputError


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
