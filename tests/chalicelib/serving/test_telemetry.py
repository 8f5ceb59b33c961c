"""The line that a request leaves: CloudWatch's embedded metrics and the facts around them."""

import io
import json
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.serving.model_cache import Downgrade
from chalicelib.serving.telemetry import MAX_LABEL_CHARACTERS, MAX_LABELS, Telemetry
from emulation.servers import ROOT
from tests.support.requests import SPAM, send
from tests.support.responses import request_to

VERSION = "20260131T093000Z-0123456789ab"
INFER = "/v2/models/spam-or-ham/infer"


def tensors(*outputs: str) -> str:
    """Return an inference request with two texts."""
    tensor = {"name": "text", "datatype": "BYTES", "shape": [2], "data": [SPAM, SPAM]}
    return json.dumps({"inputs": [tensor], "outputs": [{"name": name} for name in outputs]})


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
    telemetry.predicted(["ham", "spam", "ham"])
    telemetry.request("POST /x", telemetry.now() - 0.5, 200, [], VERSION, [])
    facts = line(capsys)
    counts = ("ColdStart", "Texts", "Predictions.ham", "Predictions.spam")
    assert metrics(facts) == {"Latency": "Milliseconds"} | dict.fromkeys(counts, "Count")
    assert [facts[name] for name in counts] == [1, 3, 2, 1]
    assert facts["Latency"] == (20.0 - 9.5) * 1000
    assert (facts["route"], facts["status"], facts["version"]) == ("POST /x", 200, VERSION)


@pytest.mark.parametrize(
    ("route", "content_type", "body", "texts"),
    [
        pytest.param("/spamorham", "text/plain", SPAM, 1, id="text"),
        pytest.param("/spamorham", "application/json", json.dumps([SPAM] * 3), 3, id="array"),
        pytest.param("/explain", "text/plain", SPAM, 1, id="explanation"),
        pytest.param(INFER, "application/json", tensors(), 2, id="inference"),
        pytest.param(INFER, "application/json", tensors("probabilities"), None, id="unnamed"),
    ],
)
def test_the_labels_in_a_response_are_counted(
    app_module: ModuleType,
    capsys: pytest.CaptureFixture[str],
    route: str,
    content_type: str,
    body: str,
    texts: int | None,
) -> None:
    assert send(app_module, "local", body.encode(), content_type, route).status_code == 200
    facts = line(capsys)
    assert (facts.get("Predictions.spam"), facts.get("Texts")) == (texts, texts)


@pytest.mark.parametrize("route", ["GET /", "GET /model", "GET /v2/models/spam-or-ham"])
def test_a_response_without_labels_counts_none(
    app_module: ModuleType, capsys: pytest.CaptureFixture[str], route: str
) -> None:
    send(app_module, "local", SPAM.encode())
    line(capsys)
    request_to(app_module, route)
    assert "Texts" not in line(capsys)


def test_the_labels_of_another_thread_are_not_counted(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    other = threading.Thread(target=telemetry.predicted, args=[["spam"]])
    other.start()
    other.join()
    telemetry.predicted(["ham"])
    telemetry.request("POST /x", 0.0, 200, [], VERSION, [])
    facts = line(capsys)
    assert (facts["Texts"], facts["Predictions.ham"]) == (1, 1)
    assert "Predictions.spam" not in facts


def test_a_rejected_request_is_counted_by_its_code(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"Code": "PayloadTooLargeError", "Message": "found a text of 70000 bytes"}
    telemetry.request("POST /x", 0.0, 413, body, VERSION, [])
    facts = line(capsys)
    assert facts["Rejected.PayloadTooLargeError"] == 1
    assert "70000" not in json.dumps(facts)


def test_refreshes_and_failures_are_counted_with_the_last_reason(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.request("GET /health", 0.0, 200, {}, None, [None, "403", None, "500"])
    facts = line(capsys)
    assert (facts["Refreshes"], facts["FailedRefreshes"]) == (2, 2)
    assert (facts["refresh_error"], facts["version"]) == ("500", None)


def test_a_load_is_noted_with_what_scores(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.request("GET /health", 0.0, 200, {}, VERSION, [None], True)
    assert line(capsys)["accelerated"] is True
    telemetry.request("GET /health", 0.0, 200, {}, VERSION, [], True)
    assert "accelerated" not in line(capsys)


def test_downgrades_are_counted_as_refreshes_with_the_version_before(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    later = "20260214T093000Z-ba9876543210"
    telemetry.request("GET /health", 0.0, 200, {}, VERSION, [None, Downgrade(later, VERSION)])
    facts = line(capsys)
    assert metrics(facts)["Downgrades"] == "Count"
    assert (facts["Refreshes"], facts["Downgrades"]) == (2, 1)
    assert (facts["downgraded_from"], facts["version"]) == (later, VERSION)
    assert {"FailedRefreshes", "refresh_error"} & set(facts) == set()


def test_a_reason_with_line_breaks_stays_on_one_line(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    reason = 'first\nsecond\r\u2028"third" \x00\ud800'
    telemetry.request("GET /health", 0.0, 200, {}, None, [reason])
    assert line(capsys)["refresh_error"] == reason


def test_many_or_long_labels_stay_within_cloudwatchs_limits(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = [f"{number:03}".ljust(300, "x") for number in range(200)]
    telemetry.predicted(labels)
    telemetry.request("POST /x", 0.0, 200, labels, VERSION, [None, "403"])
    found = metrics(line(capsys))
    names = [name for name in found if name.startswith("Predictions.")]
    assert (len(names), len(found) <= 100) == (MAX_LABELS, True)
    assert max(map(len, names)) == len("Predictions.") + MAX_LABEL_CHARACTERS


def test_labels_with_the_same_long_prefix_are_counted_together(
    telemetry: Telemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = ["x" * MAX_LABEL_CHARACTERS + end for end in ("a", "b", "b")]
    telemetry.predicted(labels)
    telemetry.request("POST /x", 0.0, 200, labels, VERSION, [])
    assert line(capsys)["Predictions." + "x" * MAX_LABEL_CHARACTERS] == 3


class Pieces(io.StringIO):
    """A stream that records each write and counts the flushes."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.flushes = 0

    def write(self, piece: str) -> int:
        """Record a piece."""
        self.written.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Count the flush."""
        self.flushes += 1


def test_a_line_is_written_and_flushed_in_one_piece(
    telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Pieces()
    monkeypatch.setattr(sys, "stdout", stream)
    telemetry.request("POST /x", 0.0, 200, ["ham"], VERSION, [])
    (written,) = stream.written
    assert (written.count("\n"), written[-1], stream.flushes) == (1, "\n", 1)


@pytest.mark.parametrize("function", [None, "spam-or-ham-prod"])
def test_the_service_dimension_is_the_functions_name(
    load_app: Callable[..., ModuleType], capsys: pytest.CaptureFixture[str], function: str | None
) -> None:
    app_module = load_app(**{} if function is None else {"AWS_LAMBDA_FUNCTION_NAME": function})
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        client.http.get("/v2/health/live")
    assert json.loads(capsys.readouterr().out)["service"] == (function or "spam-or-ham")
