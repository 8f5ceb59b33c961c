"""A threshold of a column gives the same results as the threshold of the feature made of it."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from train.export.forms.trees.thresholds import column_thresholds, float32_floor
from train.export.space import Space

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)


@settings(max_examples=200, deadline=None)
@given(scale=numbers, shift=numbers, threshold=numbers, x=numbers, float32=st.booleans())
@example(scale=2.0, shift=0.0, threshold=0.5, x=0.25, float32=True)
@example(scale=-2.0, shift=0.0, threshold=0.5, x=-0.25, float32=False)
@example(scale=0.0, shift=1.0, threshold=0.5, x=1.0, float32=False)
@example(scale=1.0, shift=0.0, threshold=0.1, x=0.1, float32=True)
@example(scale=0.1, shift=0.3, threshold=0.1, x=-2.0, float32=True)
def test_a_column_is_at_most_its_threshold_if_the_feature_is(
    scale: float, shift: float, threshold: float, x: float, float32: bool
) -> None:
    space = Space(1, np.array([0]), np.array([scale]), np.array([shift]))
    made = column_thresholds(np.array([0]), np.array([threshold]), space, float32)
    limit = float(made.threshold[0])
    for value in (x, limit, np.nextafter(limit, -np.inf), np.nextafter(limit, np.inf)):
        if abs(value) > 1e49:  # no column has such a value
            continue
        feature = np.float32(value * scale + shift) if float32 else value * scale + shift
        column = np.float32(value) if made.float32 else value
        assert (float(feature) <= threshold) == ((float(column) <= limit) != made.swapped[0])


@given(numbers)
def test_the_floor_in_32_bits_is_the_highest_that_is_not_above(value: float) -> None:
    floor = np.float32(float32_floor(np.array([value]))[0])
    assert float(floor) <= value < float(np.nextafter(floor, np.float32(np.inf)))
