"""The line that a request leaves: CloudWatch's embedded metrics and the facts around them."""

import json
from typing import Any

import pytest

from chalicelib.telemetry import MAX_LABEL_CHARACTERS, MAX_LABELS, Telemetry

VERSION = "20260131T093000Z-0123456789ab"


@pytest.fixture
def telemetry() -> Telemetry:
    return Telemetry("spam-or-ham", iter([10.0, 20.0]).__next__)


def line(captured: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (written,) = captured.readouterr().out.splitlines()
    facts: dict[str, Any] = json.loads(written)
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
    assert [facts[name] for name in counts] == [[1.0], [3.0], [2.0], [1.0]]
    assert facts["Latency"] == [(20.0 - 9.5) * 1000]
    assert (facts["route"], facts["status"], facts["version"]) == ("POST /x", 200, VERSION)


@pytest.mark.parametrize(
    ("body", "spam"),
    [
        pytest.param({"label": "spam", "evidence": []}, [1.0], id="explanation"),
        pytest.param({"outputs": [{"name": "label", "data": ["spam"] * 2}]}, [2.0], id="inference"),
        pytest.param({"outputs": [{"name": "probabilities", "data": [0.5]}]}, None, id="unnamed"),
        pytest.param({"outputs": [{"name": "label", "shape": [-1]}]}, None, id="metadata"),
        pytest.param("<!doctype html>", None, id="page"),
    ],
)
def test_the_labels_of_every_route_are_counted(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str], body: object, spam: list[float] | None
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
    assert facts["Rejected.PayloadTooLargeError"] == [1.0]
    assert "70000" not in json.dumps(facts)


def test_refreshes_and_failures_are_counted_and_the_last_reason_is_named(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.request("GET /health", 0.0, 200, {}, None, [None, "403", None, "500"])
    facts = line(capsys)
    assert (facts["Refreshes"], facts["FailedRefreshes"]) == ([2.0], [2.0])
    assert (facts["refresh_error"], facts["version"]) == ("500", None)


def test_many_or_long_labels_stay_within_one_line(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = [f"{number}".rjust(300, "x") for number in range(80)]
    telemetry.request("POST /x", 0.0, 200, labels, VERSION, [])
    names = [name for name in metrics(line(capsys)) if name.startswith("Predictions.")]
    assert len(names) <= MAX_LABELS
    assert max(map(len, names)) == len("Predictions.") + MAX_LABEL_CHARACTERS
