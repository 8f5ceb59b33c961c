"""Shadow: the response is the promoted model's; the log says what the candidate would respond."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from chalicelib.pointer import SHADOW
from chalicelib.serving.trial.shadow import Shadow
from tests.support.requests import SPAM, send
from tests.support.stores import NOW, promote, publish
from tests.support.trials import Labeller, always, failing, last_line, serve
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer
from train.registry.trial_moves import plan_trial
from train.registry.writable_store import DirectoryWriter

TEXTS = json.dumps([SPAM, "ok lor, going home now"]).encode()
INFER = "/v2/models/spam-or-ham/infer"
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [2], "data": [SPAM, "ok"]}
JSON = "application/json"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/spamorham", TEXTS, id="labels"),
        pytest.param(INFER, json.dumps({"inputs": [TENSOR]}).encode(), id="infer"),
    ],
)
def test_the_candidate_labels_the_same_texts(
    app_module: ModuleType,
    path: str,
    body: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    promoted = Labeller(lambda text: "spam" if text == SPAM else "ham")
    candidate = always("spam", recipe="another")
    alone = send(app_module, "local", body, JSON, path).status_code
    serve(app_module, monkeypatch, promoted, Shadow(promoted, candidate))
    response = send(app_module, "local", body, JSON, path)
    assert response.status_code == alone == 200
    if path == "/spamorham":
        assert response.json_body == ["spam", "ham"]
    else:
        assert response.json_body["model_version"] == promoted.manifest.version
    found = last_line(capsys)
    assert (found["version"], found["candidate"]) == (
        promoted.manifest.version,
        candidate.manifest.version,
    )
    counts = {name: value for name, value in found.items() if name.startswith("Shadow.")}
    milliseconds = counts.pop("Shadow.Latency")
    assert counts == {
        "Shadow.Texts": 2,
        "Shadow.Disagreements": 1,
        "Shadow.Predictions.spam": 2,
    }
    assert 0 < milliseconds <= found["Latency"]
    units = {
        each["Name"]: each["Unit"] for each in found["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    }
    assert units["Shadow.Latency"] == "Milliseconds"
    assert found["Predictions.ham"] == 1


def test_a_failing_candidate_changes_no_response(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promoted = always("ham")
    serve(app_module, monkeypatch, promoted, Shadow(promoted, failing(recipe="another")))
    assert send(app_module, "local", TEXTS, JSON).json_body == ["ham", "ham"]
    captured = capsys.readouterr()
    found = json.loads(captured.out.splitlines()[-1])
    assert (found["Shadow.Errors"], found["candidate_error"]) == (2, "raised KeyError")
    assert "Shadow.Texts" not in found
    assert SPAM not in captured.out + captured.err


def test_a_request_without_a_label_scores_nothing(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promoted = always("ham")
    shadow = Shadow(promoted, failing(recipe="another"))
    shadow.refresh()
    serve(app_module, monkeypatch, promoted, shadow)
    assert send(app_module, "local", b"").status_code == 400
    assert send(app_module, "local", b"text", path="/explain").status_code == 200
    assert "candidate" not in last_line(capsys)


def test_a_published_candidate_is_scored_beside_the_promoted_version(
    tmp_path: Path,
    load_app: Callable[..., ModuleType],
    tutorial_bundle: Bundle,
    default_bundle: Bundle,
    capsys: pytest.CaptureFixture[str],
) -> None:
    writer = DirectoryWriter(tmp_path)
    promote(publish(tutorial_bundle, writer), writer)
    candidate = publish(default_bundle, writer)
    move_pointer(plan_trial(candidate, SHADOW, writer, NOW), writer)
    app_module = load_app(MODEL_URI=writer.uri)
    assert send(app_module, "local", SPAM.encode()).json_body == ["spam"]
    label = default_bundle.model().predict(SPAM)
    found = last_line(capsys)
    assert found["version"] == tutorial_bundle.manifest.version
    assert (found["candidate"], found[f"Shadow.Predictions.{label}"]) == (candidate, 1)
