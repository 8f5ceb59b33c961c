"""Forms made of forms are checked, and follow the formulas of docs/format-2.md."""

import math

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.kinds.form import MAX_DEPTH
from chalicelib.scoring.kinds.form_classifier import FormClassifier
from chalicelib.scoring.model_builder import read_scorer
from chalicelib.scoring.sparse_vector import BlockVector
from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.crafting import Fields, Raw, f64, i32, vectorizer_file
from tests.support.forms import form_file, linear, margin

TWO, THREE = ("a", "b"), ("a", "b", "c")
VECTOR = {0: 1.0, 1: 3.0}
"""A vector whose decision is 2 - 3 = -1 in `margin`."""


def read(
    form: Fields, tensors: dict[str, Raw], classes: tuple[str, ...] = TWO, link: str = "none"
) -> FormClassifier:
    raw = form_file(form, tensors, classes, link)
    scorer = read_scorer(raw, read_vectorizer(vectorizer_file()))
    assert isinstance(scorer, FormClassifier)
    return scorer


def margins(count: int, *intercepts: float) -> dict[str, Raw]:
    """Return the tensors of members that are discriminant functions of two classes."""
    values = [*intercepts, *[0.0] * count]
    return {
        name: raw
        for number in range(count)
        for name, raw in margin(f"form.{number}", values[number]).items()
    }


VOTE = {"kind": "vote", "take": "label", "shares": False, "total": 1.0, "members": [linear()] * 2}
VOTE_TENSORS = margins(2) | {"form.weights": f64(2.0, 1.0)}
SIGMOID = {
    "kind": "calibrated",
    "method": "sigmoid",
    "take": "decision",
    "own_label": False,
    "of": linear(),
}
SIGMOID_TENSORS = margin("form.of") | {"form.slope": f64(-1.0), "form.offset": f64(0.5)}
STEPS = SIGMOID | {"method": "steps"}
STEPS_TENSORS = margin("form.of") | {"form.x.0": f64(-2.0, 2.0), "form.y.0": f64(0.0, 1.0)}
WARM = {"kind": "calibrated", "method": "temperature", "take": "decision", "of": linear()}
WARM_TENSORS = margin("form.of") | {"form.beta": f64(2.0)}
STACK = {
    "kind": "stack",
    "members": [linear("logistic"), linear()],
    "take": ["probabilities", "label"],
    "passthrough": True,
    "final": linear(),
}
STACK_TENSORS = margins(2) | {
    "form.final.intercept": f64(0.0),
    "form.final.linear": f64(1.0, 10.0, 100.0, 1000.0, shape=[1, 4]),
}
REST: Fields = {"kind": "one_vs_rest", "take": "decision", "probabilities": True}
ONE = {"kind": "one_vs_one", "take": "decision", "members": [linear()] * 3}
CODES = {"kind": "codes", "take": "decision", "members": [linear()] * 2}
CODES_TENSORS = margins(2) | {"form.codes": i32(-1, -1, 1, -1, 1, 1, shape=[3, 2])}
CONSTANT_TENSORS = {"form.scores": f64(1.0, 2.0)}


def outcome(
    form: Fields,
    tensors: dict[str, Raw],
    classes: tuple[str, ...] = TWO,
    link: str = "none",
    values: dict[int, float] = VECTOR,
) -> tuple[tuple[float, ...], tuple[float, ...] | None]:
    classifier = read(form, tensors, classes, link)
    scores = classifier.scores([BlockVector([*values], [*values.values()], 1.0)])
    return tuple(scores), classifier.probabilities(scores)


def test_votes_of_labels_are_the_sums_of_the_weights() -> None:
    tensors = VOTE_TENSORS | margins(2, 5.0)
    assert outcome(VOTE, tensors) == ((1.0, 2.0), None)


def test_a_voter_that_lacks_a_class_votes_for_its_own() -> None:
    tensors = VOTE_TENSORS | margins(2, 5.0) | {"form.classes.0": i32(0, 2)}
    tensors |= {"form.classes.1": i32(2, 1)}
    assert outcome(VOTE, tensors, THREE) == ((0.0, 0.0, 3.0), None)


