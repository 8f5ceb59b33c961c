"""Cross-validation: sums, means, and which predictions choose a threshold.

The recipe "known" learns nothing: each "win" multiplies the odds of spam by 3 and each "ask"
divides them by 3, so that "win win" is spam with probability 9/10, "win" with 3/4 and "ask" with
1/4, whatever it was fitted to. All other words only make the texts distinct.
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
from train.evaluation import cross_validation
from train.evaluation.cross_validation import (
    cross_validate,
    learning_curve,
    summarize_folds,
)
from train.evaluation.predictions import text_key
from train.evaluation.protocols import Protocol, Split, distinct
from train.evaluation.thresholds import ThresholdGoal
from train.recipes.catalog import RECIPES, Recipe
from train.recipes.fitted import Fitted
from train.unwanted import Unwanted

TOPICS = Corpus(topics.TEXTS, topics.LABELS, "0" * 64)
CORPUS = Corpus(TRAINING, LABELS, "0" * 64)
TEXTS = ["win win a", "ask b", "win win c", "ask d", "win e", "ask f", "win win g", "win h"]
TRUTH = ["ham", "ham", "spam", "spam", "ham", "ham", "spam", "spam"]
FIRST, SECOND = [0, 1, 2, 3], [4, 5, 6, 7]
"""Two folds: the highest probability of a ham text is 9/10 in the first, 3/4 in the second."""

NO_HAM_BLOCKED = ThresholdGoal(max_blocked_ham=0.0)


def _known(texts: Sequence[str], labels: Sequence[str], unwanted: Unwanted) -> Fitted:
    del texts, unwanted
    classifier = LogisticRegression()
    classifier.classes_ = np.unique(labels)
    classifier.coef_ = np.array([[-math.log(3), math.log(3)]])
    classifier.intercept_ = np.zeros(1)
    vectorizer = CountVectorizer(vocabulary=["ask", "win"]).fit(["ask win"])
    return Fitted(vectorizer, classifier, threshold=0.5)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(RECIPES, "known", Recipe("known", _known, least_texts=1))
    return "known"


def protocol(*splits: Split, folds: int) -> Protocol:
    return Protocol("by hand", "two folds", TEXTS, TRUTH, list(splits), folds, "spam")


FIRST_TESTS, SECOND_TESTS = Split(SECOND, FIRST), Split(FIRST, SECOND)
TWO_FOLDS = protocol(FIRST_TESTS, SECOND_TESTS, folds=2)
ACCURACY = (2 / 4, 3 / 4)


def test_a_metric_is_the_mean_and_standard_deviation_over_the_folds(known: str) -> None:
    accuracy = cross_validate(known, TWO_FOLDS, ThresholdGoal()).metrics["accuracy"]
    mean = sum(ACCURACY) / 2
    assert accuracy["mean"] == pytest.approx(mean)
    assert accuracy["std"] == pytest.approx(math.sqrt(sum((x - mean) ** 2 for x in ACCURACY) / 1))


def test_counts_are_summed_over_the_folds(known: str) -> None:
    metrics = cross_validate(known, TWO_FOLDS, ThresholdGoal()).metrics
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
def test_an_undefined_value_of_a_fold_is_left_out(
    values: list[float | None], expected: dict[str, float | None]
) -> None:
    assert summarize_folds([{"mcc": value} for value in values]) == {"mcc": pytest.approx(expected)}


def test_metrics_by_class_are_averaged_class_by_class() -> None:
    folds: list[dict[str, Any]] = [
        {"recall": {"a": 0.5, "b": None}},
        {"recall": {"a": 1.0, "b": 0.25}},
    ]
    recall = summarize_folds(folds)["recall"]
    assert recall["a"]["mean"] == (0.5 + 1.0) / 2
    assert recall["b"] == {"mean": 0.25, "std": None}


def test_a_threshold_is_chosen_on_the_other_folds(known: str) -> None:
    result = cross_validate(known, TWO_FOLDS, NO_HAM_BLOCKED)
    # 3/4, of the second fold, on the first: "win win" is over it, be it ham or spam;
    # 9/10, of the first fold, on the second: nothing is over it.
    assert [row.predicted == "spam" for row in result.predictions.rows] == [
        *[True, False, True, False],
        *[False, False, False, False],
    ]


def test_the_metrics_are_those_of_the_chosen_threshold(known: str) -> None:
    metrics = cross_validate(known, TWO_FOLDS, NO_HAM_BLOCKED).metrics
    assert metrics["confusion"] == [[1 + 2, 1 + 0], [1 + 2, 1 + 0]]
    assert metrics["blocked_ham"]["mean"] == (1 / 2 + 0 / 2) / 2
    assert metrics["accuracy"]["mean"] == (2 / 4 + 2 / 4) / 2


def test_a_threshold_changes_no_metric_of_the_probabilities(known: str) -> None:
    before = cross_validate(known, TWO_FOLDS, ThresholdGoal()).metrics
    after = cross_validate(known, TWO_FOLDS, NO_HAM_BLOCKED).metrics
    names = ("average_precision", "brier", "calibration_error")
    assert [after[name] for name in names] == [before[name] for name in names]
    assert after.keys() == before.keys()


def test_other_repeats_do_not_influence_a_threshold(known: str) -> None:
    twice = protocol(FIRST_TESTS, SECOND_TESTS, SECOND_TESTS, FIRST_TESTS, folds=2)
    metrics = cross_validate(known, twice, NO_HAM_BLOCKED).metrics
    assert metrics["confusion"] == [[2 * 3, 2 * 1], [2 * 3, 2 * 1]]


def test_with_a_single_split_the_training_part_chooses_the_threshold(known: str) -> None:
    result = cross_validate(known, protocol(FIRST_TESTS, folds=1), NO_HAM_BLOCKED)
    assert [row.predicted == "spam" for row in result.predictions.rows] == [
        True,
        False,
        True,
        False,
    ]
    result = cross_validate(known, protocol(SECOND_TESTS, folds=1), NO_HAM_BLOCKED)
    assert [row.predicted for row in result.predictions.rows] == ["ham"] * 4


def test_a_cost_changes_the_metrics(known: str) -> None:
    metrics = cross_validate(known, TWO_FOLDS, ThresholdGoal(blocked_ham_cost=5.0)).metrics
    assert metrics["confusion"] == [[3, 1], [2, 2]]  # of 3/4 and 9/10 the latter is over 5/6


def test_the_predictions_have_each_distinct_text_once() -> None:
    result = cross_validate("tutorial", distinct(CORPUS, folds=2, repeats=2), ThresholdGoal())
    rows = [(row.key, row.label) for row in result.predictions.rows]
    assert len(rows) == len(set(rows)) == len(set(TRAINING))
    assert set(rows) == {(text_key(t), label) for t, label in zip(TRAINING, LABELS, strict=True)}


@pytest.mark.parametrize("recipe", ["tutorial", "default"])
def test_the_same_run_gives_the_same_metrics(recipe: str) -> None:
    two_folds = distinct(CORPUS, folds=2, repeats=1)
    assert cross_validate(recipe, two_folds, ThresholdGoal()) == cross_validate(
        recipe, two_folds, ThresholdGoal()
    )


def test_three_classes_have_metrics_by_class() -> None:
    metrics = cross_validate(
        "tutorial", distinct(TOPICS, folds=3, repeats=1), ThresholdGoal()
    ).metrics
    assert "blocked_ham" not in metrics
    for name in ("recall", "precision"):
        assert list(metrics[name]) == ["food", "travel", "weather"]
        assert all(value.keys() == {"mean", "std"} for value in metrics[name].values())


def test_three_classes_have_no_threshold() -> None:
    with pytest.raises(InputError, match="a threshold needs two classes; found 3"):
        cross_validate("tutorial", distinct(TOPICS, folds=2, repeats=1), NO_HAM_BLOCKED)


def test_a_training_part_without_a_class_is_refused() -> None:
    with pytest.raises(InputError, match="the training part lacks 1 of 2 classes: 'spam'"):
        cross_validate("tutorial", protocol(Split([0, 1], SECOND), folds=1), ThresholdGoal())


def test_several_processes_give_the_same_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    two_folds = distinct(CORPUS, folds=2, repeats=1)
    one_process = cross_validate("tutorial", two_folds, ThresholdGoal())
    monkeypatch.setattr(cross_validation, "FEW_TEXTS", 0)
    assert cross_validate("tutorial", two_folds, ThresholdGoal()) == one_process


def test_a_mistake_in_another_process_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_validation, "FEW_TEXTS", 0)
    two_folds = distinct(Corpus(["!", "?", ".", ","], ["a", "b"] * 2, ""), folds=2, repeats=1)
    with pytest.raises(InputError, match="cannot be vectorized"):
        cross_validate("tutorial", two_folds, ThresholdGoal())


def test_the_learning_curve_trains_on_an_eighth_a_quarter_and_a_half() -> None:
    training = len(TOPICS.texts) * 2 // 3
    points = learning_curve("tutorial", distinct(TOPICS, folds=3, repeats=1))
    sizes = [size for size, _, _ in points]
    assert set(sizes) <= {round(training * share) for share in (1 / 8, 1 / 4, 1 / 2)}
    assert sizes[-1] == training // 2
    assert all(-1 <= mean <= 1 and deviation >= 0 for _, mean, deviation in points)


def test_too_few_texts_have_no_learning_curve() -> None:
    assert learning_curve("tutorial", distinct(CORPUS, folds=2, repeats=1)) == []


def test_a_class_too_rare_for_a_learning_curve_is_no_error_in_several_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cross_validation, "FEW_TEXTS", 0)
    rare = Corpus([*TRAINING, "odd one", "odd two"], LABELS + ["odd"] * 2, "0" * 64)
    assert learning_curve("tutorial", distinct(rare, folds=2, repeats=1)) == []
