"""Two models are compared in one page."""

from tests.support.reports import BARE, EVIL, FACTS, MANY, METRICS, Page, two
from train.evaluation.comparison import compare
from train.evaluation.predictions import Predictions
from train.report.comparison_report import comparison_report


def page(first: Predictions, second: Predictions) -> str:
    raw = comparison_report(EVIL, FACTS, first, "old", FACTS, second, compare(first, second))
    return Page(raw).text()


def test_both_models_are_named_and_counted() -> None:
    told = page(two(98, 2, 1, 199), two(90, 10, 1, 199))
    assert f"A {EVIL} B old" in told
    assert "Of 100 texts A labels 99.0 right, B 96.3." in told
    assert "A is better than B by more than chance explains" in told


def test_mcnemars_table_counts_who_is_right() -> None:
    told = page(two(98, 2, 1, 199), two(90, 10, 1, 199))
    assert "A right 289 8 A wrong 0 3" in told
    assert "The 300 texts that both were measured on." in told


def test_figures_stand_side_by_side() -> None:
    other = FACTS | {"metrics": METRICS | {"accuracy": 0.5}}
    shown = BARE.held_out
    raw = comparison_report("a", FACTS, shown, "b", other, shown, compare(shown, shown))
    assert "rare. 99.0% 50.0%" in Page(raw).text()


def test_the_curves_lie_over_each_other() -> None:
    told = page(two(98, 2, 1, 199), two(90, 10, 1, 199))
    assert "On the 300 texts in common" in told


def test_nothing_in_common_is_said() -> None:
    nothing = Predictions(("ham", "spam"), ())
    told = page(BARE.held_out, nothing)
    assert "measured on no text in common" in told
    assert "Where they disagree" not in told


def test_models_of_other_classes_are_compared_without_curves() -> None:
    first, second = BARE.held_out, MANY.held_out
    raw = comparison_report("a", FACTS, first, "b", MANY.facts, second, compare(first, second))
    told = Page(raw).text()
    assert "Recall, c" in told
    assert "Precision over recall" not in told


def test_curves_of_other_two_classes_are_not_laid_over_each_other() -> None:
    first = BARE.held_out
    second = Predictions(("spam", "ham"), first.rows)
    assert "Precision over recall" not in page(first, second)
