"""Names that the author gives the classes of a model: `export --labels 0=ham,1=spam`."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
from sklearn.base import OutlierMixin

from train.corpus.labels.cleaning import WHOLE_FLOAT
from train.errors import InputError
from train.export.classifiers.label_names import NAMES, OUTLIERS, Names


class NewNames:
    """Names by the strings of a model's labels; of the labels, it is what a `LabelEncoder` is."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self.classes_ = [*names.values()]

    def inverse_transform(self, labels: Any) -> Any:
        """Return predicted labels with their names; a table of 0 and 1 has none."""
        if isinstance(labels, list):  # of tuples, as a MultiLabelBinarizer returns them
            return [tuple(self.name(label) for label in each) for each in labels]
        if np.ndim(labels) != 1:
            return labels
        return np.array([self.name(label) for label in labels.tolist()])

    def name(self, label: object) -> str:
        """Return the name of a label."""
        return self._names.get(str(label), str(label))

    def applied(self, classifier: Any) -> Any:
        """Return a copy of a fitted classifier whose classes have the names."""
        known: Names | None = vars(classifier).get(NAMES)
        named = copy(classifier)
        labels = tuple(map(self.name, known_labels(classifier)))
        setattr(named, NAMES, Names(labels, None if known is None else known.several))
        return named


def known_labels(classifier: Any) -> list[str]:
    """Return the labels of a fitted classifier; without names, the numbers of columns."""
    known: Names | None = vars(classifier).get(NAMES)
    own: Sequence[int] = range(len(getattr(classifier, "cluster_centers_", ())))
    own = OUTLIERS if isinstance(classifier, OutlierMixin) else own
    labels = known.labels if known else getattr(classifier, "classes_", own)
    if isinstance(labels, list) and any(np.ndim(each) for each in labels):
        return [*map(str, range(len(labels)))]
    return [*map(str, labels)]


def new_names(known: Sequence[str], given: Mapping[str, str], has_texts: bool) -> NewNames | None:
    """Return the names of `--labels` for a model's labels, or None if they are only for texts.

    Parameters
    ----------
    known
        The model's labels.
    given
        New names by label. If each is a label of the model already, they are for texts alone.
    has_texts
        Whether there are texts with labels.

    Raises
    ------
    InputError
        If a name is given twice or is another label's, or there is nothing to rename.
    """
    # A file's `1.0` is read as `1`, which may be the model's class `1.0`.
    asked = {label: given.get(label, given.get(_whole(label), label)) for label in known}
    names = {label: new for label, new in asked.items() if label != new}
    meant = names if set(names.values()) - set(known) else {}
    unknown = given.keys() - set(known) - {*map(_whole, known)} if meant else given
    if unknown and not has_texts:
        raise InputError(
            f"--labels names {', '.join(sorted(unknown))}, and there is no --check or --test; "
            f"expected other names for labels of the model: {', '.join(known)}"
        )
    taken = [new for new in meant.values() if new in known or [*names.values()].count(new) > 1]
    if taken:
        raise InputError(
            f"--labels gives a label of the model the name {taken[0]!r}, which another one has; "
            f"expected a name for each of {', '.join(known)} that differs from all of these"
        )
    return NewNames(meant) if meant else None


def _whole(label: str) -> str:
    """Return a whole number as the labels of files have it."""
    whole = WHOLE_FLOAT.fullmatch(label)
    return whole[1] if whole else label
