"""The figures are laid out as a table that a terminal can show."""

from typing import Any

import pytest

from train.cli.tables import comparison_table, table
from train.evaluation.comparison import Comparison

TWO: dict[str, Any] = {
    "protocol": "held out",
    "texts": 6,
    "classes": ["ham", "spam"],
    "confusion": [[3, 1], [0, 2]],
    "accuracy": (3 + 2) / 6,
    "mcc": 0.70710678,
    "brier": None,
}
THREE: dict[str, Any] = {
    "protocol": "other texts",
    "texts": 1200,
    "classes": ["ham", "news", "spam"],
    "confusion": [[400, 0, 0], [0, 0, 400], [0, 0, 400]],
    "accuracy": 800 / 1200,
    "recall": {"ham": 1.0, "news": 0.0, "spam": 1.0},
    "precision": {"ham": 1.0, "news": None, "spam": 400 / 800},
}


def test_the_whole_table_of_two_classes() -> None:
    assert table(TWO).splitlines() == [
        "texts              6 (held out)",
        "accuracy           0.8333333333333334",
        "mcc                0.7071",
        "brier              -",
        "",
        "true \\ predicted       ham    spam",
        "ham                      3       1",
        "spam                     0       2",
    ]


def test_the_whole_table_of_three_classes_has_a_line_per_class_and_figure() -> None:
    assert table(THREE).splitlines() == [
        "texts              1200 (other texts)",
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


@pytest.mark.parametrize("accuracy", [0.9829596412556054, 1.0, 0.0])
def test_the_accuracy_reads_back_as_the_same_number(accuracy: float) -> None:
    line = table(TWO | {"accuracy": accuracy}).splitlines()[1]
    assert float(line.removeprefix("accuracy")) == accuracy


def test_a_column_is_as_wide_as_the_longest_class_and_two_more() -> None:
    lines = table(TWO | {"classes": ["ham", "advertisement"]}).splitlines()[-3:]
    assert lines == [
        "true \\ predicted              ham  advertisement",
        "ham                             3              1",
        "advertisement                   0              2",
    ]


def test_the_columns_stand_under_each_other_for_a_class_with_a_long_name() -> None:
    lines = table(TWO | {"classes": ["ham", "unsolicited advertisement"]}).splitlines()[-3:]
    assert len({len(line) for line in lines}) == 1


FOLDED: dict[str, Any] = {
    "protocol": "5-fold cross-validation",
    "folds": 5,
    "texts": 6,
    "classes": ["ham", "spam"],
    "confusion": [[4, 0], [0, 2]],
    "accuracy": {"mean": 0.75, "std": 0.125},
    "mcc": {"mean": 0.5, "std": None},
    "brier": {"mean": None, "std": None},
}


def test_a_figure_over_folds_has_its_deviation_where_there_is_one() -> None:
    assert table(FOLDED).splitlines()[:4] == [
        "texts              6 (5-fold cross-validation)",
        "accuracy           0.7500 \N{PLUS-MINUS SIGN} 0.1250",
        "mcc                0.5000",
        "brier              -",
    ]


def test_the_accuracy_of_a_single_split_is_given_in_full() -> None:
    accuracy = {"mean": 0.9032258064516129, "std": None}
    assert table(FOLDED | {"accuracy": accuracy}).splitlines()[1].split()[1] == str(5040 / 5580)


def test_figures_of_cross_validation_stand_in_brackets_under_each_other() -> None:
    lines = table(TWO | {"cross_validation": FOLDED}).splitlines()
    assert lines[:5] == [
        "texts              6 (held out)",
        "                   in brackets: 5-fold cross-validation",
        "accuracy           0.8333333333333334 (0.7500 \N{PLUS-MINUS SIGN} 0.1250)",
        "mcc                0.7071             (0.5000)",
        "brier              -                  (-)",
    ]
    assert lines[-2:] == table(TWO).splitlines()[-2:]


def test_figures_by_class_have_those_of_cross_validation_beside_them() -> None:
    names = ("ham", "news", "spam")
    figures = {name: {"mean": 0.5, "std": 0.25} for name in names}
    folded = {"protocol": "folds", "folds": 2, "recall": figures, "precision": figures}
    lines = table(THREE | {"cross_validation": folded}).splitlines()
    assert lines[2] == "accuracy           0.6666666666666666 (-)"
    assert lines[3] == "recall ham         1.0000             (0.5000 \N{PLUS-MINUS SIGN} 0.2500)"
    assert lines[7] == "precision news     -                  (0.5000 \N{PLUS-MINUS SIGN} 0.2500)"


def test_a_class_may_be_called_mean() -> None:
    assert "recall mean        0.5000" in table(THREE | {"recall": {"mean": 0.5, "other": 1.0}})


def test_the_whole_table_of_a_comparison() -> None:
    assert comparison_table(Comparison(10, 4, 1, 3, 2, 0.625)).splitlines() == [
        "texts in common    10",
        "both right         4",
        "only first right   1",
        "only second right  3",
        "both wrong         2",
        "McNemar's p        0.6250",
    ]
