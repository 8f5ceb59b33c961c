"""Export sums of squares of linear functions: they are projected, then squared.

A Gaussian with a covariance matrix of its own has as many squares for each class as there are
features, so the features are few: those of an LSA, not those of a vectorizer.
"""

from typing import Any

import numpy as np

from train.errors import InputError
from train.export.classifiers.label_names import OUTLIERS, class_names
from train.export.discriminant import Discriminant, checked, margin
from train.export.forms import linear
from train.export.forms.node import Node, nested
from train.export.forms.rows import check_features
from train.export.space import Floats, Space
from train.export.steps import tree as nodes

MOST_NUMBERS = 2**20
"""The size of the largest matrix: 8 MB. A text can need each of its numbers."""


def _discriminant_analysis(classifier: Any, space: Space) -> Node:
    """Export a `QuadraticDiscriminantAnalysis`.

    Class k has the score ln P_k - sum_j [ln s_kj + (r_kj (x - m_k))^2 / s_kj] / 2 with its prior,
    mean, variances s and directions r. The columns of the projection are r_kj (x - m_k) / sqrt s_kj
    for all classes, one after the other.
    """
    pairs = [*zip(classifier.rotations_, classifier.scalings_, strict=True)]
    maps = [rotation * scaling**-0.5 for rotation, scaling in pairs]
    offsets = [-mean @ each for mean, each in zip(classifier.means_, maps, strict=True)]
    owner = np.repeat(np.arange(len(maps)), [each.shape[1] for each in maps])
    quadratic = np.where(owner == np.arange(len(maps))[:, None], -0.5, 0.0)
    logs = [np.log(scaling).sum() for _, scaling in pairs]
    form = Discriminant(
        class_names(classifier.classes_),
        "softmax",
        np.log(classifier.priors_) - 0.5 * np.array(logs),
        np.zeros(quadratic.shape),
        quadratic,
    )
    squares = np.hstack(maps), np.concatenate(offsets)
    return _squared(classifier, *squares, margin(form), tuple(classifier.classes_), space)


def _envelope(detector: Any, space: Space) -> Node:
    """Export an `EllipticEnvelope`: what is at most -`offset_` from the centre is an inlier.

    The squared distance is (x - c) P (x - c) with the precision P = V diag(w) V^T, so it is the sum
    of w_j times the square of column j of (x - c) V.
    """
    weights, directions = np.linalg.eigh(detector.get_precision())
    form = Discriminant(
        class_names(OUTLIERS),
        "none",
        np.array([-float(detector.offset_)]),
        np.zeros((1, len(weights))),
        -weights[None, :],
    )
    offset = -detector.location_ @ directions
    return _squared(detector, directions, offset, form, OUTLIERS, space)


def _squared(
    estimator: Any,
    matrix: Floats,
    offset: Floats,
    form: Discriminant,
    classes: tuple[Any, ...],
    space: Space,
) -> Node:
    """Return a form of the columns x matrix + offset, of the features x of a space."""
    name = type(estimator).__name__
    check_features(matrix.shape[0], space, name)
    numbers = space.width * matrix.shape[1]
    if numbers > MOST_NUMBERS:
        raise InputError(
            f"{name} over {space.count:,} features needs {numbers:,} numbers; "
            f"expected at most {MOST_NUMBERS:,}; fit it after TruncatedSVD(100), or fit a linear "
            "classifier"
        )
    vector = nodes.blocks(0, 1, space.width)
    placed = space.placed(matrix.T * space.scale).T
    projection = nodes.projected(vector, placed, offset + space.shift @ matrix)
    of = linear.node_of(checked(form, name), classes)
    config = {"kind": "after", "features": projection.config, "of": of.config}
    return Node(config, projection.tensors("features") | nested("of", of), classes, form.link)


EXPORTERS = {
    "sklearn.QuadraticDiscriminantAnalysis": _discriminant_analysis,
    "sklearn.EllipticEnvelope": _envelope,
}
