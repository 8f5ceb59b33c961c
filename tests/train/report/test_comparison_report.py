"""One page compares two models."""

from tests.support.reports import BARE, EVIL, FACTS, MANY, METRICS, Page, two
from train.evaluation.comparison import compare
from train.evaluation.predictions import Predictions
from train.report.comparison_report import ComparedModel, comparison_report


def words_of(first: Predictions, second: Predictions) -> str:
    raw = comparison_report(
        ComparedModel(EVIL, FACTS, first),
        ComparedModel("old", FACTS, second),
        compare(first, second),
    )
    return Page(raw).text()


def test_both_models_are_named_and_counted() -> None:
    words = words_of(two(98, 2, 1, 199), two(90, 10, 1, 199))
    assert f"A {EVIL} B old" in words
    assert "Of every 100 texts, A labels 99.0 correctly and B 96.3." in words
    assert "A is better than B, and the difference is unlikely to be chance" in words


def test_mcnemars_table_counts_which_model_is_right() -> None:
    words = words_of(two(98, 2, 1, 199), two(90, 10, 1, 199))
    assert "A right 289 8 A wrong 0 3" in words
    assert "The 300 texts that both models were evaluated on." in words


def test_metrics_are_side_by_side() -> None:
    other = FACTS | {"metrics": METRICS | {"accuracy": 0.5}}
    shown = BARE.held_out
    raw = comparison_report(
        ComparedModel("a", FACTS, shown), ComparedModel("b", other, shown), compare(shown, shown)
    )
    assert "class is rare. 99.0% 50.0%" in Page(raw).text()


def test_without_a_positive_class_there_is_no_curve_of_recall() -> None:
    facts = FACTS | {"positive": None}
    first, second = (ComparedModel(name, facts, BARE.held_out) for name in ("a", "b"))
    words = Page(comparison_report(first, second, compare(BARE.held_out, BARE.held_out))).text()
    assert "Precision-recall curve" not in words
    assert "catch" not in words.casefold()


def test_both_curves_are_in_one_chart() -> None:
    words = words_of(two(98, 2, 1, 199), two(90, 10, 1, 199))
    assert "On the 300 texts in common" in words


def test_the_page_says_if_there_are_no_common_texts() -> None:
    nothing = Predictions(("ham", "spam"), ())
    words = words_of(BARE.held_out, nothing)
    assert "evaluated on no common texts, so they cannot be compared" in words
    assert "Agreement" not in words


def test_models_with_different_classes_are_compared_without_curves() -> None:
    first, second = BARE.held_out, MANY.held_out
    raw = comparison_report(
        ComparedModel("a", FACTS, first),
        ComparedModel("b", MANY.facts, second),
        compare(first, second),
    )
    words = Page(raw).text()
    assert "Recall, c" in words
    assert "Precision-recall curve" not in words


def test_curves_need_the_same_classes_in_the_same_order() -> None:
    first = BARE.held_out
    second = Predictions(("spam", "ham"), first.rows)
    assert "Precision-recall curve" not in words_of(first, second)
