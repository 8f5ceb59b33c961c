"""Follow steps that scale and centre columns; they are folded into the classifier."""

from typing import Any

import numpy as np

from train.errors import InputError
from train.export.steps import tree as nodes
from train.export.steps.stream import Stream
from train.export.steps.walker import Walker


def _max_abs(scaler: Any, stream: Stream, _: Walker) -> Stream:
    scaled = stream.scaled(1 / np.asarray(scaler.scale_))
    return _clipped(scaler, scaled, (-1.0, 1.0)) if getattr(scaler, "clip", False) else scaled


def _standard(scaler: Any, stream: Stream, _: Walker) -> Stream:
    return _centred(stream, scaler.mean_ if scaler.with_mean else None, scaler.scale_)


def _robust(scaler: Any, stream: Stream, _: Walker) -> Stream:
    return _centred(stream, scaler.center_, scaler.scale_)


def _centred(stream: Stream, centre: Any, scale: Any) -> Stream:
    """Return (x - centre) / scale; rows that were centred are dense."""
    factors = np.ones(stream.count) if scale is None else 1 / np.asarray(scale)
    if centre is None:
        return stream.scaled(factors)
    return stream.scaled(factors, -np.asarray(centre) * factors).made(dense=True)


def _min_max(scaler: Any, stream: Stream, _: Walker) -> Stream:
    scaled = stream.scaled(scaler.scale_, scaler.min_).made(dense=True)
    return _clipped(scaler, scaled, scaler.feature_range) if scaler.clip else scaled


def _clipped(scaler: Any, stream: Stream, edges: tuple[float, float]) -> Stream:
    low, high = map(float, edges)
    if not low <= 0 <= high:
        raise InputError(
            f"{type(scaler).__name__}(clip=True, feature_range={edges}) is not supported; expected "
            "a range that contains 0, or clip=False"
        )
    settled = stream.settled()
    return settled.over(nodes.mapped(settled.tree, "clip", low=low, high=high))


STEPS = {
    "sklearn.MaxAbsScaler": _max_abs,
    "sklearn.StandardScaler": _standard,
    "sklearn.RobustScaler": _robust,
    "sklearn.MinMaxScaler": _min_max,
}
