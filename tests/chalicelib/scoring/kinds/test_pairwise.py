"""Scores and probabilities from the decisions of pairs."""

import math

import pytest

from chalicelib.scoring.kinds.pairwise import coupled, probabilities_of, scores_of

CYCLE = (1.0, -5.0, 1.0)
"""Class 0 beats 1, 2 beats 0, and 1 beats 2; the sums are -4, 0 and 4."""


def test_with_votes_the_first_of_the_classes_with_the_most_pairs_has_the_highest_score() -> None:
    shares = (1 - 4 / 15, 1.0, 1 + 4 / 15)
    assert scores_of(CYCLE, 3, votes=False) == pytest.approx(shares)
    assert scores_of(CYCLE, 3, votes=True) == pytest.approx(shares[::-1])


def test_a_decision_of_zero_is_for_the_second_class() -> None:
    assert scores_of([0.0], 2, votes=True) == (0.0, 5e-324)


def test_libsvm_counts_a_decision_of_zero_for_the_second_class_of_the_pair() -> None:
    # Class 1 wins (0, 1) at 0 and (1, 2), and so two pairs; 0 has the higher share.
    scores = scores_of([0.0, 1.0, 1.0], 3, votes=True)
    assert scores.index(max(scores)) == 1
    assert scores_of([0.0, 1.0, 1.0], 3, votes=False)[0] == max(scores)


def test_probabilities_are_at_least_a_ten_millionth() -> None:
    first, second = probabilities_of([1e6], [-1.0], [0.0], 2)
    assert 0.0 < second < 1e-3 < first
    assert math.isclose(first + second, 1.0)


def test_pairs_that_agree_give_their_common_probabilities() -> None:
    p = (0.5, 0.3, 0.2)
    pairs = [[a / (a + b) if a is not b else 0.0 for b in p] for a in p]
    assert coupled(pairs, 100) == pytest.approx(p, abs=0.01)


def test_the_iteration_ends_if_the_pairs_contradict_each_other() -> None:
    high, low = 1.0 - 1e-7, 1e-7
    pairs = [[0.0, high, low], [low, 0.0, high], [high, low, 0.0]]
    assert sum(coupled(pairs, 100)) == pytest.approx(1.0)


def test_the_iteration_ends_after_the_given_steps() -> None:
    assert coupled([[0.0, 0.9], [0.1, 0.0]], 0) == [0.5, 0.5]
