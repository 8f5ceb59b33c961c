"""The benchmark's summaries, tables and budgets, from made-up times."""

import doctest
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from bench.contenders.catalog import (
    CONTENDERS,
    FASTTEXT,
    FLOOR,
    LIGHTGBM,
    ONNX,
    OURS_DEFAULT,
    OURS_LIGHTGBM,
    OURS_TUTORIAL,
    SAME_MODEL,
    TUTORIAL,
)
from bench.measure.cold import PHASES
from bench.measure.kinds import Cost
from bench.measure.quality import METRICS
from bench.measure.spread import Spread, percentile, plain, spread
from bench.measure.text_lengths import LENGTHS
from bench.measure.turns import in_turns
from bench.measure.vocabularies import synthetic_texts
from bench.measure.warm import ARRAY_SIZES, summary
from bench.report.budgets import Budget, budgets
from bench.report.chart import draw_chart
from bench.report.comparison import Column, Comparison, Place, places
from bench.report.comparisons import PACKAGES
from bench.report.tables import not_first, tables

SLOW, FAST = 1000.0, 10.0


def results(ours: float, others: float) -> dict[str, dict[str, Any]]:
    """Return results with one time for this project's contenders and another for the others."""
    return {each.name: result(ours if each.app is None else others) for each in CONTENDERS}


def result(milliseconds: float) -> dict[str, Any]:
    """Return a contender's results, all derived from one time."""
    measured = {
        "ns": [milliseconds * 1e6] * 4,
        "per_second": {str(size): 1000 / milliseconds for size in ARRAY_SIZES},
        "load_s": 0.1,
        "rest_kb": 20 * 1024,
        "peak_kb": milliseconds * 1024,
    }
    cold = {"ms": spread([milliseconds]), "parts": dict.fromkeys(PHASES, spread([1.0]))}
    package = dict.fromkeys(PACKAGES.values(), 1_000_000)
    return {"cold": cold, "warm": summary([measured], accepts_arrays=True), "package": package}


@pytest.fixture
def report() -> dict[str, Any]:
    """Return a complete report of made-up figures."""
    by_contender = results(FAST, SLOW)
    times = {name: spread([1.0]) for name in by_contender}
    term = {"us": spread([1.0]), "load_ms": 2.0, "peak_mb": 3.0}
    return {
        "contenders": by_contender,
        "answers": {
            name: {"as": other.name, "texts": 9, "different": 1, "first": ["a"]}
            for name, other in SAME_MODEL.items()
        },
        "tls": times,
        "mails": {
            form: {name: {"1": each, "64": each} for name, each in times.items()}
            for form in ("as_text", "as_mail")
        },
        "explanations": {OURS_DEFAULT.name: {"100": {"p50": 1.0, "p99": 2.0}}},
        "libraries": {
            name: {"bytes": 100, "load_ms": each, "us": each} for name, each in times.items()
        },
        "quality": {each.model: dict.fromkeys(METRICS, 0.5) for each in CONTENDERS},
        "kinds": {"SVC": Cost(100, 1.0, 1.0, 2.0, 3.0, 2.0), "Forest": "x is not installed"},
        "skipped": {"MiniLM": "tokenizers not installed"},
        "growth": {
            "lengths": lengths(FAST, SLOW),
            "vocabularies": {
                "this project, linear": {"1000": term, "10000": None},
                "scikit-learn, linear": {"1000": term, "10000": term},
            },
        },
        "budgets": budgets(by_contender, lengths(FAST, SLOW)),
    }


def lengths(ours: float, others: float) -> dict[str, dict[str, Spread]]:
    """Return times that grow with the length, one tenth of a character for each unit of time."""
    return {
        each.name: {
            str(length): spread([length / 10 * (ours if each.app is None else others)])
            for length in LENGTHS
        }
        for each in CONTENDERS
    }


@pytest.mark.parametrize(
    "module",
    [
        "accuracy",
        "arrivals",
        "contenders.folders",
        "grow",
        "measure.driver",
        "measure.mails",
        "measure.same_labels",
        "measure.spread",
        "measure.vocabularies",
        "memory_sizes",
        "report.tables",
        "run",
    ],
)
def test_the_docstring_examples_hold(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"bench.{module}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize(
    ("percent", "value"), [(50, 500), (90, 900), (99, 990), (99.9, 999), (100, 1000), (0, 1)]
)
def test_a_percentile_is_the_value_of_its_rank(percent: float, value: int) -> None:
    assert percentile(range(1000, 0, -1), percent) == value


def test_a_spread_has_the_median_and_the_extremes() -> None:
    assert spread([30.0, 10.0, 20.0, 40.0]) == Spread(25.0, 10.0, 40.0)
    assert spread([0.26, 0.21]).show(1) == "0.2 (0.2-0.3)"


def test_every_round_has_all_items_and_starts_with_the_next() -> None:
    turns = list(in_turns(["a", "b", "c"], 4, "test"))
    assert "".join(turns) == "abcbcacababc"


