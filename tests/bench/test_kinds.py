"""The table of what each kind of classifier costs."""

import pytest

from bench.kinds import HEAD, KINDS, Kind, measure, row
from tests.support.parity import LABELS, TRAINING
from train.export.forms.registry import exporters

FOREST = Kind("sklearn.ensemble", "RandomForestClassifier", {"n_estimators": 2, "random_state": 0})


def test_a_kind_has_a_row_with_its_size_and_times() -> None:
    cost = measure(FOREST, TRAINING, LABELS)
    assert cost.size > 0
    assert min(cost.load, cost.service, cost.library) > 0.0
    cells = row(FOREST, TRAINING, LABELS).strip("|").split("|")
    assert cells[0].strip() == "RandomForestClassifier"
    assert len(cells) == len(HEAD.splitlines()[0].strip("|").split("|"))


def test_a_library_that_is_missing_has_a_row_that_says_so() -> None:
    assert "no_such_library is not installed" in row(Kind("no_such_library", "Forest", {}), [], [])


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_can_be_exported(name: str) -> None:
    package = KINDS[name].module.partition(".")[0]
    assert f"{package}.{KINDS[name].name}" in exporters()
