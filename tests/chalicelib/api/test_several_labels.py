"""Every route with a model that gives a text several labels, or none."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema_rs import validator_for

from chalicelib.api.openapi import openapi
from chalicelib.settings import read_settings
from tests.support.requests import send
from tests.support.responses import request_to
from tests.support.several_labels import NAMES, several_bundle
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

BOTH = "free prize call now claim 2000 cash"
NEITHER = "the train is late again, sorry"
JSON = "application/json"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return several_bundle()


@pytest.fixture
def app_module(bundle: Bundle, load_app: Callable[..., ModuleType], tmp_path: Path) -> ModuleType:
    writer = DirectoryWriter(tmp_path)
    promote(publish(bundle, writer), writer)
    return load_app(MODEL_URI=writer.uri)


def posted(app_module: ModuleType, body: object, path: str = "/spamorham") -> Any:
    response = send(app_module, "local", json.dumps(body).encode(), JSON, path)
    assert response.status_code == 200
    return response.json_body


def test_each_text_gets_an_array_of_labels(app_module: ModuleType) -> None:
    assert posted(app_module, [BOTH, NEITHER]) == [["number", "spam"], []]
    response = send(app_module, "local", BOTH.encode(), "text/plain", "/spamorham")
    assert response.json_body == [["number", "spam"]]


def test_each_label_has_a_probability_of_its_own(app_module: ModuleType, bundle: Bundle) -> None:
    route = "/spamorham?probabilities=1"
    (both, neither) = posted(app_module, [BOTH, NEITHER], route)
    assert (both["label"], neither["label"]) == (["number", "spam"], [])
    for text, found in ((BOTH, both), (NEITHER, neither)):
        expected = bundle.model().classify(text).probabilities or ()
        assert found["probabilities"] == dict(zip(NAMES, expected, strict=True))
        on = [name for name, each in found["probabilities"].items() if each > 0.5]
        assert on == found["label"]


def test_a_tensor_has_the_labels_as_json_in_a_string(app_module: ModuleType) -> None:
    shape = {"name": "text", "datatype": "BYTES", "shape": [2], "data": [BOTH, NEITHER]}
    body = posted(app_module, {"inputs": [shape]}, "/v2/models/spam-or-ham/infer")
    label, probabilities = body["outputs"]
    assert label["data"] == ['["number", "spam"]', "[]"]
    assert (label["datatype"], label["shape"]) == ("BYTES", [2])
    assert (probabilities["shape"], len(probabilities["data"])) == ([2, 3], 6)


def test_the_most_probable_label_is_explained(app_module: ModuleType, bundle: Bundle) -> None:
    found = posted(app_module, BOTH, "/explain")
    scores = bundle.model().scores(BOTH)
    assert (found["label"], found["method"]) == (["number", "spam"], "leave-one-out")
    assert found["scores"] == dict(zip(NAMES, scores, strict=True))
    assert found["favours"] == NAMES[scores.index(max(scores))] == "spam"
    assert found["probability"] == max(bundle.model().classify(BOTH).probabilities or ())
    weights = {word["text"]: word["weight"] for word in found["evidence"]}
    at = NAMES.index("spam")
    without = bundle.model().scores(BOTH.replace("prize", " "))[at]
    assert weights["prize"] == pytest.approx(scores[at] - without)
    assert found["intercept"] == bundle.model().scores("")[at]


def test_a_text_without_a_label_is_explained(app_module: ModuleType) -> None:
    found = posted(app_module, NEITHER, "/explain")
    assert (found["label"], found["probability"] < 0.5) == ([], True)


def test_the_model_says_so(app_module: ModuleType) -> None:
    facts = request_to(app_module, "GET /model").json_body
    assert (facts["classes"], facts["several"]) == (NAMES, True)
    assert (facts["positive"], facts["threshold"]) == (None, None)


@pytest.mark.parametrize("path", ["/spamorham", "/spamorham?probabilities=1", "/explain", "/model"])
def test_the_responses_fit_the_document(app_module: ModuleType, path: str) -> None:
    document = openapi("spam-or-ham", read_settings({}))
    method = "get" if path == "/model" else "post"
    operation = document["paths"][path.partition("?")[0]][method]
    schema = operation["responses"]["200"]["content"][JSON]["schema"]
    for text in (BOTH, NEITHER):
        body = (
            request_to(app_module, f"GET {path}").json_body
            if method == "get"
            else posted(app_module, text, path)
        )
        validator_for(schema).validate(body)


def test_each_label_is_counted(app_module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    posted(app_module, [BOTH, NEITHER, "see you at 8"])
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    counts = {name: n for name, n in line.items() if name.startswith("Predictions.")}
    labels = sum(map(len, posted(app_module, [BOTH, NEITHER, "see you at 8"])))
    assert line["Texts"] == 3
    assert counts["Predictions.spam"] >= 1
    assert sum(counts.values()) == labels


def test_a_single_text_without_a_label_counts_as_a_text(
    app_module: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    posted(app_module, NEITHER)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["Texts"] == 1
    assert not [name for name in line if name.startswith("Predictions.")]
