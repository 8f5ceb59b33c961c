"""The sums over the values of terms: before, while and after all are multiplied."""

from array import array

import pytest

from chalicelib.scoring import term_values
from chalicelib.scoring.term_values import TermValues

IDF = [1.1, 1.3, 1.7, 2.3, 3.1]
LINEAR = [0.3, -0.7, 1.9, 0.1, -2.3]


@pytest.mark.parametrize("columns", [[], [3], [0, 4], [4, 1, 1, 2]])
@pytest.mark.parametrize("code", ["f", "d"])
def test_the_sums_are_the_same_to_the_last_bit(
    monkeypatch: pytest.MonkeyPatch, columns: list[int], code: str
) -> None:
    monkeypatch.setattr(term_values, "STEP_COLUMNS", 2)
    idf, linear = array(code, IDF), array(code, LINEAR)
    values = TermValues(idf, linear)
    score = sum([idf[at] * linear[at] for at in columns])
    expected = score, sum([idf[at] * idf[at] for at in columns])
    assert values.sums(columns) == expected
    for _ in values.multiply():
        assert values.sums(columns) == expected
    assert values.sums(columns) == expected


def test_the_values_are_multiplied_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(term_values, "STEP_COLUMNS", 2)
    assert len([*TermValues(array("d", IDF), array("d", LINEAR)).multiply()]) == 1 + 3


def test_the_first_step_takes_no_time_of_a_cold_start() -> None:
    idf = array("d", IDF)
    values = TermValues(idf, array("d", LINEAR))
    steps = values.multiply()
    next(steps)
    del idf[:]  # nothing is multiplied yet
    assert [*steps] == []
