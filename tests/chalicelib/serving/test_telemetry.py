"""The line that a request leaves: CloudWatch's embedded metrics and the facts around them."""

import io
import json
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.serving.telemetry import MAX_LABEL_CHARACTERS, MAX_LABELS, Telemetry
from emulation.servers import ROOT

VERSION = "20260131T093000Z-0123456789ab"


@pytest.fixture
def telemetry() -> Telemetry:
    return Telemetry("spam-or-ham", iter([10.0, 20.0]).__next__)


def line(captured: pytest.CaptureFixture[str]) -> dict[str, Any]:
    written = captured.readouterr().out
    assert written.endswith("}\n")
    facts: dict[str, Any] = json.loads(*written.splitlines())
    return facts


def metrics(facts: dict[str, Any]) -> dict[str, str]:
    """Return the unit of each metric that CloudWatch will find in a line."""
    (directive,) = facts["_aws"]["CloudWatchMetrics"]
    assert (directive["Namespace"], directive["Dimensions"]) == ("TextClassifier", [["service"]])
    assert facts["service"] == "spam-or-ham"
    return {metric["Name"]: metric["Unit"] for metric in directive["Metrics"]}


def test_predictions_are_counted_by_label(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.request("POST /x", telemetry.now() - 0.5, 200, ["ham", "spam", "ham"], VERSION, [])
    facts = line(capsys)
    counts = ("ColdStart", "Texts", "Predictions.ham", "Predictions.spam")
    assert metrics(facts) == {"Latency": "Milliseconds"} | dict.fromkeys(counts, "Count")
    assert [facts[name] for name in counts] == [1, 3, 2, 1]
    assert facts["Latency"] == (20.0 - 9.5) * 1000
    assert (facts["route"], facts["status"], facts["version"]) == ("POST /x", 200, VERSION)


@pytest.mark.parametrize(
    ("body", "spam"),
    [
        pytest.param({"label": "spam", "evidence": []}, 1, id="explanation"),
        pytest.param({"outputs": [{"name": "label", "data": ["spam"] * 2}]}, 2, id="inference"),
        pytest.param({"outputs": [{"name": "probabilities", "data": [0.5]}]}, None, id="unnamed"),
        pytest.param({"outputs": [{"name": "label", "shape": [-1]}]}, None, id="metadata"),
        pytest.param("<!doctype html>", None, id="page"),
    ],
)
def test_the_labels_of_every_route_are_counted(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str], body: object, spam: int | None
) -> None:
    telemetry.request("POST /x", 0.0, 200, body, VERSION, [])
    facts = line(capsys)
    assert (facts.get("Predictions.spam"), facts.get("Texts")) == (spam, spam)


def test_a_rejected_request_is_counted_by_its_code(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"Code": "PayloadTooLargeError", "Message": "found a text of 70000 bytes"}
    telemetry.request("POST /x", 0.0, 413, body, VERSION, [])
    facts = line(capsys)
    assert facts["Rejected.PayloadTooLargeError"] == 1
    assert "70000" not in json.dumps(facts)


def test_refreshes_and_failures_are_counted_and_the_last_reason_is_named(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.request("GET /health", 0.0, 200, {}, None, [None, "403", None, "500"])
    facts = line(capsys)
    assert (facts["Refreshes"], facts["FailedRefreshes"]) == (2, 2)
    assert (facts["refresh_error"], facts["version"]) == ("500", None)


def test_a_reason_of_several_lines_stays_within_one(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    reason = 'first\nsecond\r\u2028"third" \x00\ud800'
    telemetry.request("GET /health", 0.0, 200, {}, None, [reason])
    assert line(capsys)["refresh_error"] == reason


def test_many_or_long_labels_stay_within_what_cloudwatch_takes(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = [f"{number:03}".ljust(300, "x") for number in range(200)]
    telemetry.request("POST /x", 0.0, 200, labels, VERSION, [None, "403"])
    found = metrics(line(capsys))
    names = [name for name in found if name.startswith("Predictions.")]
    assert (len(names), len(found) <= 100) == (MAX_LABELS, True)
    assert max(map(len, names)) == len("Predictions.") + MAX_LABEL_CHARACTERS


def test_labels_that_begin_alike_are_counted_together(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = ["x" * MAX_LABEL_CHARACTERS + end for end in ("a", "b", "b")]
    telemetry.request("POST /x", 0.0, 200, labels, VERSION, [])
    assert line(capsys)["Predictions." + "x" * MAX_LABEL_CHARACTERS] == 3


class Pieces(io.StringIO):
    """A stream that remembers what each call wrote, and how often it was flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.flushes = 0

    def write(self, piece: str) -> int:
        """Remember a piece."""
        self.written.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Count."""
        self.flushes += 1


def test_a_line_is_written_in_one_piece_with_its_end_and_at_once(
    telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Pieces()
    monkeypatch.setattr(sys, "stdout", stream)
    telemetry.request("POST /x", 0.0, 200, ["ham"], VERSION, [])
    (written,) = stream.written
    assert (written.count("\n"), written[-1], stream.flushes) == (1, "\n", 1)


@pytest.mark.parametrize("function", [None, "spam-or-ham-prod"])
def test_the_metrics_of_each_stage_are_told_apart_by_the_functions_name(
    load_app: Callable[..., ModuleType], capsys: pytest.CaptureFixture[str], function: str | None
) -> None:
    app_module = load_app(**{} if function is None else {"AWS_LAMBDA_FUNCTION_NAME": function})
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        client.http.get("/v2/health/live")
    assert json.loads(capsys.readouterr().out)["service"] == (function or "spam-or-ham")
