"""The form "kernel": its reader refuses what breaks a rule, and no score overflows."""

import math
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.kinds.form_classifier import FormClassifier
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.crafting import Fields, Raw, f64
from tests.support.form_files import form_classifier, i32

VECTORS = {
    "offset": f64(0.5, -0.5, 0.0),
    "starts": i32(0, 2, 3),
    "rows": i32(0, 1, 2),
    "values": f64(1.0, 2.0, 3.0),
    "sizes": i32(2, 1),
    "coefficients": f64(1.0, -2.0, 0.5, shape=[1, 3]),
    "intercepts": f64(0.25),
}
PAIRS = {"offset": f64(0.0, 0.0, 0.0), "matrix": f64(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, shape=[3, 2])}


def machine(
    kernel: str = "linear", fields: Fields | None = None, classes: int = 2, **tensors: Raw | None
) -> FormClassifier:
    """Read a machine of two columns; None removes a tensor."""
    changed = (PAIRS if kernel == "none" else VECTORS) | tensors
    form = {"kind": "kernel", "kernel": kernel, "votes": True} | (fields or {})
    found = {name: tensor for name, tensor in changed.items() if tensor is not None}
    return form_classifier(form, found, 2, "own" if "slopes" in found else "none", classes)


def test_a_decision_is_the_weighted_sum_of_the_similarities() -> None:
    # x = (2, 10): u = (0.5 + 1 * 2, -0.5 + 2 * 2, 3 * 10); 2.5 - 2 * 3.5 + 0.5 * 30 + 0.25
    assert machine().scores([BlockVector([0, 1], [2.0, 10.0], 1.0)]) == (0.0, -10.75)


def test_a_column_may_be_common_to_all_rows() -> None:
    # x = (0, 10): each u is 10 * 0.1 more; 1.5 - 2 * 0.5 + 0.5 * 31 + 0.25
    read = machine(common=f64(0.0, 0.1))
    assert read.scores([BlockVector([1], [10.0], 1.0)]) == (0.0, -16.25)


def test_rows_of_pairs_are_decisions() -> None:
    # Decisions 1, 3 and 5: class 0 wins two pairs, class 1 one.
    scores = machine("none", classes=3).scores([BlockVector([0], [1.0], 1.0)])
    assert [round(score) for score in scores] == [2, 1, 0]


@pytest.mark.parametrize(
    ("kernel", "fields", "classes", "tensors", "message"),
    [
        pytest.param("cubic", {}, 2, {}, "field 'kernel' is \"cubic\"", id="kernel"),
        pytest.param("poly", {"degree": 1001}, 2, {}, "integer from 0 to 1000", id="degree"),
        pytest.param("linear", {"votes": 1}, 2, {}, "true or false", id="votes"),
        pytest.param("linear", {}, 2, {"starts": i32(1, 2, 3)}, "ascend from 0 to 3", id="start"),
        pytest.param("linear", {}, 2, {"starts": i32(0, 2, 2)}, "ascend from 0 to 3", id="end"),
        pytest.param("linear", {}, 2, {"starts": i32(0, 3, 2)}, "ascend from 0 to 3", id="order"),
        pytest.param("linear", {}, 2, {"starts": i32(0, 3)}, r"expected \[3\]", id="columns"),
        pytest.param("linear", {}, 2, {"starts": i32(0, 4, 3)}, "expected 0 to 3", id="beyond"),
        pytest.param("linear", {}, 2, {"rows": i32(0, 1, 3)}, "expected 0 to 2", id="row"),
        pytest.param("linear", {}, 2, {"values": f64(1.0)}, r"expected \[3\]", id="values"),
        pytest.param("linear", {}, 2, {"sizes": i32(2, 2)}, "sum 4; expected 3", id="sizes"),
        pytest.param("linear", {}, 2, {"offset": f64()}, "0 rows; expected 1 to 100000", id="none"),
        pytest.param("linear", {}, 3, {}, r"'form.sizes' has shape \[2\]", id="classes"),
        pytest.param("linear", {}, 2, {"intercepts": None}, "'form.intercepts' is missing",
                     id="intercepts"),
        pytest.param("linear", {}, 2, {"square": f64(1.0, 1.0)}, "unknown tensor 'form.square'",
                     id="square"),
        pytest.param("rbf", {}, 2, {}, "'form.square' is missing", id="no-square"),
        pytest.param("none", {}, 2, {}, "3 rows; expected 1, one for each pair", id="pairs"),
        pytest.param("linear", {}, 2, {"slopes": f64(1.0)}, "'form.offsets' is missing",
                     id="offsets"),
        pytest.param("linear", {}, 129, {"slopes": f64(1.0), "sizes": i32(3, *[0] * 128)},
                     "129 classes; expected at most 128", id="coupled"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_refused(
    kernel: str, fields: Fields, classes: int, tensors: dict[str, Raw], message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        machine(kernel, fields, classes, **tensors)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(
    ("kernel", "fields"),
    [("rbf", {}), ("poly", {"degree": 3}), ("poly", {"degree": 1000}), ("poly", {"degree": 0}),
     ("sigmoid", {}), ("linear", {})],
)  # fmt: skip
def test_no_score_overflows(kernel: str, fields: Fields, sign: float) -> None:
    large: dict[str, Any] = {
        "offset": f64(*[1e50 * sign] * 3),
        "values": f64(*[1e50 * sign] * 3),
        "coefficients": f64(*[1e50] * 3, shape=[1, 3]),
        "intercepts": f64(1e50),
        "slopes": f64(-1e50),
        "offsets": f64(1e50),
    }
    if kernel == "rbf":
        large["square"] = f64(-1e50, 1e50)
    read = machine(kernel, fields, **large)
    # The largest x_j is chalicelib.scoring.features.reader.LARGEST.
    scores = read.scores([BlockVector([0, 1], [1e125, -1e125], 1.0)])
    assert all(map(math.isfinite, scores))
    assert all(map(math.isfinite, scores.probabilities or [math.nan]))
