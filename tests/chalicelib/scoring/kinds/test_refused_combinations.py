"""Forms made of forms that break a rule are refused."""

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.kinds.form import MAX_DEPTH
from tests.support.combined_forms import (
    AFTER,
    CODES,
    CODES_TENSORS,
    CONSTANT_TENSORS,
    ONE,
    REST,
    SIGMOID,
    SIGMOID_TENSORS,
    STACK,
    STACK_TENSORS,
    STEPS,
    STEPS_TENSORS,
    THREE,
    TWO,
    VOTE,
    VOTE_TENSORS,
    WARM,
    WARM_TENSORS,
    margins,
    read,
)
from tests.support.crafting import Fields, Raw, f64, i32
from tests.support.forms import linear, margin


def nested(depth: int) -> Fields:
    """Return stacks within one another."""
    member = nested(depth - 1) if depth else linear()
    return STACK | {"members": [member], "take": ["label"]}


@pytest.mark.parametrize(
    ("form", "tensors", "classes", "message"),
    [
        pytest.param(VOTE | {"members": []}, {}, TWO, "an array of 1 to 4000", id="no-voters"),
        pytest.param(VOTE | {"take": "decision"}, {}, TWO, "one of probabilities, label",
                     id="vote-take"),
        pytest.param(VOTE, {"form.weights": f64(1.0)}, TWO, r"expected \[2\]", id="weights"),
        pytest.param(VOTE, {"form.weights": f64(1.0, -1.0)}, TWO, "a weight is below 0",
                     id="negative-weight"),
        pytest.param(VOTE, {"form.weights": f64(0.0, 0.0)}, TWO, "none is 1e-50", id="no-weight"),
        pytest.param(VOTE | {"total": 3.0}, {}, TWO, "total is 3.0; expected", id="total"),
        pytest.param(VOTE | {"total": 2.0, "shares": True}, {}, TWO, "total is 2.0", id="shares"),
        pytest.param(VOTE | {"take": "probabilities"}, {}, TWO, "form '0' has no probabilities",
                     id="no-probabilities"),
        pytest.param(VOTE, {"form.classes.0": i32(0, 2)}, TWO, "integers from 0 to 2; expected 0",
                     id="class-number"),
        pytest.param(VOTE, {"form.classes.0": i32(1, 1)}, TWO, "each once", id="class-twice"),
        pytest.param(VOTE, {"form.classes.0": i32(shape=[0])}, TWO, "1 class number or more",
                     id="no-classes"),
        pytest.param(SIGMOID | {"method": "spline"}, {}, TWO, "sigmoid, steps, temperature",
                     id="method"),
        pytest.param(SIGMOID | {"take": "label"}, {}, TWO, "decision, probabilities", id="take"),
        pytest.param(SIGMOID, {"form.slope": f64(1.0, 2.0)}, TWO, r"expected \[1\]", id="slope"),
        pytest.param(SIGMOID | {"own_label": True}, {"form.classes": i32(0, 1)}, THREE,
                     "own_label is true and classes are missing", id="own-label"),
        pytest.param(STEPS, {"form.x.0": f64(2.0, 2.0)}, TWO, "each above the one before",
                     id="points"),
        pytest.param(STEPS, {"form.x.0": f64(), "form.y.0": f64()}, TWO, "1 number or more",
                     id="no-points"),
        pytest.param(STEPS, {"form.y.0": f64(0.0)}, TWO, r"expected \[2\]", id="lengths"),
        pytest.param(STEPS, {"form.y.0": f64(0.0, 1.5)}, TWO, "0.0 to 1.5; expected 0 to 1",
                     id="y"),
        pytest.param(WARM, {"form.beta": f64(-1.0)}, TWO, "beta is -1.0; expected 0 or more",
                     id="beta"),
        pytest.param(STACK | {"take": ["label"]}, {}, TWO, "an array of 2 to 2", id="takes"),
        pytest.param(STACK | {"take": ["label", 1]}, {}, TWO, "must contain only decision",
                     id="take-type"),
        pytest.param(STACK | {"passthrough": False}, {}, TWO, r"expected \[1, 2\]", id="width"),
        pytest.param(REST | {"members": [linear()] * 2}, {}, THREE, "an array of 3 to 3",
                     id="a-member-for-each-class"),
        pytest.param(REST | {"members": [linear()]}, margins(1), TWO, "'0' has no probabilities",
                     id="rest-probabilities"),
        pytest.param(REST | {"take": "probabilities", "probabilities": False, "members": []}, {},
                     TWO, "probabilities is false; expected true", id="rest-take"),
        pytest.param(ONE, {}, TWO, "an array of 1 to 1", id="pairs"),
        pytest.param(ONE, {}, tuple(map(str, range(91))), "4095 pairs; expected 1 to 4000",
                     id="too-many-pairs"),
        pytest.param(CODES, {"form.codes": i32(0, 1, 2, 0, 1, 1, shape=[3, 2])}, THREE,
                     "integers from 0 to 2; expected -1 to 1", id="codes"),
        pytest.param(CODES, {}, TWO, r"expected \[2, 2\]", id="codes-shape"),
        pytest.param({"kind": "constant"}, {}, THREE, r"expected \[3\]", id="constant"),
        pytest.param(AFTER | {"features": {"kind": "blocks", "first": 1, "count": 1}}, {}, TWO,
                     "form.features: field 'first'", id="blocks"),
        pytest.param({"kind": "average"}, {}, TWO, "expected one of constant", id="kind"),
        pytest.param(VOTE | {"weight": 1}, {}, TWO, "unknown field 'weight'", id="unknown-field"),
        pytest.param(nested(MAX_DEPTH), {}, TWO, "nested deeper than 8", id="depth"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused(
    form: Fields, tensors: dict[str, Raw], classes: tuple[str, ...], message: str
) -> None:
    own = {
        "vote": VOTE_TENSORS,
        "calibrated": {"sigmoid": SIGMOID_TENSORS, "steps": STEPS_TENSORS}.get(
            str(form.get("method")), WARM_TENSORS
        ),
        "stack": STACK_TENSORS,
        "one_vs_rest": margins(2),
        "one_vs_one": margins(3),
        "codes": CODES_TENSORS,
        "constant": CONSTANT_TENSORS,
    }
    with pytest.raises(FormatError, match=message):
        read(form, own.get(str(form["kind"]), {}) | tensors, classes)


def test_a_member_with_other_classes_is_refused() -> None:
    """A `one_vs_rest` of a single class would have the scores of two."""
    member = REST | {"members": [linear()], "probabilities": False}
    tensors = margin("form.0.0") | {"form.weights": f64(1.0), "form.classes.0": i32(1)}
    with pytest.raises(FormatError, match="form '0' has 2 scores; expected one for each class"):
        read(VOTE | {"members": [member]}, tensors)
