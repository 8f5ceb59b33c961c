"""The smallest band that keeps the error, and what it says of the texts."""

from collections.abc import Iterator

import numpy as np
import pytest

from train.errors import InputError
from train.evaluation.predictions import Prediction, Predictions
from train.policy.unsure_band import choose_band, smallest_error, upper_limit


def two(*groups: tuple[str, float, int]) -> Predictions:
    """Return predictions of two classes: the label, the probability of spam, and how many."""
    return Predictions(("ham", "spam"), tuple(rows(groups)))


def rows(groups: tuple[tuple[str, float, int], ...]) -> Iterator[Prediction]:
    for label, probability, count in groups:
        predicted = "spam" if probability > 0.5 else "ham"
        for number in range(count):
            yield Prediction(f"{label}{probability}{number}", label, predicted, probability)


SURE = (("ham", 0.01, 1000), ("spam", 0.99, 1000))


def test_without_wrong_labels_no_text_is_unsure() -> None:
    chosen = choose_band(two(*SURE), 0.5, 0.01)
    assert chosen.band == {"from": 0.5, "to": 0.5}
    assert (chosen.texts, chosen.decided, chosen.wrong) == (2000, 2000, 0)
    assert not chosen.is_needed
    odd = choose_band(two(*SURE), 0.7953058765, 0.01).band
    assert odd["from"] <= 0.7953058765 <= odd["to"]


@pytest.mark.parametrize("threshold", [0.5, 0.9])
def test_a_band_holds_the_threshold_and_what_is_too_often_wrong(threshold: float) -> None:
    predictions = two(*SURE, ("spam", 0.4, 50), ("ham", 0.95, 50), ("ham", 0.2, 100))
    chosen = choose_band(predictions, threshold, 0.01)
    assert chosen.band["from"] <= min(threshold, 0.4)
    assert chosen.band["to"] >= 0.95
    assert (chosen.decided, chosen.wrong) == (2100, 0)
    assert "of 2,200 texts" in chosen.describe()
    assert "100 of 2,200 texts (4.5%) stay unsure" in chosen.describe()


def test_wrong_labels_that_the_error_allows_are_decided() -> None:
    chosen = choose_band(two(*SURE, ("spam", 0.1, 5), ("ham", 0.6, 60)), 0.5, 0.01)
    assert (chosen.wrong, chosen.decided) == (5, 2005)
    assert chosen.band["to"] == pytest.approx(0.600001)
    assert chosen.limit <= 0.01


def test_few_texts_need_an_upper_limit() -> None:
    few = two(("ham", 0.01, 100), ("spam", 0.99, 100))
    with pytest.raises(
        InputError, match=r"keeps the error at 0\.01: this needs 459 texts .* found 200 "
    ):
        choose_band(few, 0.5, 0.01)
    # 1 - 0.01^(1/200) is 0.0228, rounded up
    with pytest.raises(InputError, match=r"more texts; the smallest that works is 0\.023$"):
        choose_band(few, 0.5, 0.01)
    assert choose_band(few, 0.5, 0.03).decided == 200


@pytest.mark.parametrize("threshold", [0.5, None])
@pytest.mark.parametrize("error", [0.001, 0.02, 0.3])
def test_the_smallest_error_is_the_least_that_a_band_keeps(
    threshold: float | None, error: float
) -> None:
    groups = [(label, n / 100, 3) for n in range(1, 100) for label in ("ham", "spam")]
    predictions = two(("ham", 0.0, 60), ("spam", 1.0, 60), *groups)
    least = smallest_error(predictions, threshold, error)
    assert choose_band(predictions, threshold, least).limit <= least
    with pytest.raises(InputError, match=f"the smallest that works is {least:g}$"):
        choose_band(predictions, threshold, least - 0.001)


