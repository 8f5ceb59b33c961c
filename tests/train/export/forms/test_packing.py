"""Packed trees lead each number to the leaf of the tree itself, also one equal to a threshold."""

import numpy as np
import pytest

from tests.support.tree_files import vector_of, written_and_read
from train.export.forms.trees.ensemble import ensemble
from train.export.forms.trees.packing import Tree
from train.export.space import plain_space


def side(threshold: float, value: float, *, float32: bool, missing_left: bool | None) -> str:
    """Return where a tree of one node sends a value; 0 is absent."""
    tree = Tree(
        feature=np.array([0, -1, -1]),
        threshold=np.array([threshold, 0.0, 0.0]),
        left=np.array([1, -1, -1]),
        right=np.array([2, -1, -1]),
        value=np.array([[0.0], [-1.0], [1.0]]),
        missing_left=None if missing_left is None else np.full(3, missing_left),
    )
    node = ensemble(
        [tree], plain_space(1), ("left", "right"), np.zeros(1), "softmax", float32=float32
    )
    read = written_and_read(node, 1)
    return read.label(read.scores(vector_of({0: value} if value else {})))


@pytest.mark.parametrize("float32", [True, False])
@pytest.mark.parametrize("missing_left", [None, True, False])
@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.5, -0.1, -0.3, -0.5])
def test_a_value_goes_left_if_it_is_at_most_the_threshold(
    threshold: float, missing_left: bool | None, float32: bool
) -> None:
    nearest = float(np.float32(threshold))
    for value in (threshold, nearest, *np.nextafter(np.float32(threshold), [-9, 9]).tolist()):
        seen = float(np.float32(value)) if float32 else value
        expected = "left" if seen <= threshold else "right"
        assert side(threshold, value, float32=float32, missing_left=missing_left) == expected


@pytest.mark.parametrize(
    ("threshold", "missing_left", "expected"),
    [
        pytest.param(0.5, None, "left", id="zero-is-low"),
        pytest.param(-0.5, None, "right", id="zero-is-high"),
        pytest.param(0.0, None, "left", id="zero-is-equal"),
        pytest.param(0.5, False, "right", id="missing-right"),
        pytest.param(-0.5, True, "left", id="missing-left"),
    ],
)
def test_an_absent_feature_is_0_or_goes_where_a_missing_one_goes(
    threshold: float, missing_left: bool | None, expected: str
) -> None:
    assert side(threshold, 0.0, float32=True, missing_left=missing_left) == expected
