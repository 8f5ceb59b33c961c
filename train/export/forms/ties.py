"""Warn of nearest neighbours that are chosen among training texts at the same distance.

scikit-learn partitions distances with numpy, whose choice among equal ones depends on the
processor. The exported model takes the first of them.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import KNeighborsClassifier

from train.export.forms.neighbours import is_by_heap

TRIED_ROWS = 100
SAME = 1e-7
"""How far apart equal distances may be after rounding."""


def tie_warnings(estimator: Any) -> list[str]:
    """Return a warning if some text can get another label, because training texts tie.

    Rows of counts and of 0 and 1 repeat, and so do their distances; TF-IDF rarely does. But its
    rows have the norm 1, so a text without a known term is equally far from all of them.
    """
    for found in _fitted_neighbours(estimator):
        fitted = found.fitted._fit_X
        tried = fitted[:: -(-fitted.shape[0] // TRIED_ROWS)]
        rows, tied = tried.shape[0], _tied(found, tried)
        if tied:
            return [
                f"{found.name}(n_neighbors={found.fitted.n_neighbors}): for {tied} of {rows} "
                "training texts that were tried, texts with different labels are equally near at "
                "the last neighbour; scikit-learn chooses among them in an order that the export "
                "cannot know, so such texts can get other labels and probabilities; with "
                "TfidfVectorizer instead of counts, distances rarely repeat"
            ]
        if _tied(found, tried[:1] * 0.0):
            return [
                f"{found.name}(n_neighbors={found.fitted.n_neighbors}): a text without a term that "
                "the model knows is equally near to training texts with different labels; which of "
                "them scikit-learn takes depends on rounding and on the processor, so such a text "
                "can get another label"
            ]
    return []


class _Search(NamedTuple):
    """A classifier's name, what finds its neighbours, and the label or shares of each row."""

    name: str
    fitted: Any
    labels: Any


def _fitted_neighbours(value: Any) -> Iterator[_Search]:
    """Yield the classifiers in an estimator whose choice among equal distances is not known."""
    if isinstance(value, KNeighborsClassifier):
        if hasattr(value, "_fit_X") and not is_by_heap(value):
            yield _Search("KNeighborsClassifier", value, value._y)
    elif getattr(value, "nn_fit", None) is not None:  # of LabelSpreading and LabelPropagation
        if not is_by_heap(value.nn_fit):
            yield _Search(type(value).__name__, value.nn_fit, value.label_distributions_)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _fitted_neighbours(each)
    elif hasattr(value, "predict_proba") or hasattr(value, "predict"):
        yield from _fitted_neighbours([*getattr(value, "__dict__", {}).values()])


def _tied(search: _Search, tried: Any) -> int:
    """Return for how many rows the choice among training texts matters."""
    fitted, wanted = search.fitted._fit_X, int(search.fitted.n_neighbors)
    labels = np.asarray(search.labels)
    tied = 0
    for distances in pairwise_distances(tried, fitted, metric=search.fitted.effective_metric_):
        last = np.partition(distances, wanted - 1)[wanted - 1]
        equal = np.abs(distances - last) < SAME
        free = wanted - int((distances <= last - SAME).sum())
        tied += int(equal.sum()) > free and len(np.unique(labels[equal], axis=0)) > 1
    return tied
