"""The benchmark's figures, tables and budgets: what is made of the times, not the times."""

import doctest
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from bench.budgets import Budget, budgets
from bench.cold import PARTS
from bench.contender import CONTENDERS, OURS_DEFAULT, OURS_TUTORIAL, SAME_ANSWERS, TUTORIAL
from bench.figures import Spread, percentile, plain, spread
from bench.lengths import LENGTHS
from bench.picture import draw
from bench.rounds import in_turns
from bench.table import tables
from bench.vocabularies import synthetic_texts
from bench.warm import ARRAYS, summary

SLOW, FAST = 1000.0, 10.0


def results(ours: float, others: float) -> dict[str, dict[str, Any]]:
    """Return results in which this project's contenders take a time and the others another."""
    return {each.name: result(ours if each.source is None else others) for each in CONTENDERS}


def result(milliseconds: float) -> dict[str, Any]:
    """Return a contender's results, all of them following from one time."""
    measured = {
        "ns": [milliseconds * 1e6] * 4,
        "per_second": {str(size): 1000 / milliseconds for size in ARRAYS},
        "load_s": 0.1,
        "rest_kb": 20 * 1024,
        "peak_kb": milliseconds * 1024,
    }
    cold = {"ms": spread([milliseconds]), "parts": dict.fromkeys(PARTS, spread([1.0]))}
    package = {"unpacked": 3_000_000, "zipped": 1_000_000}
    return {"cold": cold, "warm": summary([measured], arrays=True), "package": package}


@pytest.fixture
def report() -> dict[str, Any]:
    """Return a whole report of made-up figures."""
    found = results(FAST, SLOW)
    term = {"us": spread([1.0]), "load_ms": 2.0, "peak_mb": 3.0}
    return {
        "contenders": found,
        "answers": {
            name: {"as": other.name, "texts": 9, "different": 1, "first": ["a"]}
            for name, other in SAME_ANSWERS.items()
        },
        "growth": {
            "lengths": {TUTORIAL.name: {str(length): spread([1.0]) for length in LENGTHS}},
            "vocabularies": {"this project, linear": {"1000": term, "10000": None}},
        },
        "budgets": budgets(found),
    }


@pytest.mark.parametrize("module", ["answers", "figures", "folders", "table", "vocabularies"])
def test_the_examples_hold(module: str) -> None:
    tried = doctest.testmod(importlib.import_module(f"bench.{module}"))
    assert tried.attempted > 0
    assert tried.failed == 0


@pytest.mark.parametrize(
    ("percent", "value"), [(50, 500), (90, 900), (99, 990), (99.9, 999), (100, 1000), (0, 1)]
)
def test_a_percentile_is_the_value_of_its_rank(percent: float, value: int) -> None:
    assert percentile(range(1000, 0, -1), percent) == value


def test_a_spread_shows_how_far_the_rounds_lie_apart() -> None:
    assert spread([30.0, 10.0, 20.0, 40.0]) == Spread(25.0, 10.0, 40.0)
    assert spread([0.26, 0.21]).show(1) == "0.2 (0.2-0.3)"


def test_every_round_has_all_and_begins_with_another() -> None:
    turns = list(in_turns(["a", "b", "c"], 4, "test"))
    assert "".join(turns) == "abcbcacababc"


def test_without_arrays_a_text_is_a_request() -> None:
    measured = {"ns": [1e6, 3e6], "per_second": {}, "load_s": 0.0, "rest_kb": 1, "peak_kb": 1}
    found = summary([measured], arrays=False)["texts_per_second"]
    assert found == {str(size): Spread(500.0, 500.0, 500.0) for size in ARRAYS}


def test_budgets_are_ratios_of_one_run() -> None:
    found = {each.what: each for each in budgets(results(FAST, SLOW))}
    faster = found["cold start, default recipe: times faster than the tutorial's handler"]
    assert (faster.figure, faster.holds) == (100.0, True)
    assert all(each.holds for each in found.values())


def test_budgets_tell_what_is_exceeded() -> None:
    broken = [each.what for each in budgets(results(SLOW, FAST)) if not each.holds]
    kept = {"package zipped: MB", "package unzipped: MB"}
    assert len(broken) == 9
    assert not kept & set(broken)


@pytest.mark.parametrize(("at_least", "figure"), [(True, 7.99), (False, 8.01)])
def test_a_budget_is_exceeded_on_its_own_side(at_least: bool, figure: float) -> None:
    assert not Budget("x", figure, 8.0, at_least).holds
    assert Budget("x", 8.0, 8.0, at_least).holds


def test_the_tables_name_every_contender_and_budget(report: dict[str, Any]) -> None:
    cold, warm, batch, sizes, *_, held = tables(report).values()
    for text in (cold, warm, batch, sizes):
        assert all(each.label in text for each in CONTENDERS)
    assert all(each.what in held for each in report["budgets"])


def test_every_line_of_a_table_is_as_wide(report: dict[str, Any]) -> None:
    for text in tables(report).values():
        assert len({len(line) for line in text.splitlines()}) == 1


def test_the_report_is_json_with_its_spreads(report: dict[str, Any]) -> None:
    found = json.loads(json.dumps(plain(report)))
    spreads = found["contenders"][OURS_TUTORIAL.name]["warm"]["us"]["p99.9"]
    assert spreads == {"median": 10_000.0, "least": 10_000.0, "most": 10_000.0}


def test_the_picture_is_a_small_png(report: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "bench.png"
    draw(report["contenders"], path)
    raw = path.read_bytes()
    assert raw.startswith(b"\x89PNG")
    assert len(raw) < 100_000


def test_the_contenders_have_names_and_labels_of_their_own() -> None:
    assert len({each.name for each in CONTENDERS}) == len(CONTENDERS)
    assert len({each.label for each in CONTENDERS}) == len(CONTENDERS)
    assert SAME_ANSWERS.keys() >= {OURS_TUTORIAL.name, OURS_DEFAULT.name}


def test_synthetic_texts_are_the_same_each_time() -> None:
    assert synthetic_texts(1000) == synthetic_texts(1000)
