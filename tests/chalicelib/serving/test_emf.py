"""CloudWatch's embedded metric format, checked against AWS's specification."""

import json
import time

import pytest

from chalicelib.serving.emf import MAX_CACHED, MetricLines


@pytest.fixture
def lines() -> MetricLines:
    return MetricLines("Space", {"service": "shop"}, {"Latency": "Milliseconds"})


def test_a_line_has_the_form_of_the_specification(lines: MetricLines) -> None:
    line = json.loads(lines.line({"Latency": 1.5, "Texts": 2}, {"route": "GET /"}))
    units = [{"Name": "Latency", "Unit": "Milliseconds"}, {"Name": "Texts", "Unit": "Count"}]
    directive = {"Namespace": "Space", "Dimensions": [["service"]], "Metrics": units}
    assert line.pop("_aws")["CloudWatchMetrics"] == [directive]
    assert line == {"service": "shop", "route": "GET /", "Latency": 1.5, "Texts": 2}


def test_the_time_is_in_milliseconds(lines: MetricLines) -> None:
    before = time.time() * 1000
    stamp = json.loads(lines.line({"Latency": 1.0}, {}))["_aws"]["Timestamp"]
    assert type(stamp) is int
    assert before - 1 <= stamp <= time.time() * 1000


def test_a_duration_has_four_decimals_and_a_count_all_that_it_has(lines: MetricLines) -> None:
    line = lines.line({"Latency": 0.04512345, "Drift": 0.04512345}, {})
    assert '"Latency":0.0451,"Drift":0.04512345' in line


def test_each_line_names_only_its_own_metrics(lines: MetricLines) -> None:
    for turn in range(2):
        for number in range(MAX_CACHED + 1):
            name = f'Predictions.{number}%s "x"\n'
            line = lines.line({name: number}, {"turn": turn})
            (directive,) = json.loads(line)["_aws"]["CloudWatchMetrics"]
            assert directive["Metrics"] == [{"Name": name, "Unit": "Count"}]
            assert (json.loads(line)[name], json.loads(line)["turn"]) == (number, turn)
