"""The figures are laid out as a table that a terminal can show."""

from typing import Any

import pytest

from train.table import table

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
