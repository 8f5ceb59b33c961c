"""Two models are compared on the texts that both predicted."""

import pytest

from train.evaluation.comparison import Comparison, compare, in_common, mcnemar, worse_beyond_chance
from train.evaluation.predictions import Prediction, Predictions


def predictions(*rows: tuple[str, str, str]) -> Predictions:
    return Predictions(("ham", "spam"), tuple(Prediction(*row, 0.5) for row in rows))


def test_each_common_text_is_counted_by_the_models_that_label_it_right() -> None:
    first = predictions(
        ("a", "ham", "ham"), ("b", "ham", "ham"), ("c", "spam", "ham"), ("d", "spam", "ham")
    )
    second = predictions(
        ("d", "spam", "ham"), ("c", "spam", "spam"), ("b", "ham", "spam"), ("a", "ham", "ham")
    )
    assert compare(first, second) == Comparison(4, 1, 1, 1, 1, 1.0)


def test_texts_that_only_one_model_predicted_are_left_out() -> None:
    first = predictions(("a", "ham", "ham"), ("b", "ham", "ham"))
    second = predictions(("b", "ham", "ham"), ("c", "ham", "ham"))
    assert compare(first, second).texts == 1


def test_only_the_first_occurrence_of_a_key_counts() -> None:
    first = predictions(("a", "ham", "ham"), ("a", "ham", "spam"))
    second = predictions(("a", "ham", "ham"))
    assert compare(first, second) == Comparison(1, 1, 0, 0, 0, 1.0)
    assert compare(second, first) == Comparison(1, 1, 0, 0, 0, 1.0)


def test_a_text_with_two_different_true_labels_is_left_out() -> None:
    first = predictions(("a", "ham", "ham"), ("b", "ham", "ham"))
    second = predictions(("a", "spam", "spam"), ("b", "ham", "ham"))
    assert compare(first, second).texts == 1


def test_the_common_texts_are_in_the_same_order() -> None:
    first = predictions(("a", "ham", "ham"), ("b", "ham", "ham"), ("c", "ham", "ham"))
    second = predictions(("c", "ham", "spam"), ("x", "ham", "ham"), ("a", "ham", "ham"))
    kept = [[row.key for row in common.rows] for common in in_common(first, second)]
    assert kept == [["a", "c"], ["a", "c"]]


def test_models_without_common_texts_compare_as_equal() -> None:
    nothing = predictions()
    assert compare(nothing, predictions(("a", "ham", "ham"))) == Comparison(0, 0, 0, 0, 0, 1.0)


@pytest.mark.parametrize(
    ("only_first", "only_second", "p_value"),
    [
        pytest.param(0, 0, 1.0, id="nothing distinguishes them"),
        pytest.param(4, 4, 1.0, id="even"),
        pytest.param(1, 5, 2 * (1 + 6) / 2**6, id="first behind"),
        pytest.param(5, 1, 2 * (1 + 6) / 2**6, id="first ahead"),
    ],
)
def test_mcnemars_p_value_is_binomial(only_first: int, only_second: int, p_value: float) -> None:
    assert mcnemar(only_first, only_second) == pytest.approx(p_value, rel=1e-12)


@pytest.mark.parametrize(
    ("only_first", "only_second", "worse"),
    [
        pytest.param(0, 5, True, id="1/32"),
        pytest.param(0, 4, False, id="1/16"),
        pytest.param(5, 0, False, id="better"),
        pytest.param(0, 0, False, id="equal"),
    ],
)
def test_the_test_for_worse_is_one_sided(only_first: int, only_second: int, worse: bool) -> None:
    texts = only_first + only_second
    comparison = Comparison(texts, 0, only_first, only_second, 0, mcnemar(only_first, only_second))
    assert worse_beyond_chance(comparison) == worse


def test_the_level_can_be_stricter() -> None:
    comparison = Comparison(5, 0, 0, 5, 0, mcnemar(0, 5))
    assert not worse_beyond_chance(comparison, level=0.03)
