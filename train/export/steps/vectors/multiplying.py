"""Follow products of columns, powers of single ones, and what fills missing numbers."""

from typing import Any

import numpy as np

from chalicelib.scoring.features import products
from train.errors import InputError
from train.export.space import plain_space
from train.export.steps.stream import Stream
from train.export.steps.tree import Tree
from train.export.steps.walker import Walker


def _polynomial(step: Any, stream: Stream, _: Walker) -> Stream:
    degree = step.degree
    low, high = (0, degree) if isinstance(degree, int) else map(int, degree)
    width, name = int(step.n_output_features_), f"PolynomialFeatures(degree={degree})"
    if not 1 <= high <= products.MAX_DEGREE or width > products.MAX_PRODUCTS:
        raise InputError(
            f"{name} of {stream.count} columns, which makes {width}, is not supported; expected a "
            f"degree from 1 to {products.MAX_DEGREE} and at most {products.MAX_PRODUCTS} columns: "
            "select or project first, by SelectKBest or TruncatedSVD"
        )
    fields = {
        "low": max(low, 1),
        "high": high,
        "constant": bool(step.include_bias),
        "repeats": not step.interaction_only,
    }
    tree = Tree("products", width, fields, {}, (stream.compact().tree,))
    return Stream(tree, plain_space(width, stream.space.dense))


def _power(step: Any, stream: Stream, _: Walker) -> Stream:
    if step.method != "yeo-johnson":
        raise InputError(
            f"PowerTransformer(method={step.method!r}) is not supported, because a column that a "
            "text does not have is 0; expected 'yeo-johnson'"
        )
    compact = stream.compact()
    arrays = {"exponents": np.asarray(step.lambdas_, dtype=np.float64)}
    made = compact.over(Tree("power", compact.count, {}, arrays, (compact.tree,)), dense=True)
    if not step.standardize:
        return made
    factors = 1.0 / step._scaler.scale_
    return made.scaled(factors, -step._scaler.mean_ * factors)


def _imputer(step: Any, stream: Stream, _: Walker) -> Stream:
    """Keep the columns that had a number: a text has all of its numbers."""
    missing, indicator = step.missing_values, step.indicator_
    if not (missing is None or missing != missing) or (indicator and indicator.features_.size):
        raise InputError(
            f"SimpleImputer(missing_values={missing!r}, add_indicator={step.add_indicator}) is not "
            "supported: a text misses no number; expected missing_values=numpy.nan, and no column "
            "of an indicator"
        )
    kept = [value is not None and value == value for value in step.statistics_]
    if step.keep_empty_features:
        return stream
    return stream.selected(np.flatnonzero(kept))


STEPS = {
    "sklearn.PolynomialFeatures": _polynomial,
    "sklearn.PowerTransformer": _power,
    "sklearn.SimpleImputer": _imputer,
}
