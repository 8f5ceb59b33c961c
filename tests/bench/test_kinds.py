"""The table of what each kind of classifier costs."""

import pytest

from bench.measure import kinds
from bench.measure.kinds import KINDS, Kind, measure
from bench.report.tables import KIND_HEADS, kinds_table
from tests.support.parity import LABELS, TRAINING
from train.export.forms.registry import exporters

FOREST = Kind("sklearn.ensemble", "RandomForestClassifier", {"n_estimators": 2, "random_state": 0})


def test_a_kind_has_a_row_with_its_size_and_times() -> None:
    cost = measure(FOREST, TRAINING, LABELS)
    assert min(cost) > 0
    assert cost.whole_service > cost.service
    head, _, row = kinds_table({FOREST.name: cost}).splitlines()
    assert row.strip("|").split("|")[0].strip() == "RandomForestClassifier"
    assert row.count("|") == head.count("|") == len(KIND_HEADS) + 1


def test_a_library_that_is_missing_has_a_row_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = {"missing": Kind("no_such_library", "Forest", {})}
    monkeypatch.setattr(kinds, "KINDS", others)
    costs = kinds.measure_kinds(["missing"], [], [])
    assert "no_such_library is not installed" in kinds_table(costs)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_can_be_exported(name: str) -> None:
    package = KINDS[name].module.partition(".")[0]
    assert f"{package}.{KINDS[name].name}" in exporters()
