"""Follow maps that approximate a kernel, components of a kernel, and distances to centres."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from chalicelib.scoring.features import sketch
from chalicelib.scoring.kinds.kernel import MAX_DEGREE
from chalicelib.scoring.kinds.rows import MAX_ROWS
from train.errors import InputError
from train.export.forms.rows import columns_of, distances, products
from train.export.space import Floats, plain_space
from train.export.steps import tree as nodes
from train.export.steps.stream import Stream, side_by_side
from train.export.steps.tree import Config, Tensors, Tree
from train.export.steps.walker import Walker

_KEEPING_WHOLE = ("abs", "above", "clip", "products", "sign", "square", "taken")
"""The nodes that make whole numbers of whole numbers."""
KERNELS = ("cosine", "linear", "poly", "polynomial", "rbf", "sigmoid")


def _nystroem(step: Any, stream: Stream, _: Walker) -> Stream:
    given = (step.kernel_params or {}) | {
        name: getattr(step, name)
        for name in ("gamma", "coef0", "degree")
        if getattr(step, name) is not None
    }
    return _combined(step, given, step.components_, step.normalization_.T, 0.0, stream)


def _kernel_pca(step: Any, stream: Stream, _: Walker) -> Stream:
    """Centre the similarities in the projection: K - (mean of K) - rows + all, times A."""
    values, centerer = step.eigenvalues_, step._centerer
    used = np.flatnonzero(values)
    matrix = np.zeros_like(step.eigenvectors_)
    matrix[:, used] = step.eigenvectors_[:, used] / np.sqrt(values[used])
    offset = (centerer.K_fit_all_ - centerer.K_fit_rows_) @ matrix
    gamma = getattr(step, "gamma_", step.gamma)
    given = {"gamma": gamma, "degree": step.degree, "coef0": step.coef0}
    return _combined(step, given, step.X_fit_, matrix - matrix.mean(axis=0), offset, stream)


def _combined(
    step: Any, given: Config, rows: Any, matrix: Floats, offset: Floats | float, stream: Stream
) -> Stream:
    """Return the similarities to the rows, times the matrix, plus the offset."""
    name, kernel = type(step).__name__, step.kernel
    if not isinstance(kernel, str) or kernel not in KERNELS:
        shown = getattr(kernel, "__name__", kernel)
        raise InputError(
            f"{name}(kernel={shown!r}) is not supported; expected one of {', '.join(KERNELS)}"
        )
    if rows.shape[0] > MAX_ROWS:
        raise InputError(
            f"{name} with {rows.shape[0]} rows is not supported; expected at most {MAX_ROWS}"
        )
    if kernel == "cosine":
        settled = stream.settled()
        stream = settled.over(nodes.normed(settled.tree, "l2"))
        rows = _normed(rows)
    if kernel in ("cosine", "linear"):
        return stream.projected(np.asarray(rows.T @ matrix), offset)
    return _similarities(name, kernel, given, rows, stream).projected(matrix, offset)


def _similarities(name: str, kernel: str, given: Config, rows: Any, stream: Stream) -> Stream:
    gamma = given.get("gamma")
    gamma = 1.0 / stream.count if gamma is None else float(gamma)
    free, degree = float(given.get("coef0", 1)), given.get("degree", 3)
    kernel = "poly" if kernel == "polynomial" else kernel
    fields: Config = {"kernel": kernel}
    if kernel == "poly":
        if degree != int(degree) or not 0 <= degree <= MAX_DEGREE:
            raise InputError(
                f"{name}(degree={degree}) is not supported; expected a whole number from 0 to "
                f"{MAX_DEGREE}"
            )
        fields["degree"] = int(degree)
    found = columns_of(rows, stream.space, name)
    if kernel == "rbf":
        return _over(stream, fields, distances(found, stream.space, gamma))
    shifts = np.asarray(rows @ stream.space.shift, dtype=np.float64).ravel()
    return _over(stream, fields, products(found, shifts, stream.space, gamma, free))


def _over(stream: Stream, fields: Config, tensors: Tensors) -> Stream:
    count = len(tensors["offset"])
    tree = Tree("similarities", count, fields, tensors, (stream.tree,))
    return Stream(tree, plain_space(count, True))


def _normed(rows: Any) -> Any:
    from sklearn.preprocessing import normalize

    return normalize(rows)


def _rbf_sampler(step: Any, stream: Stream, _: Walker) -> Stream:
    """Take cos z as sin(z + pi / 2)."""
    return _cosines(step, stream, 0.0)


def _skewed_chi2(step: Any, stream: Stream, _: Walker) -> Stream:
    """Take ln(x + c) as ln(1 + x / c) + ln c."""
    skewness = float(step.skewedness)
    settled = stream.scaled(1.0 / skewness).settled()
    stream = settled.over(nodes.mapped(settled.tree, "log1p"))
    return _cosines(step, stream, math.log(skewness) * step.random_weights_.sum(axis=0))


def _cosines(step: Any, stream: Stream, offset: Floats | float) -> Stream:
    offset = step.random_offset_ + offset + math.pi / 2
    made = stream.projected(np.asarray(step.random_weights_, dtype=np.float64), offset)
    return made.over(nodes.mapped(made.tree, "sin")).scaled(math.sqrt(2.0 / step.n_components))


def _additive_chi2(step: Any, stream: Stream, walker: Walker) -> Stream:
    """Put sqrt(L x) side by side with sqrt(2 L x / cosh(pi j L)) times cos and sin of j L ln x."""
    tree = stream.tree
    while tree.kind in _KEEPING_WHOLE:
        tree = tree.of[0]
    if walker.has_counts(replace(stream, tree=tree)) or not walker.blocks:
        raise InputError(
            "AdditiveChi2Sampler over counts, or within another estimator, is not supported, "
            "because scikit-learn cuts off the decimals if it is given whole numbers; expected it "
            "after TfidfVectorizer or a step such as Normalizer"
        )
    interval = getattr(step, "sample_interval_", step.sample_interval)
    if interval is None:
        interval = {1: 0.8, 2: 0.5, 3: 0.4}[step.sample_steps]
    settled = stream.settled()
    parts = [settled.over(nodes.mapped(settled.tree, "sqrt")).scaled(math.sqrt(interval))]
    for number in range(1, step.sample_steps):
        factor = math.sqrt(2.0 * interval / math.cosh(math.pi * number * interval))
        for phase in (math.pi / 2, 0.0):
            wave = nodes.mapped(settled.tree, "wave", frequency=number * interval, phase=phase)
            parts.append(settled.over(wave).scaled(factor))
    return side_by_side(parts)


def _k_means(step: Any, stream: Stream, _: Walker) -> Stream:
    """Take the distance to each centre."""
    name, centres = type(step).__name__, step.cluster_centers_
    found = distances(columns_of(centres, stream.space, name), stream.space, -1.0)
    return _over(stream, {"kernel": "distance"}, found)


def _count_sketch(step: Any, stream: Stream, _: Walker) -> Stream:
    width, factors = int(step.n_components), int(step.degree)
    if factors > sketch.MAX_FACTORS or (factors - 1) * width**2 > sketch.MAX_PRODUCTS:
        raise InputError(
            f"PolynomialCountSketch(degree={factors}, n_components={width}) takes too long for "
            f"each text; expected a degree of at most {sketch.MAX_FACTORS}, and at most "
            f"{sketch.MAX_PRODUCTS} for degree - 1 times the square of n_components"
        )
    settled = stream.scaled(math.sqrt(step.gamma)).settled()
    signed = np.where(step.bitHash_ > 0, step.indexHash_, -1 - step.indexHash_)
    constant = settled.tree.width
    places = np.zeros((factors, constant + 1), dtype=np.int32)
    places[:, settled.space.columns] = signed[:, : settled.count]
    if step.coef0 != 0:
        places[:, constant] = signed[:, -1]
    fields = {"width": width, "factors": factors, "constant": math.sqrt(step.coef0)}
    tree = Tree("sketch", width, fields, {"places": places}, (settled.tree,))
    return Stream(tree, plain_space(width, True))


STEPS = {
    "sklearn.Nystroem": _nystroem,
    "sklearn.KernelPCA": _kernel_pca,
    "sklearn.RBFSampler": _rbf_sampler,
    "sklearn.SkewedChi2Sampler": _skewed_chi2,
    "sklearn.AdditiveChi2Sampler": _additive_chi2,
    "sklearn.PolynomialCountSketch": _count_sketch,
    **{f"sklearn.{name}": _k_means for name in ("KMeans", "MiniBatchKMeans", "BisectingKMeans")},
}
