"""The threshold achieves its goal, and a published model obeys it."""

import pytest

from tests.support.parity import TRAINING
from tests.support.topics import LABELS, TEXTS
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.predictions import Prediction, Predictions
from train.evaluation.protocols import distinct
from train.evaluation.thresholds import (
    ThresholdGoal,
    apply_threshold,
    check_goal,
    choose_threshold,
)
from train.fit import fit
from train.recipes.catalog import RECIPES

TWO = ("ham", "spam")


def predictions(ham: list[float], spam: list[float]) -> Predictions:
    """Return predictions with these probabilities of spam, by true class."""
    rows = [("ham", p) for p in ham] + [("spam", p) for p in spam]
    made = [Prediction(str(n), label, TWO[p > 0.5], p) for n, (label, p) in enumerate(rows)]
    return Predictions(TWO, tuple(made))


def blocked(threshold: float, original: Predictions) -> int:
    rows = apply_threshold(threshold, original).rows
    return sum((row.label, row.predicted) == TWO for row in rows)


@pytest.mark.parametrize(
    ("ham", "share", "threshold"),
    [
        pytest.param([0.1, 0.6, 0.8, 0.9], 0.0, 0.9, id="none-may-be-blocked"),
        pytest.param([0.1, 0.6, 0.8, 0.9], 0.24, 0.9, id="less-than-one-text"),
        pytest.param([0.1, 0.6, 0.8, 0.9], 0.5, 0.6, id="half"),
        pytest.param([0.1, 0.2, 0.3, 0.4], 0.0, 0.5, id="never-below-one-half"),
        pytest.param([0.6, 0.9, 0.9, 0.9], 0.25, 0.9, id="a-tie-is-blocked-as-a-whole"),
        pytest.param([0.6, 0.8, 0.8, 0.9], 0.5, 0.8, id="a-tie-at-the-threshold"),
        pytest.param([0.6, 0.9], 1.0, 0.5, id="all-may-be-blocked"),
        pytest.param([], 0.1, 0.5, id="no-ham"),
        pytest.param([0.9], 0.5, 0.9, id="one-ham"),
    ],
)
def test_a_share_gives_the_lowest_threshold_that_keeps_it(
    ham: list[float], share: float, threshold: float
) -> None:
    original = predictions(ham, [0.55, 0.95])
    assert choose_threshold(ThresholdGoal(max_blocked_ham=share), original) == threshold
    assert blocked(threshold, original) <= share * len(ham)


def test_spam_does_not_influence_the_threshold_of_a_share() -> None:
    goal = ThresholdGoal(max_blocked_ham=0.0)
    assert choose_threshold(goal, predictions([0.6], [0.99])) == choose_threshold(
        goal, predictions([0.6], [0.01])
    )


def test_a_share_that_no_threshold_keeps_is_refused() -> None:
    with pytest.raises(InputError, match="the model is certain that 1 of 2 are 'spam'"):
        choose_threshold(ThresholdGoal(max_blocked_ham=0.0), predictions([0.1, 1.0], [1.0]))


def test_a_share_is_not_rounded_down_by_a_whole_text() -> None:
    original = predictions([0.5 + n / 1000 for n in range(100)], [])
    assert blocked(choose_threshold(ThresholdGoal(max_blocked_ham=0.29), original), original) == 29


@pytest.mark.parametrize(
    ("cost", "threshold"),
    [
        pytest.param(1.0, 1 / 2, id="fewest-mistakes"),
        pytest.param(3.0, 3 / 4, id="ham-is-worth-three-spam"),
        pytest.param(0.25, 1 / 5, id="spam-is-worth-four-ham"),
    ],
)
def test_a_cost_gives_the_threshold_of_equal_losses(cost: float, threshold: float) -> None:
    assert (
        choose_threshold(ThresholdGoal(blocked_ham_cost=cost), predictions([0.9], [0.1]))
        == threshold
    )


@pytest.mark.parametrize(
    "goal",
    [
        pytest.param(ThresholdGoal(max_blocked_ham=0.1), id="share"),
        pytest.param(ThresholdGoal(blocked_ham_cost=1.0), id="cost"),
    ],
)
def test_three_classes_have_no_threshold(goal: ThresholdGoal) -> None:
    with pytest.raises(InputError, match="two classes; found 3: food, travel, weather"):
        check_goal(goal, distinct(Corpus(TEXTS, LABELS, ""), folds=2, repeats=1))


def test_without_a_positive_class_a_threshold_asks_for_one() -> None:
    opinions = distinct(Corpus(["a", "b", "c", "d"], ["pos", "neg"] * 2, ""), 2, 1)
    check_goal(ThresholdGoal(), opinions)
    with pytest.raises(InputError, match="name 'neg' or 'pos' with --positive"):
        check_goal(ThresholdGoal(max_blocked_ham=0.1), opinions)


@pytest.mark.parametrize(
    ("goal", "is_set"),
    [
        pytest.param(ThresholdGoal(), False, id="nothing"),
        pytest.param(ThresholdGoal(max_blocked_ham=0.0), True, id="share-of-zero"),
        pytest.param(ThresholdGoal(blocked_ham_cost=1.0), True, id="cost"),
    ],
)
def test_a_share_of_zero_is_a_goal(goal: ThresholdGoal, is_set: bool) -> None:
    assert goal.is_set is is_set


def test_a_probability_at_the_threshold_is_the_first_class() -> None:
    rows = apply_threshold(0.75, predictions([0.2, 0.75], [0.76])).rows
    assert [row.predicted for row in rows] == ["ham", "ham", "spam"]


def test_another_threshold_changes_only_the_predicted_class() -> None:
    before = predictions([0.2, 0.6], [0.7])
    after = apply_threshold(0.65, before)
    assert [(row.key, row.label, row.probability) for row in after.rows] == [
        (row.key, row.label, row.probability) for row in before.rows
    ]


def test_a_model_obeys_its_threshold_in_the_service(small: Corpus) -> None:
    goal = ThresholdGoal(blocked_ham_cost=99.0)
    model = fit(RECIPES["default"], small, folds=2, goal=goal).bundle().model()
    assert model.manifest.threshold == 99 / 100
    probabilities = model.classifier.probabilities(model.scores(TRAINING[0]))
    assert (probabilities or (0, 0))[1] == pytest.approx(0.97, abs=0.015)
    assert model.predict(TRAINING[0]) == "ham"
