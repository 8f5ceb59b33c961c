"""The responses say how much of a text the model knows, and whether that is as usual."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB

from tests.support.parity import LABELS, TRAINING
from tests.support.references import with_reference
from tests.support.requests import SPAM, send
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

UNKNOWN = "щзх жъё"
INFER = "/v2/models/spam-or-ham/infer"
TENSOR = {"name": "text", "datatype": "BYTES"}

Load = Callable[..., ModuleType]


def asked(app: ModuleType, path: str, *texts: str) -> Any:
    response = send(app, "local", json.dumps(texts).encode(), "application/json", path)
    assert response.status_code == 200
    return response.json_body


def explained(app: ModuleType, text: str) -> tuple[object, object]:
    found = send(app, "local", text.encode(), path="/explain").json_body
    return found["known"], found["familiar"]


def inferred(app: ModuleType, *names: str) -> Any:
    tensor = {**TENSOR, "shape": [2], "data": [SPAM, UNKNOWN]}
    body = {"inputs": [tensor], "outputs": [{"name": name} for name in names]}
    return send(app, "local", json.dumps(body).encode(), "application/json", INFER).json_body


@pytest.fixture
def with_low(load_app: Load, default_bundle: Bundle, tmp_path: Path) -> ModuleType:
    """Return app.py over a model whose reference says that shares from 0.6 upwards are usual."""
    store = DirectoryWriter(tmp_path)
    promote(publish(with_reference(default_bundle), store), store)
    return load_app(MODEL_URI=store.uri)


@pytest.fixture
def pickled(load_app: Load, tmp_path: Path) -> ModuleType:
    vectorizer = TfidfVectorizer()
    classifier = GaussianNB().fit(vectorizer.fit_transform(TRAINING).toarray(), LABELS)
    joblib.dump(vectorizer, tmp_path / "tfidf_vectorizer.pkl")
    joblib.dump(classifier, tmp_path / "naive_bayes_clf.pkl")
    return load_app(MODEL_URI=str(tmp_path), ALLOW_PICKLE="1")


def test_labels_come_with_it_if_probabilities_are_requested(
    app_module: ModuleType, default_bundle: Bundle
) -> None:
    found = asked(app_module, "/spamorham?probabilities=1", SPAM, UNKNOWN)
    model = default_bundle.model()
    assert [each["known"] for each in found] == [model.known_share(SPAM), 0.0]
    assert found[0]["known"] == 1.0


def test_an_explanation_says_whether_the_text_is_familiar(with_low: ModuleType) -> None:
    assert (explained(with_low, SPAM), explained(with_low, UNKNOWN)) == ((1.0, True), (0.0, False))


def test_labels_with_probabilities_say_it_too(with_low: ModuleType) -> None:
    found = asked(with_low, "/spamorham?probabilities=1", SPAM, UNKNOWN)
    assert [each["familiar"] for each in found] == [True, False]


def test_without_a_reference_no_text_is_familiar_or_not(app_module: ModuleType) -> None:
    assert explained(app_module, SPAM) == (1.0, None)


def test_the_protocol_has_it_as_an_output_that_must_be_named(app_module: ModuleType) -> None:
    assert inferred(app_module, "known")["outputs"] == [
        {"name": "known", "datatype": "FP64", "shape": [2], "data": [1.0, 0.0]}
    ]
    assert [each["name"] for each in inferred(app_module)["outputs"]] == ["label", "probabilities"]


def test_pickles_cannot_tell_it(pickled: ModuleType) -> None:
    [labelled] = asked(pickled, "/spamorham?probabilities=1", SPAM)
    assert labelled["known"] is None
    assert explained(pickled, SPAM) == (None, None)
    assert inferred(pickled, "known")["Message"] == "the model has no 'known'; expected 'label'"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/spamorham", json.dumps([SPAM])),
        ("/explain", json.dumps(SPAM)),
        (INFER, json.dumps({"inputs": [{**TENSOR, "shape": [1], "data": [SPAM]}]})),
    ],
)
def test_each_route_is_sampled_a_second_after_the_first_request(
    with_low: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: str,
    body: str,
) -> None:
    for seconds in (0, 2):
        monkeypatch.setattr(with_low.telemetry, "_clock", lambda now=seconds: float(now))
        send(with_low, "local", body.encode(), "application/json", path)
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    margin = with_low.model_cache.model().margin(SPAM)
    assert ("score" in first, second["known"]) == (False, 1.0)
    assert second["score"] == pytest.approx(margin, abs=1e-6)
    assert margin > 0


def test_it_is_not_computed_unless_it_is_requested(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[str] = []
    model = app_module.model_cache.model()
    monkeypatch.setattr(model, "known_share", shares.append)
    asked(app_module, "/spamorham", SPAM)
    inferred(app_module, "label")
    assert shares == []
    asked(app_module, "/spamorham?probabilities=1", SPAM)
    assert shares == [SPAM]
