"""The form "spread": rows vote with shares; its reader refuses what breaks a rule."""

import math

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.kinds.form_classifier import FormClassifier
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.crafting import Raw, f64
from tests.support.form_files import form_classifier

TENSORS = {
    "offset": f64(-1.0, -4.0),
    "square": f64(-1.0, -1.0),
    "matrix": f64(2.0, 0.0, 4.0, 0.0, shape=[2, 2]),
    "shares": f64(1.0, 0.25, 0.0, 0.75, shape=[2, 2]),
}
"""exp(-|x - v|^2) for v = (1, 0), all of the first class, and v = (2, 0), a quarter of it."""


def spread(**tensors: Raw) -> FormClassifier:
    return form_classifier({"kind": "spread"}, TENSORS | tensors, 2, "identity")


def test_rows_vote_by_their_nearness_with_their_shares() -> None:
    read = spread()
    near, far = math.exp(-0.25), math.exp(-2.25)
    scores = read.scores([BlockVector([0], [0.5], 1.0)])
    assert scores == pytest.approx(((near + far / 4) / (near + far), 0.75 * far / (near + far)))
    assert read.label(scores) == "class 0"
    assert read.label(read.scores([BlockVector([0], [9.0], 1.0)])) == "class 1"


def test_far_from_all_rows_the_classes_are_equal() -> None:
    assert spread().scores([BlockVector([0, 1], [1e125, -1e125], 1.0)]) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        pytest.param({"shares": f64(1.0, 0.2, 0.0, 1.1, shape=[2, 2])}, "from 0 to 1", id="above"),
        pytest.param({"shares": f64(1.0, -0.2, 0.0, 1.0, shape=[2, 2])}, "from 0 to 1", id="below"),
        pytest.param({"shares": f64(1.0, 0.0)}, r"expected \[2, 2\]", id="shape"),
        pytest.param({"offset": f64()}, "0 rows; expected 1 to 100000", id="rows"),
        pytest.param({"common": f64(1.0)}, r"expected \[2\]", id="common"),
    ],
)
def test_a_broken_rule_is_refused(tensors: dict[str, Raw], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        spread(**tensors)
