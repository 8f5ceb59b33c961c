"""Forms made of forms are checked, and follow the formulas of docs/format-2.md."""

import math

import pytest

from chalicelib.scoring.sparse_vector import BlockVector
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

VECTOR = {0: 1.0, 1: 3.0}
"""A vector whose decision is 2 - 3 = -1 in `margin`."""


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


def test_a_form_sees_the_vector_after_more_steps() -> None:
    values = {0: 1.0, 1: 4.0}
    assert outcome(AFTER, margin("form.of"), values=values) == ((0.0, -0.5), None)


def test_steps_see_no_number_that_is_larger_than_that_of_a_block() -> None:
    form = AFTER | {"features": {"kind": "blocks", "first": 0, "count": 1}}
    assert outcome(form, margin("form.of"), values={1: 1e120}) == ((0.0, -1e109), None)