def test_shares_are_probabilities() -> None:
    form = VOTE | {"take": "probabilities", "shares": True, "total": 3.0}
    form["members"] = [linear("logistic")] * 2
    second = (2.0 / (1.0 + math.exp(-4.0)) + 1.0 / (1.0 + math.exp(1.0))) / 3.0
    scores, probabilities = outcome(form, VOTE_TENSORS | margins(2, 5.0), link="identity")
    assert scores == probabilities == pytest.approx((1.0 - second, second))


def test_a_sigmoid_gives_the_second_of_two_classes() -> None:
    second = 1.0 / (1.0 + math.exp(-1.0 * -1.0 + 0.5))
    scores, probabilities = outcome(SIGMOID, SIGMOID_TENSORS, link="identity")
    assert scores == probabilities == pytest.approx((1.0 - second, second))


def test_the_label_of_the_member_can_stand() -> None:
    scores, probabilities = outcome(STEPS | {"own_label": True}, STEPS_TENSORS, link="own")
    assert (scores, probabilities) == ((0.0, -1.0), (0.75, 0.25))


@pytest.mark.parametrize(
    ("decision", "second"), [(-2.0, 0.0), (-9.0, 0.0), (1.0, 0.75), (2.0, 1.0), (9.0, 1.0)]
)
def test_steps_are_straight_lines_between_points(decision: float, second: float) -> None:
    tensors = STEPS_TENSORS | margin("form.of", decision)
    assert outcome(STEPS, tensors, link="identity", values={})[1] == (1.0 - second, second)


def test_three_classes_without_any_probability_are_alike() -> None:
    tensors = {
        "form.of.intercept": f64(-9.0, -9.0, -9.0),
        "form.of.linear": f64(*[0.0] * 6, shape=[3, 2]),
    }
    for number in range(3):
        tensors |= {f"form.x.{number}": f64(0.0), f"form.y.{number}": f64(0.0)}
    third = 1.0 / 3.0
    assert outcome(STEPS, tensors, THREE, "identity")[1] == (third, third, third)


def test_two_of_three_classes_have_one_curve() -> None:
    tensors = STEPS_TENSORS | {"form.classes": i32(1, 2)}
    assert outcome(STEPS, tensors, THREE, "identity")[1] == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("form", "odds"),
    [
        pytest.param(WARM, math.exp(2.0 * -2.0), id="decision"),
        pytest.param(
            WARM | {"take": "probabilities", "of": linear("logistic")},
            math.exp(2.0 * -1.0),
            id="probabilities",
        ),
    ],
)
def test_a_temperature_is_a_softmax(form: Fields, odds: float) -> None:
    second = odds / (1.0 + odds)
    found = outcome(form, WARM_TENSORS, link="identity")[1]
    assert found == pytest.approx((1.0 - second, second))


def test_a_temperature_of_three_classes_is_a_softmax_of_their_scores() -> None:
    tensors = {
        "form.of.intercept": f64(0.0, 1.0, 2.0),
        "form.of.linear": f64(*[0.0] * 6, shape=[3, 2]),
        "form.beta": f64(2.0),
    }
    weights = [math.exp(2.0 * score) for score in (0.0, 1.0, 2.0)]
    expected = pytest.approx([weight / sum(weights) for weight in weights])
    assert outcome(WARM, tensors, THREE, "identity")[1] == expected


def test_a_stack_scores_what_its_members_say_and_the_vector() -> None:
    tensors = STACK_TENSORS | margins(2, 1.0, 5.0)  # the decisions are 0 and 4
    assert outcome(STACK, tensors) == ((0.0, 0.5 + 10.0 + 100.0 + 3000.0), None)


def test_a_stack_without_the_vector_scores_its_members_alone() -> None:
    form = STACK | {"passthrough": False, "take": ["probabilities", "decision"]}
    final = {"form.final.linear": f64(1.0, 10.0, shape=[1, 2])}
    tensors = STACK_TENSORS | margins(2, 1.0, 5.0) | final
    assert outcome(form, tensors) == ((0.0, 0.5 + 40.0), None)