def test_more_bands_are_tried_than_for_an_error_that_is_too_small() -> None:
    # With no wrong label 80 of 1,000 texts are decided, with one wrong on each side all of them.
    groups = (("spam", 0.01, 1), ("ham", 0.02, 460), ("spam", 0.98, 460), ("ham", 0.99, 1))
    predictions = two(("ham", 0.001, 40), ("spam", 0.999, 40), *groups)
    assert smallest_error(predictions, 0.5, 0.0001) < 0.01


def test_no_error_is_named_that_only_luck_would_keep() -> None:
    one = two(("ham", 0.01, 1), ("spam", 0.99, 1))
    with pytest.raises(InputError, match=r"larger error, or train and test on more texts$"):
        choose_band(one, 0.5, 0.01)


def test_the_limit_holds_for_a_band_that_was_chosen_on_the_same_texts() -> None:
    random = np.random.default_rng(1)
    more = random.beta(0.12, 0.3, 200_000)  # a calibrated model's probabilities
    spam = random.random(more.size) < more
    exceeded = 0
    for _ in range(100):
        values = random.beta(0.12, 0.3, 1000)
        labels = np.where(random.random(1000) < values, "spam", "ham")
        chosen = choose_band(two(*zip(labels, values, [1] * 1000, strict=True)), 0.5, 0.02)
        below, above = more < chosen.band["from"], more > chosen.band["to"]
        wrong = (below & spam) | (above & ~spam)
        exceeded += wrong[below | above].mean() > chosen.limit
    assert exceeded <= 8


@pytest.mark.parametrize("seed", range(3))
def test_no_smaller_band_of_all_pairs_keeps_the_error(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = np.round(random.beta(0.4, 0.4, 500), 2)
    spam = random.random(500) < values
    labels = ["spam" if each else "ham" for each in spam]
    predictions = two(*((label, value, 1) for label, value in zip(labels, values, strict=True)))
    chosen = choose_band(predictions, 0.5, 0.05)
    ends = [n / 100 - 0.005 for n in range(102)]
    decided = []
    for low in (end for end in ends if end <= 0.5):
        for high in (end for end in ends if end >= 0.5):
            out = (values < low) | (values > high)
            wrong = int((spam & (values < low)).sum() + (~spam & (values > high)).sum())
            if upper_limit(np.array([float(wrong)]), np.array([float(out.sum())]))[0] <= 0.05:
                decided.append(int(out.sum()))
    assert chosen.decided == max(decided)


def test_without_a_positive_class_the_highest_probability_is_limited() -> None:
    predictions = two(*SURE, ("spam", 0.4, 50), ("ham", 0.45, 10))
    chosen = choose_band(predictions, None, 0.01)
    assert set(chosen.band) == {"below"}
    assert 0.6 < chosen.band["below"] < 0.99
    assert (chosen.decided, chosen.wrong) == (2000, 0)


def test_more_classes_have_the_probability_of_the_predicted_one() -> None:
    sure = [Prediction(str(n), "a", "a", 0.9) for n in range(500)]
    wrong = [Prediction(f"w{n}", "b", "c", 0.5) for n in range(40)]
    chosen = choose_band(Predictions(("a", "b", "c"), (*sure, *wrong)), None, 0.01)
    assert chosen.band == {"below": pytest.approx(0.9, abs=3e-6)}
    assert chosen.decided == 500


@pytest.mark.parametrize("probability", [None, float("nan")])
def test_without_probabilities_there_is_no_band(probability: float | None) -> None:
    found = () if probability is None else (Prediction("1", "ham", "ham", probability),)
    with pytest.raises(InputError, match="no predictions with probabilities"):
        choose_band(Predictions(("ham", "spam"), found), 0.5, 0.01)


def test_many_wrong_labels_are_thinned_out() -> None:
    groups = [("spam", n / 10_000, 4) for n in range(1, 1000)]
    chosen = choose_band(two(*groups, ("ham", 0.0, 10_000)), 0.5, 0.3)
    assert chosen.limit <= 0.3
