"""A row: a text, what is missing in any library, and what is refused."""

from decimal import Decimal

import numpy as np
import pytest

from chalicelib.errors import ColumnError
from chalicelib.frames.texts import checked_text


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(np.float32("nan"), id="float32"),
        pytest.param(np.float64("nan"), id="float64"),
        pytest.param(np.datetime64("NaT", "s"), id="datetime64"),
        pytest.param(np.timedelta64("NaT", "s"), id="timedelta64"),
        pytest.param(Decimal("nan"), id="decimal"),
    ],
)
def test_not_a_number_is_missing_whatever_its_type(value: object) -> None:
    assert checked_text(value) is None


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(np.float32(0.5), id="number"),
        pytest.param(np.datetime64("2026-01-31"), id="date"),
        pytest.param(np.array([np.nan]), id="array"),
        pytest.param(Decimal("snan"), id="not-comparable"),
    ],
)
def test_every_other_value_is_refused_by_its_type(value: object) -> None:
    with pytest.raises(ColumnError, match=f"^found a value of type {type(value).__name__};"):
        checked_text(value)
