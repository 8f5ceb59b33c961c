"""Canary: each request gets one model's response, and never the candidate's failure."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from chalicelib.errors import FunctionError
from chalicelib.serving.trial.canary import Canary, request_digest
from chalicelib.serving.trial.stops import Stops
from tests.support.requests import SPAM, send
from tests.support.responses import assert_error, request_to
from tests.support.trials import Labeller, always, canary_of, failing, last_line, serve

INFER = "/v2/models/spam-or-ham/infer"
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [1], "data": [SPAM]}
JSON = "application/json"
PROMOTED = always("ham")


def start(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch, candidate: Labeller, percent: int = 99
) -> Canary:
    """Let the app serve a candidate as a canary; by default, for nearly all requests."""
    trial = canary_of(candidate, percent)
    canary = Canary(PROMOTED, candidate, trial, Stops(None, trial))
    serve(app_module, monkeypatch, PROMOTED, canary)
    return canary


def tensors(text: str) -> bytes:
    return json.dumps({"inputs": [TENSOR | {"data": [text]}]}).encode()


def labels(app_module: ModuleType, texts: list[str]) -> list[Any]:
    """Return the label of each text, one request for each."""
    return [send(app_module, "local", text.encode()).json_body[0] for text in texts]


@pytest.fixture
def candidate() -> Labeller:
    return always("spam", recipe="another")


def test_every_route_that_labels_names_the_candidate(
    app_module: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    candidate: Labeller,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start(app_module, monkeypatch, candidate)
    version = candidate.manifest.version
    assert send(app_module, "local", SPAM.encode()).json_body == ["spam"]
    found = last_line(capsys)
    assert (found["version"], found["candidate"]) == (version, version)
    assert {name: value for name, value in found.items() if name.startswith("Canary")} == {
        "Canary.Requests": 1,
        "Canary.Texts": 1,
        "Canary.Disagreements": 1,
        "Canary.Predictions.spam": 1,
        "Canary.Latency": found["Canary.Latency"],
    }
    explained = send(app_module, "local", SPAM.encode(), path="/explain").json_body
    assert (explained["label"], explained["version"]) == ("spam", version)
    inferred = send(app_module, "local", tensors(SPAM), JSON, INFER).json_body
    assert inferred["model_version"] == last_line(capsys)["version"] == version
    assert inferred["outputs"][0]["data"] == ["spam"]


def test_the_other_routes_are_the_promoted_models(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch, candidate: Labeller
) -> None:
    start(app_module, monkeypatch, candidate)
    version = PROMOTED.manifest.version
    assert request_to(app_module, "GET /health").json_body["version"] == version
    assert request_to(app_module, "GET /model").json_body["version"] == version
    metadata = request_to(app_module, "GET /v2/models/spam-or-ham").json_body
    assert metadata["versions"] == [version]


def test_a_share_of_the_requests_goes_to_the_candidate_and_always_the_same(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch, candidate: Labeller
) -> None:
    start(app_module, monkeypatch, candidate, percent=30)
    texts = [f"text {number}" for number in range(200)]
    # POST /explain is not compared, so a candidate that differs is not stopped.
    explained = [send(app_module, "local", text.encode(), path="/explain") for text in texts]
    found = [response.json_body["label"] for response in explained]
    # The standard deviation of 200 draws of 30 % is 6.5.
    assert found.count("spam") == pytest.approx(60, abs=26)
    assert labels(app_module, texts[:20]) == found[:20]


def test_another_candidate_gets_other_requests_and_a_larger_share_the_same() -> None:
    one, other = (
        {text for text in map(str, range(1000)) if request_digest(version, text) % 100 < 10}
        for version in ("v1", "v2")
    )
    larger = {text for text in map(str, range(1000)) if request_digest("v1", text) % 100 < 20}
    assert len(one & other) < 40  # 10 are expected
    assert one < larger


def test_a_request_of_several_texts_goes_to_one_model(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch, candidate: Labeller
) -> None:
    start(app_module, monkeypatch, candidate, percent=50)
    found = {
        tuple(send(app_module, "local", json.dumps([f"{n}", "b", "c"]).encode(), JSON).json_body)
        for n in range(20)
    }
    assert found == {("ham",) * 3, ("spam",) * 3}


@pytest.mark.parametrize(
    ("error", "reason"), [(KeyError, "raised KeyError"), (FunctionError, SPAM)], ids=str
)
def test_the_promoted_model_responds_if_the_candidate_fails(
    app_module: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = failing(error, recipe="another")
    start(app_module, monkeypatch, broken)
    response = send(app_module, "local", json.dumps([SPAM, "a"]).encode(), JSON)
    assert (response.status_code, response.json_body) == (200, ["ham", "ham"])
    found = last_line(capsys)
    assert (found["Canary.Requests"], found["Canary.Errors"]) == (1, 1)
    assert (found["version"], found["candidate"]) == (
        PROMOTED.manifest.version,
        broken.manifest.version,
    )
    assert found["candidate_error"] == reason
    assert found["Predictions.ham"] == 2


def test_a_request_that_is_at_fault_is_not_the_candidates_error(
    app_module: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    candidate: Labeller,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start(app_module, monkeypatch, candidate)
    assert_error(send(app_module, "local", b""), 400, "BadRequestError")
    found = last_line(capsys)
    assert "candidate" not in found
    assert found["version"] == PROMOTED.manifest.version


def test_a_canary_that_fails_too_often_stops_by_itself(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    canary = start(app_module, monkeypatch, failing(recipe="another"))
    assert set(labels(app_module, [f"text {number}" for number in range(30)])) == {"ham"}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (stopped,) = (line for line in lines if "CanaryStopped" in line)
    assert stopped["CanaryStopped"] == 1
    assert stopped["canary_stopped"] == "it failed on 5 of 5 requests"
    assert sum("Canary.Errors" in line for line in lines) == 5
    assert canary.is_stopped
    assert "candidate" not in lines[-1]


def test_a_canary_that_shifts_the_labels_stops_by_itself(
    app_module: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    candidate: Labeller,
    capsys: pytest.CaptureFixture[str],
) -> None:
    canary = start(app_module, monkeypatch, candidate)
    found = labels(app_module, [f"text {number}" for number in range(40)])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (stopped,) = (line for line in lines if "CanaryStopped" in line)
    assert "it labels 100.0% of the texts differently" in stopped["canary_stopped"]
    assert found[-1] == "ham"
    assert found.count("spam") == 8
    canary.refresh()  # nowhere to tell
    assert canary.is_stopped


def test_a_stop_that_cannot_be_written_is_logged(
    app_module: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "reports").touch()
    candidate = failing(recipe="another")
    trial = canary_of(candidate)
    canary = Canary(PROMOTED, candidate, trial, Stops(str(tmp_path), trial))
    serve(app_module, monkeypatch, PROMOTED, canary)
    labels(app_module, [f"text {number}" for number in range(6)])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (stopped,) = (line for line in lines if "CanaryStopped" in line)
    assert "cannot be written" in stopped["canary_stop_error"]
    assert stopped["status"] == 200
