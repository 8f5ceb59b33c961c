"""Each node of the features computes its formula, and the reader refuses what breaks a rule."""

import math

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.features.reader import MAX_DEPTH, MAX_NODES
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.crafting import Fields, Raw, f64
from tests.support.feature_trees import ALL, FIRST, SECOND, columns, features, of


@pytest.mark.parametrize(
    ("node", "tensors", "expected"),
    [
        pytest.param(ALL, {}, [3.0, -4.0, 0.5], id="blocks"),
        pytest.param(SECOND, {}, [0.5], id="later-block"),
        pytest.param({"kind": "union", "of": [SECOND, FIRST]}, {}, [0.5, 3.0, -4.0], id="union"),
        pytest.param(of("scale"), {"scale": f64(2.0, 0.0)}, [6.0, 0.0], id="scale"),
        pytest.param(
            of("scale"), {"scale": f64(2.0, 0.5), "shift": f64(1.0, 0.0)}, [7.0, -2.0], id="shift"
        ),
        pytest.param(
            of("scale", ALL),
            {"scale": f64(0.0, 0.0, 1.0), "shift": f64(1.0, 0.0, -0.5)},
            [1.0, 0.0, 0.0],
            id="shift-to-zero",
        ),
        pytest.param(of("norm", norm="l1"), {}, [3 / 7, -4 / 7], id="l1"),
        pytest.param(of("norm", norm="l2"), {}, [0.6, -0.8], id="l2"),
        pytest.param(of("norm", norm="max"), {}, [0.75, -1.0], id="max"),
        pytest.param(of("abs"), {}, [3.0, 4.0], id="abs"),
        pytest.param(of("log1p"), {}, [math.log(4), 0.0], id="log1p"),
        pytest.param(of("sqrt"), {}, [math.sqrt(3), 0.0], id="sqrt"),
        pytest.param(of("sublinear"), {}, [1 + math.log(3), 0.0], id="sublinear"),
        pytest.param(of("square"), {}, [9.0, 16.0], id="square"),
        pytest.param(of("sign"), {}, [1.0, -1.0], id="sign"),
        pytest.param(of("sign", SECOND), {}, [1.0], id="sign-of-one"),
        pytest.param(of("tanh"), {}, [math.tanh(3), -math.tanh(4)], id="tanh"),
        pytest.param(of("sin"), {}, [math.sin(3), -math.sin(4)], id="sin"),
        pytest.param(
            of("wave", frequency=2, phase=0.5),
            {},
            [math.sqrt(3) * math.sin(2 * math.log(3) + 0.5), 0.0],
            id="wave",
        ),
        pytest.param(of("above", threshold=2.5), {}, [1.0, 0.0], id="above"),
        pytest.param(of("clip", low=-1, high=2.0), {}, [2.0, -1.0], id="clip"),
        pytest.param(
            of("project", width=2),
            {"offset": f64(10.0, 20.0), "matrix": f64(1.0, 2.0, 3.0, 4.0, shape=[2, 2])},
            [10.0 + 3 - 12, 20.0 + 6 - 16],
            id="project",
        ),
        pytest.param(
            of("scale", of("scale")), {"scale": f64(2.0, 2.0), "0_scale": f64(1.0, 3.0)},
            [6.0, -24.0], id="nested",
        ),
    ],
)  # fmt: skip
def test_a_node_computes_its_formula(
    node: Fields, tensors: dict[str, Raw], expected: list[float]
) -> None:
    read = features(node, **tensors)
    assert columns(read) == pytest.approx(expected)
    assert max(map(abs, expected)) <= read.largest


@pytest.mark.parametrize("norm", ["l1", "l2", "max"])
def test_a_vector_without_numbers_has_no_norm(norm: str) -> None:
    assert features(of("norm", norm=norm)).vector([BlockVector((), (), 1.0)] * 2) == {}


@pytest.mark.parametrize(
    ("node", "tensors", "message"),
    [
        pytest.param(of("cube"), {}, "'kind' is .cube.; expected one of blocks", id="kind"),
        pytest.param({**FIRST, "first": 2}, {}, "'first' is 2; expected .* 0 to 1", id="first"),
        pytest.param({**SECOND, "count": 2}, {}, "'count' is 2; expected .* 1 to 1", id="count"),
        pytest.param({**FIRST, "of": 1}, {}, "unknown field 'of'", id="unknown-field"),
        pytest.param({"kind": "union", "of": []}, {}, "an array of 1 to 64", id="empty-union"),
        pytest.param(of("scale"), {"scale": f64(1.0)}, "has shape .1.* expected .2.", id="shape"),
        pytest.param(of("norm", norm="l3"), {}, "expected one of l1, l2, max", id="norm"),
        pytest.param(of("above", threshold=-1), {}, "expected 0 or more", id="threshold"),
        pytest.param(of("clip", low=1, high=2), {}, "a range that contains 0", id="clip"),
        pytest.param(of("project", width=0), {}, "'width' is 0", id="width"),
        pytest.param(of("scale"), {"scale": f64(1e50, 1.0)}, "larger than 1e125", id="scale"),
        pytest.param(
            of("scale"),
            {"scale": f64(1.0, 1.0), "shift": f64(math.inf, 0.0)},
            "must be finite",
            id="infinite",
        ),
        pytest.param(
            of("project", width=1),
            {"offset": f64(0.0), "matrix": f64(0.0, -1e20, shape=[2, 1])},
            "larger than 1e125",
            id="matrix",
        ),
        pytest.param(
            {"kind": "union", "of": [{"kind": "union", "of": [FIRST] * MAX_NODES}]},
            {},
            "at most 64 nodes",
            id="nodes",
        ),
    ],
)
def test_a_tree_that_breaks_a_rule_is_refused(
    node: Fields, tensors: dict[str, Raw], message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        features(node, **tensors)


def test_a_tree_that_is_too_deep_is_refused() -> None:
    node = FIRST
    for _ in range(MAX_DEPTH):
        node = of("abs", node)
    assert features(node).width == 2
    with pytest.raises(FormatError, match="nested 8 deep"):
        features(of("abs", node))
