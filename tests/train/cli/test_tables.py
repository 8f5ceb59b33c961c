"""Metrics and comparisons are laid out as tables for the terminal."""

from typing import Any

import pytest

from train.cli.tables import comparison_table, metrics_table
from train.evaluation.comparison import Comparison

TWO: dict[str, Any] = {
    "protocol": "held out",
    "texts": 6,
    "classes": ["ham", "spam"],
    "positive": "spam",
    "confusion": [[3, 1], [0, 2]],
    "accuracy": (3 + 2) / 6,
    "mcc": 0.70710678,
    "brier": None,
}
THREE: dict[str, Any] = {
    "protocol": "other texts",
    "texts": 1200,
    "classes": ["ham", "news", "spam"],
    "positive": None,
    "confusion": [[400, 0, 0], [0, 0, 400], [0, 0, 400]],
    "accuracy": 800 / 1200,
    "recall": {"ham": 1.0, "news": 0.0, "spam": 1.0},
    "precision": {"ham": 1.0, "news": None, "spam": 400 / 800},
}


def test_the_whole_table_of_two_classes() -> None:
    assert metrics_table(TWO).splitlines() == [
        "texts              6 (held out)",
        "accuracy           0.8333333333333334",
        "mcc                0.7071",
        "brier              -",
        "",
        "true \\ predicted       ham    spam",
        "ham                      3       1",
        "spam                     0       2",
    ]


def test_the_table_of_three_classes_has_a_line_per_class_and_metric() -> None:
    assert metrics_table(THREE).splitlines() == [
        "texts              1,200 (other texts)",
        "accuracy           0.6666666666666666",
        "recall ham         1.0000",
        "recall news        0.0000",
        "recall spam        1.0000",
        "precision ham      1.0000",
        "precision news     -",
        "precision spam     0.5000",
        "",
        "true \\ predicted       ham    news    spam",
        "ham                    400       0       0",
        "news                     0       0     400",
        "spam                     0       0     400",
    ]


def test_the_confusion_of_many_classes_is_not_shown() -> None:
    classes = [f"class {number}" for number in range(21)]
    confusion = [[0] * 21 for _ in classes]
    lines = metrics_table(THREE | {"classes": classes, "confusion": confusion}).splitlines()
    assert lines[-1] == "confusion matrix   not shown: 21 classes, more than 20"
    most = metrics_table(THREE | {"classes": classes[1:], "confusion": confusion[1:]})
    assert most.count("\nclass ") == 20


@pytest.mark.parametrize("accuracy", [0.9829596412556054, 1.0, 0.0])
def test_the_accuracy_has_all_its_digits(accuracy: float) -> None:
    line = metrics_table(TWO | {"accuracy": accuracy}).splitlines()[1]
    assert float(line.removeprefix("accuracy")) == accuracy


def test_a_column_is_two_wider_than_the_longest_class() -> None:
    lines = metrics_table(TWO | {"classes": ["ham", "advertisement"]}).splitlines()[-3:]
    assert lines == [
        "true \\ predicted              ham  advertisement",
        "ham                             3              1",
        "advertisement                   0              2",
    ]


def test_the_columns_are_aligned_for_a_class_with_a_long_name() -> None:
    lines = metrics_table(TWO | {"classes": ["ham", "unsolicited advertisement"]}).splitlines()[-3:]
    assert len({len(line) for line in lines}) == 1


FOLDED: dict[str, Any] = {
    "protocol": "5-fold cross-validation",
    "folds": 5,
    "texts": 6,
    "classes": ["ham", "spam"],
    "positive": "spam",
    "confusion": [[4, 0], [0, 2]],
    "accuracy": {"mean": 0.75, "std": 0.125},
    "mcc": {"mean": 0.5, "std": None},
    "brier": {"mean": None, "std": None},
}


def test_a_metric_over_folds_has_its_standard_deviation_if_defined() -> None:
    assert metrics_table(FOLDED).splitlines()[:4] == [
        "texts              6 (5-fold cross-validation)",
        "accuracy           0.7500 \N{PLUS-MINUS SIGN} 0.1250",
        "mcc                0.5000",
        "brier              -",
    ]


def test_the_accuracy_of_a_single_split_has_all_its_digits() -> None:
    accuracy = {"mean": 0.9032258064516129, "std": None}
    assert metrics_table(FOLDED | {"accuracy": accuracy}).splitlines()[1].split()[1] == str(
        5040 / 5580
    )


def test_metrics_of_cross_validation_are_aligned_in_brackets() -> None:
    lines = metrics_table(TWO | {"texts": 100, "cross_validation": FOLDED}).splitlines()
    assert lines[:5] == [
        "texts              100 (held out)",
        "                   in brackets: 5-fold cross-validation",
        "accuracy           0.8333333333333334 (0.7500 \N{PLUS-MINUS SIGN} 0.1250)",
        "mcc                0.7071             (0.5000)",
        "brier              -                  (-)",
    ]
    assert lines[-2:] == metrics_table(TWO).splitlines()[-2:]


def test_few_held_out_texts_point_to_the_figures_in_brackets() -> None:
    few = metrics_table(TWO | {"texts": 99, "cross_validation": FOLDED}).splitlines()
    told = "few texts are held out: rely on the cross-validated figures in brackets"
    assert few[2].strip() == told
    assert "few" not in metrics_table(TWO | {"texts": 99})


def test_metrics_by_class_are_followed_by_those_of_cross_validation() -> None:
    names = ("ham", "news", "spam")
    figures = {name: {"mean": 0.5, "std": 0.25} for name in names}
    folded = {"protocol": "folds", "folds": 2, "recall": figures, "precision": figures}
    lines = metrics_table(THREE | {"cross_validation": folded}).splitlines()
    assert lines[2] == "accuracy           0.6666666666666666 (-)"
    assert lines[3] == "recall ham         1.0000             (0.5000 \N{PLUS-MINUS SIGN} 0.2500)"
    assert lines[7] == "precision news     -                  (0.5000 \N{PLUS-MINUS SIGN} 0.2500)"


def test_a_class_may_be_called_mean() -> None:
    assert "recall mean        0.5000" in metrics_table(
        THREE | {"recall": {"mean": 0.5, "other": 1.0}}
    )


def test_the_whole_table_of_a_comparison() -> None:
    assert comparison_table(Comparison(10, 4, 1, 3, 2, 0.625)).splitlines() == [
        "texts in common    10",
        "both right         4",
        "only first right   1",
        "only second right  3",
        "both wrong         2",
        "McNemar's p        0.6250",
    ]
