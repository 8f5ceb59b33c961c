"""CloudWatch's embedded metric format, against AWS's specification of it."""

import json
import time

from chalicelib.embedded_metrics import COUNT, MILLISECONDS, metric_line


def test_a_line_has_the_form_of_the_specification() -> None:
    metrics = {"Latency": (1.5, MILLISECONDS), "Texts": (2, COUNT)}
    line = json.loads(metric_line("Space", {"service": "shop"}, metrics, {"route": "GET /"}))
    units = [{"Name": "Latency", "Unit": "Milliseconds"}, {"Name": "Texts", "Unit": "Count"}]
    directive = {"Namespace": "Space", "Dimensions": [["service"]], "Metrics": units}
    assert line.pop("_aws")["CloudWatchMetrics"] == [directive]
    assert line == {"service": "shop", "route": "GET /", "Latency": 1.5, "Texts": 2}


def test_the_time_is_in_milliseconds() -> None:
    before = time.time() * 1000
    stamp = json.loads(metric_line("Space", {}, {}, {}))["_aws"]["Timestamp"]
    assert type(stamp) is int
    assert before - 1 <= stamp <= time.time() * 1000