def test_without_arrays_each_text_is_a_request() -> None:
    measured = {"ns": [1e6, 3e6], "per_second": {}, "load_s": 0.0, "rest_kb": 1, "peak_kb": 1}
    per_second = summary([measured], accepts_arrays=False)["texts_per_second"]
    assert per_second == {str(size): Spread(500.0, 500.0, 500.0) for size in ARRAY_SIZES}


def test_budgets_are_ratios_of_one_run() -> None:
    by_promise = {each.promise: each for each in budgets(results(FAST, SLOW), lengths(FAST, SLOW))}
    faster = by_promise["cold start, default recipe: times faster than the tutorial's handler"]
    assert (faster.figure, faster.holds) == (100.0, True)
    assert all(each.holds for each in by_promise.values())


def test_exceeded_budgets_do_not_hold() -> None:
    broken = [
        each.promise for each in budgets(results(SLOW, FAST), lengths(SLOW, FAST)) if not each.holds
    ]
    kept = {"package zipped: MB", "package unzipped: MB"}
    assert len(broken) == 23
    assert not kept & set(broken)


@pytest.mark.parametrize(("at_least", "figure"), [(True, 7.99), (False, 8.01)])
def test_a_budget_is_a_minimum_or_a_maximum(at_least: bool, figure: float) -> None:
    assert not Budget("x", figure, 8.0, at_least).holds
    assert Budget("x", 8.0, 8.0, at_least).holds


def test_the_tables_name_every_contender_and_budget(report: dict[str, Any]) -> None:
    found = tables(report)
    for text in [[*found.values()][at] for at in (0, 2, 3, 4)]:
        assert all(each.label in text for each in CONTENDERS)
    assert all(each.promise in found["Budgets"] for each in report["budgets"])
    assert "tokenizers not installed" in found["Skipped"]


def test_the_first_of_a_column_is_bold_and_the_floor_is_not_compared() -> None:
    column = Column("ms", {TUTORIAL.label: 9.0, OURS_TUTORIAL.label: 2.0, FLOOR.label: 1.0})
    cells = Comparison("Cold start, ms: whole", [column]).cells()
    assert [row[1] for row in cells] == ["9", "**2**", "1"]


def test_the_list_at_the_end_has_what_a_peer_is_first_in() -> None:
    figures = {TUTORIAL.label: 3.0, ONNX.label: 1.0, OURS_TUTORIAL.label: 2.0}
    fastest = Column("p50", figures)
    most = Column("texts", figures, highest=True)
    alone = Column("alone", {OURS_DEFAULT.label: 1.0, FLOOR.label: 0.5})
    ranked = [*places([Comparison("Warm request, µs: alone", [fastest, most, alone])])]
    assert [place.is_first for place in ranked] == [False, False]
    assert ranked[0] == Place(
        "Warm request, µs: p50", OURS_TUTORIAL.label, 2.0, ONNX.label, 1.0, is_first=False
    )
    assert ranked[1].peer == TUTORIAL.label
    assert not_first(ranked[:1]).count(ONNX.label) == 1


def test_the_model_of_lightgbm_is_compared_with_lightgbm_only() -> None:
    figures = {FASTTEXT.label: 1.0, LIGHTGBM.label: 9.0, OURS_LIGHTGBM.label: 2.0}
    [place] = places([Comparison("Warm request", [Column("p50", figures)])])
    assert (place.peer, place.is_first) == (LIGHTGBM.label, True)


def test_equal_figures_are_all_first() -> None:
    column = Column("MCC", {TUTORIAL.label: 0.5, OURS_TUTORIAL.label: 0.5}, highest=True)
    assert [place.is_first for place in places([Comparison("Quality", [column])])] == [True]


def test_all_lines_of_a_table_have_the_same_width(report: dict[str, Any]) -> None:
    for text in tables(report).values():
        assert len({len(line) for line in text.splitlines()}) == 1


def test_the_report_is_json_with_spreads(report: dict[str, Any]) -> None:
    stored = json.loads(json.dumps(plain(report)))
    p999 = stored["contenders"][OURS_TUTORIAL.name]["warm"]["us"]["p99.9"]
    assert p999 == {"median": 10_000.0, "least": 10_000.0, "most": 10_000.0}


def test_the_chart_is_a_small_png(report: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "bench.png"
    draw_chart(report["contenders"], path)
    raw = path.read_bytes()
    assert raw.startswith(b"\x89PNG")
    assert len(raw) < 100_000


def test_the_contenders_have_distinct_names_and_labels() -> None:
    assert len({each.name for each in CONTENDERS}) == len(CONTENDERS)
    assert len({each.label for each in CONTENDERS}) == len(CONTENDERS)
    assert SAME_MODEL.keys() >= {OURS_TUTORIAL.name, OURS_DEFAULT.name}


def test_synthetic_texts_are_the_same_each_time() -> None:
    assert synthetic_texts(1000) == synthetic_texts(1000)
