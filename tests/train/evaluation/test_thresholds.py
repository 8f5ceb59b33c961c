"""The threshold is chosen as asked, and a published model obeys it."""

import pytest

from tests.support.parity import TRAINING
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.predictions import Prediction, Predictions
from train.evaluation.thresholds import Choice, apply_threshold, choose
from train.fit import fit
from train.recipes.catalog import RECIPES

TWO = ("ham", "spam")


def predictions(ham: list[float], spam: list[float]) -> Predictions:
    """Return what a model said: the probability of spam per text, by true class."""
    rows = [("ham", p) for p in ham] + [("spam", p) for p in spam]
    said = [Prediction(str(n), label, TWO[p > 0.5], p) for n, (label, p) in enumerate(rows)]
    return Predictions(TWO, tuple(said))


def blocked(threshold: float, found: Predictions) -> int:
    rows = apply_threshold(threshold, found).rows
    return sum((row.label, row.predicted) == TWO for row in rows)


@pytest.mark.parametrize(
    ("ham", "share", "threshold"),
    [
        pytest.param([0.1, 0.6, 0.8, 0.9], 0.0, 0.9, id="none-may-be-blocked"),
        pytest.param([0.1, 0.6, 0.8, 0.9], 0.24, 0.9, id="less-than-one-text"),
        pytest.param([0.1, 0.6, 0.8, 0.9], 0.5, 0.6, id="half"),
        pytest.param([0.1, 0.2, 0.3, 0.4], 0.0, 0.5, id="never-under-one-half"),
        pytest.param([0.6, 0.9, 0.9, 0.9], 0.25, 0.9, id="a-tie-is-blocked-wholly-or-not"),
        pytest.param([0.6, 0.8, 0.8, 0.9], 0.5, 0.8, id="a-tie-at-the-threshold"),
        pytest.param([0.6, 0.9], 1.0, 0.5, id="all-may-be-blocked"),
        pytest.param([], 0.1, 0.5, id="no-ham"),
        pytest.param([0.9], 0.5, 0.9, id="one-ham"),
    ],
)
def test_a_share_gives_the_lowest_threshold_that_keeps_it(
    ham: list[float], share: float, threshold: float
) -> None:
    found = predictions(ham, [0.55, 0.95])
    assert choose(Choice(max_blocked_ham=share), found) == threshold
    assert blocked(threshold, found) <= share * len(ham)


def test_spam_has_no_say_in_a_share() -> None:
    asked = Choice(max_blocked_ham=0.0)
    assert choose(asked, predictions([0.6], [0.99])) == choose(asked, predictions([0.6], [0.01]))


def test_a_share_that_no_threshold_can_keep_is_refused() -> None:
    with pytest.raises(InputError):
        choose(Choice(max_blocked_ham=0.0), predictions([0.1, 1.0], [1.0]))


def test_a_share_is_not_rounded_down_by_a_whole_text() -> None:
    found = predictions([0.5 + n / 1000 for n in range(100)], [])
    assert blocked(choose(Choice(max_blocked_ham=0.29), found), found) == 29


@pytest.mark.parametrize(
    ("cost", "threshold"),
    [
        pytest.param(1.0, 1 / 2, id="fewest-mistakes"),
        pytest.param(3.0, 3 / 4, id="ham-is-worth-three-spam"),
        pytest.param(0.25, 1 / 5, id="spam-is-worth-four-ham"),
    ],
)
def test_a_cost_gives_the_threshold_of_equal_losses(cost: float, threshold: float) -> None:
    assert choose(Choice(blocked_ham_cost=cost), predictions([0.9], [0.1])) == threshold


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param(Choice(max_blocked_ham=0.1), id="share"),
        pytest.param(Choice(blocked_ham_cost=1.0), id="cost"),
    ],
)
def test_three_classes_have_no_threshold(choice: Choice) -> None:
    with pytest.raises(InputError, match="two classes; found 3: food, travel, weather"):
        choose(choice, Predictions(("food", "travel", "weather"), ()))


@pytest.mark.parametrize(
    ("choice", "asked"),
    [
        pytest.param(Choice(), False, id="nothing"),
        pytest.param(Choice(max_blocked_ham=0.0), True, id="share-of-zero"),
        pytest.param(Choice(blocked_ham_cost=1.0), True, id="cost"),
    ],
)
def test_a_share_of_zero_is_asked_for(choice: Choice, asked: bool) -> None:
    assert choice.asked is asked


def test_a_probability_at_the_threshold_is_the_first_class() -> None:
    rows = apply_threshold(0.75, predictions([0.2, 0.75], [0.76])).rows
    assert [row.predicted for row in rows] == ["ham", "ham", "spam"]


def test_another_threshold_changes_the_predicted_class_alone() -> None:
    before = predictions([0.2, 0.6], [0.7])
    after = apply_threshold(0.65, before)
    assert [(row.key, row.label, row.probability) for row in after.rows] == [
        (row.key, row.label, row.probability) for row in before.rows
    ]


def test_a_model_obeys_its_threshold_in_the_service(small: Corpus) -> None:
    choice = Choice(blocked_ham_cost=99.0)
    model = fit(RECIPES["default"], small, folds=2, choice=choice).bundle().model()
    assert model.manifest.threshold == 99 / 100
    probabilities = model.classifier.probabilities(model.scores(TRAINING[0]))
    assert (probabilities or (0, 0))[1] == pytest.approx(0.97, abs=0.015)
    assert model.predict(TRAINING[0]) == "ham"