def test_columns_are_cut_off_so_that_no_score_overflows() -> None:
    form = STACK | {"take": ["decision", "decision"]}
    tensors = STACK_TENSORS | {"form.final.linear": f64(1e50, 0.0, 0.0, 0.0, shape=[1, 4])}
    assert outcome(form, tensors, values={0: 1e120}) == ((0.0, 1e50 * 1e50), None)


def test_one_form_for_each_class_has_probabilities_that_are_divided_by_their_sum() -> None:
    form = REST | {"members": [linear("logistic")] * 3}
    scores, probabilities = outcome(form, margins(3, 1.0, 1.0, 1e4), THREE, "own")
    assert scores == (0.0, 0.0, 9999.0)
    assert probabilities == (0.25, 0.25, 0.5)


def test_probabilities_that_are_all_0_stay_0() -> None:
    form = REST | {"members": [linear("logistic")] * 3}
    assert outcome(form, margins(3, *[-1e4] * 3), THREE, "own")[1] == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("take", "scores"), [("decision", (0.0, 0.0)), ("probabilities", (0.5, 0.5))]
)
def test_two_classes_have_one_form(take: str, scores: tuple[float, ...]) -> None:
    form = REST | {"members": [linear("logistic")], "take": take}
    assert outcome(form, margins(1, 1.0), link="own") == (scores, (0.5, 0.5))


def test_each_pair_of_classes_votes_and_its_decision_breaks_ties() -> None:
    # Decisions of the pairs (a, b), (a, c), (b, c): 4 for b, -1 for a, 1 for c: one vote each.
    scores, _ = outcome(ONE, margins(3, 5.0, 0.0, 2.0), THREE)
    sums = (-4.0 + 1.0, 4.0 - 1.0, -1.0 + 1.0)
    assert scores == tuple(1.0 + total / (3 * (abs(total) + 1)) for total in sums)


@pytest.mark.parametrize(
    ("take", "first", "second"),
    [("decision", 0.0, -1.0 / 6.0), ("probabilities", 0.5, 1.0 / 6.0 / (0.5 + 1.0 / 2.0) / 1.5)],
)
def test_a_pair_of_two_classes(take: str, first: float, second: float) -> None:
    form = ONE | {"take": take, "members": [linear("logistic")]}
    tensors = margins(1, 0.0 if take == "decision" else 1.0)
    assert outcome(form, tensors)[0] == pytest.approx((first, second))


def test_the_nearest_code_wins() -> None:
    # The columns are 4 and -1, so the squares of the distances are 25, 9 and 13.
    scores, _ = outcome(CODES, CODES_TENSORS | margins(2, 5.0), THREE)
    assert [17.0 - score for score in scores] == [25.0, 9.0, 13.0]


def test_a_constant_form_is_always_the_same() -> None:
    tensors = CONSTANT_TENSORS | {"form.probabilities": f64(0.25, 0.75)}
    assert outcome({"kind": "constant"}, tensors, link="own") == ((1.0, 2.0), (0.25, 0.75))


def test_a_constant_form_can_have_no_probabilities() -> None:
    assert outcome({"kind": "constant"}, CONSTANT_TENSORS) == ((1.0, 2.0), None)


AFTER = {
    "kind": "after",
    "features": {"kind": "norm", "norm": "max", "of": {"kind": "blocks", "first": 0, "count": 1}},
    "of": linear(),
}


def test_a_form_sees_the_vector_after_more_steps() -> None:
    values = {0: 1.0, 1: 4.0}
    assert outcome(AFTER, margin("form.of"), values=values) == ((0.0, -0.5), None)


def test_steps_see_no_number_that_is_larger_than_that_of_a_block() -> None:
    form = AFTER | {"features": {"kind": "blocks", "first": 0, "count": 1}}
    assert outcome(form, margin("form.of"), values={1: 1e120}) == ((0.0, -1e109), None)


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
