"""Cross-validation: what it adds up, what it averages, and who has a say in a chosen threshold.

The recipe "known" learns nothing: each "win" multiplies the odds of spam by 3 and each "ask"
divides them by 3, so that "win win" is spam with probability 9/10, "win" with 3/4 and "ask" with
1/4, whatever it was fitted to. All other words are there to tell texts apart.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from tests.support import topics
from tests.support.parity import LABELS, TRAINING
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation import cross_validation as crossval
from train.evaluation.cross_validation import cross_validate, learning_curve, spread
from train.evaluation.predictions import text_key
from train.evaluation.protocols import Protocol, Split, distinct
from train.evaluation.thresholds import Choice
from train.recipes.catalog import RECIPES, Recipe

pytestmark = pytest.mark.no_cover

TOPICS = Corpus(topics.TEXTS, topics.LABELS, "0" * 64)
CORPUS = Corpus(TRAINING, LABELS, "0" * 64)
TEXTS = ["win win a", "ask b", "win win c", "ask d", "win e", "ask f", "win win g", "win h"]
TRUTH = ["ham", "ham", "spam", "spam", "ham", "ham", "spam", "spam"]
FIRST, SECOND = [0, 1, 2, 3], [4, 5, 6, 7]
"""Two folds: the highest probability of a ham text is 9/10 in the first, 3/4 in the second."""

NO_HAM_BLOCKED = Choice(max_blocked_ham=0.0)


def _known(texts: Sequence[str], labels: Sequence[str]) -> tuple[Any, Any, float | None]:
    del texts
    classifier = LogisticRegression()
    classifier.classes_ = np.unique(labels)
    classifier.coef_ = np.array([[-math.log(3), math.log(3)]])
    classifier.intercept_ = np.zeros(1)
    return CountVectorizer(vocabulary=["ask", "win"]).fit(["ask win"]), classifier, 0.5


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(RECIPES, "known", Recipe("known", _known))
    return "known"


def protocol(*splits: Split, folds: int) -> Protocol:
    return Protocol("by hand", "two folds", TEXTS, TRUTH, list(splits), folds)


TWO_FOLDS = protocol((SECOND, FIRST), (FIRST, SECOND), folds=2)


ACCURACY = (2 / 4, 3 / 4)


def test_a_figure_is_the_mean_and_the_deviation_over_the_folds(known: str) -> None:
    accuracy = cross_validate(known, TWO_FOLDS, Choice()).metrics["accuracy"]
    mean = sum(ACCURACY) / 2
    assert accuracy["mean"] == pytest.approx(mean)
    assert accuracy["std"] == pytest.approx(math.sqrt(sum((x - mean) ** 2 for x in ACCURACY) / 1))


def test_counts_are_added_up_over_the_folds(known: str) -> None:
    metrics = cross_validate(known, TWO_FOLDS, Choice()).metrics
    assert (metrics["protocol"], metrics["folds"], metrics["texts"]) == ("two folds", 2, 4 + 4)
    assert metrics["confusion"] == [[1 + 1, 1 + 1], [1 + 0, 1 + 2]]
    assert metrics["classes"] == ["ham", "spam"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([0.5, None, 1.0], {"mean": 0.75, "std": math.sqrt(2 / 16)}, id="one-left-out"),
        pytest.param([None, 0.5], {"mean": 0.5, "std": None}, id="one-left"),
        pytest.param([None, None], {"mean": None, "std": None}, id="none-left"),
    ],
)
def test_what_a_fold_does_not_define_is_left_out(
    values: list[float | None], expected: dict[str, float | None]
) -> None:
    assert spread([{"mcc": value} for value in values]) == {"mcc": pytest.approx(expected)}


def test_figures_by_class_are_averaged_class_by_class() -> None:
    folds: list[dict[str, Any]] = [
        {"recall": {"a": 0.5, "b": None}},
        {"recall": {"a": 1.0, "b": 0.25}},
    ]
    recall = spread(folds)["recall"]
    assert recall["a"]["mean"] == (0.5 + 1.0) / 2
    assert recall["b"] == {"mean": 0.25, "std": None}


def test_a_threshold_is_chosen_on_the_other_folds(known: str) -> None:
    found = cross_validate(known, TWO_FOLDS, NO_HAM_BLOCKED)
    # 3/4, of the second fold, on the first: "win win" is over it, be it ham or spam;
    # 9/10, of the first fold, on the second: nothing is over it.
    assert [row.predicted == "spam" for row in found.predictions.rows] == [
        *[True, False, True, False],
        *[False, False, False, False],
    ]


def test_the_figures_are_those_with_the_chosen_threshold(known: str) -> None:
    metrics = cross_validate(known, TWO_FOLDS, NO_HAM_BLOCKED).metrics
    assert metrics["confusion"] == [[1 + 2, 1 + 0], [1 + 2, 1 + 0]]
    assert metrics["blocked_ham"]["mean"] == (1 / 2 + 0 / 2) / 2
    assert metrics["accuracy"]["mean"] == (2 / 4 + 2 / 4) / 2


def test_a_threshold_changes_no_figure_of_the_probabilities(known: str) -> None:
    before = cross_validate(known, TWO_FOLDS, Choice()).metrics
    after = cross_validate(known, TWO_FOLDS, NO_HAM_BLOCKED).metrics
    names = ("average_precision", "brier", "calibration_error")
    assert [after[name] for name in names] == [before[name] for name in names]
    assert after.keys() == before.keys()


def test_another_repeat_in_which_a_text_stands_has_no_say(known: str) -> None:
    twice = protocol((SECOND, FIRST), (FIRST, SECOND), (FIRST, SECOND), (SECOND, FIRST), folds=2)
    metrics = cross_validate(known, twice, NO_HAM_BLOCKED).metrics
    assert metrics["confusion"] == [[2 * 3, 2 * 1], [2 * 3, 2 * 1]]


def test_of_a_single_split_the_threshold_is_chosen_on_the_training_part(known: str) -> None:
    found = cross_validate(known, protocol((SECOND, FIRST), folds=1), NO_HAM_BLOCKED)
    assert [row.predicted == "spam" for row in found.predictions.rows] == [True, False, True, False]
    found = cross_validate(known, protocol((FIRST, SECOND), folds=1), NO_HAM_BLOCKED)
    assert [row.predicted for row in found.predictions.rows] == ["ham"] * 4


def test_a_cost_is_worked_into_the_figures(known: str) -> None:
    metrics = cross_validate(known, TWO_FOLDS, Choice(blocked_ham_cost=5.0)).metrics
    assert metrics["confusion"] == [[3, 1], [2, 2]]  # of 3/4 and 9/10 the latter is over 5/6


def test_the_predictions_hold_each_distinct_text_once() -> None:
    found = cross_validate("tutorial", distinct(CORPUS, folds=2, repeats=2), Choice())
    rows = [(row.key, row.label) for row in found.predictions.rows]
    assert len(rows) == len(set(rows)) == len(set(TRAINING))
    assert set(rows) == {(text_key(t), label) for t, label in zip(TRAINING, LABELS, strict=True)}


@pytest.mark.parametrize("recipe", ["tutorial", "default"])
def test_the_same_run_gives_the_same_figures(recipe: str) -> None:
    cut = distinct(CORPUS, folds=2, repeats=1)
    assert cross_validate(recipe, cut, Choice()) == cross_validate(recipe, cut, Choice())


def test_three_classes_have_figures_by_class() -> None:
    metrics = cross_validate("tutorial", distinct(TOPICS, folds=3, repeats=1), Choice()).metrics
    assert "blocked_ham" not in metrics
    for figure in ("recall", "precision"):
        assert list(metrics[figure]) == ["food", "travel", "weather"]
        assert all(value.keys() == {"mean", "std"} for value in metrics[figure].values())


def test_three_classes_have_no_threshold_to_choose() -> None:
    with pytest.raises(InputError, match="a threshold is for two classes; found 3"):
        cross_validate("tutorial", distinct(TOPICS, folds=2, repeats=1), NO_HAM_BLOCKED)


def test_a_training_part_without_a_class_is_refused() -> None:
    with pytest.raises(InputError, match=r"\['ham'\] are left to train on"):
        cross_validate("tutorial", protocol(([0, 1], SECOND), folds=1), Choice())


def test_on_all_processors_the_figures_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = distinct(CORPUS, folds=2, repeats=1)
    alone = cross_validate("tutorial", cut, Choice())
    monkeypatch.setattr(crossval, "FEW_TEXTS", 0)
    assert cross_validate("tutorial", cut, Choice()) == alone


def test_on_all_processors_a_mistake_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crossval, "FEW_TEXTS", 0)
    cut = distinct(Corpus(["!", "?", ".", ","], ["a", "b"] * 2, ""), folds=2, repeats=1)
    with pytest.raises(InputError, match="cannot be vectorized"):
        cross_validate("tutorial", cut, Choice())


def test_the_learning_curve_learns_from_an_eighth_a_quarter_and_a_half() -> None:
    training = len(TOPICS.texts) * 2 // 3
    points = learning_curve("tutorial", distinct(TOPICS, folds=3, repeats=1))
    sizes = [size for size, _, _ in points]
    assert set(sizes) <= {round(training * share) for share in (1 / 8, 1 / 4, 1 / 2)}
    assert sizes[-1] == training // 2
    assert all(-1 <= mean <= 1 and deviation >= 0 for _, mean, deviation in points)


def test_too_few_texts_have_no_learning_curve() -> None:
    assert learning_curve("tutorial", distinct(CORPUS, folds=2, repeats=1)) == []
