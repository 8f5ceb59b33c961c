"""`POST /explain`, for each form in which a body arrives."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import joblib
import pytest
from chalice.test import HTTPResponse
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB

from tests.support.parity import LABELS, TRAINING
from tests.support.requests import SPAM, WAYS, send
from tests.support.responses import assert_error
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

EMOJI = "🎉 WIN 👩‍👩‍👧 a FREE phone\r\nnow 🇬🇧 é"
TEXTS = [SPAM, EMOJI, "ok lor, going home now", "words never seen", "!?", TRAINING[0]]

Post = Callable[..., HTTPResponse]


@pytest.fixture(params=WAYS)
def post(request: pytest.FixtureRequest, app_module: ModuleType) -> Post:
    return partial(send, app_module, request.param, path="/explain")


def explained(response: HTTPResponse) -> dict[str, Any]:
    assert response.status_code == 200
    explanation: dict[str, Any] = response.json_body
    return explanation


def test_the_response_has_the_label_and_the_models_version(
    post: Post, default_bundle: Bundle
) -> None:
    explanation = explained(post(SPAM.encode()))
    names = {"label", "probability", "scores", "intercept", "evidence", "version"}
    names |= {"favours", "method", "rule", "matched", "known", "familiar"}
    assert set(explanation) == names
    assert (explanation["label"], explanation["version"]) == (
        "spam",
        default_bundle.manifest.version,
    )
    assert set(explanation["scores"]) == {"ham", "spam"}
    assert 0.5 < explanation["probability"] <= 1


@pytest.mark.parametrize("text", [*TEXTS, "\0", "x" * 2000])
def test_intercept_and_weights_add_up_to_the_margin(post: Post, text: str) -> None:
    explanation = explained(post(text.encode()))
    margin = explanation["scores"]["spam"] - explanation["scores"]["ham"]
    total = explanation["intercept"] + sum(item["weight"] for item in explanation["evidence"])
    assert total == pytest.approx(margin, rel=1e-9, abs=1e-9)


def test_offsets_count_code_points_of_the_submitted_text(post: Post) -> None:
    evidence = explained(post(EMOJI.encode()))["evidence"]
    assert [EMOJI[item["start"] : item["end"]] for item in evidence] == [
        item["text"] for item in evidence
    ]
    assert {"🎉", "WIN", "FREE", "phone"} <= {item["text"] for item in evidence}


def test_offsets_do_not_depend_on_the_charset(app_module: ModuleType) -> None:
    first, second = (
        send(app_module, "base64", EMOJI.encode(name), f"text/plain; charset={name}", "/explain")
        for name in ("utf-8", "utf-16-be")
    )
    assert explained(first) == explained(second)


def test_the_label_is_that_of_spamorham(post: Post, app_module: ModuleType) -> None:
    for text in TEXTS:
        label = explained(post(text.encode()))["label"]
        assert send(app_module, "local", text.encode()).json_body == [label]


def test_no_content_type_counts_as_plain_text(post: Post) -> None:
    assert explained(post(SPAM.encode(), None))["label"] == "spam"


@pytest.mark.parametrize("content_type", ["text/html", "application/x-www-form-urlencoded"])
def test_another_content_type_is_refused_with_the_header_to_send(
    post: Post, content_type: str
) -> None:
    message = assert_error(post(b'"free"', content_type), 415, "UnsupportedMediaTypeError")
    send_this = "send the raw text with 'Content-Type: text/plain'"
    assert message.startswith(f"found Content-Type {content_type!r}; {send_this}")


@pytest.mark.parametrize("body", [SPAM, {"text": SPAM}])
def test_a_text_in_json_is_explained(post: Post, body: object) -> None:
    raw, found = (
        explained(post(SPAM.encode())),
        explained(post(json.dumps(body).encode(), "application/json")),
    )
    assert found == raw


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("[]", "an array as the JSON body"),
        ('["a"]', "an array as the JSON body"),
        ('{"texts": ["a"]}', "an object without 'text'"),
        ('{"text": 1}', "a number as 'text'"),
        ("1", "a number as the JSON body"),
        ('" "', "only white space as the JSON body"),
    ],
)
def test_json_that_is_not_one_text_is_refused(post: Post, body: str, found: str) -> None:
    message = assert_error(post(body.encode(), "application/json"), 400, "BadRequestError")
    assert message.startswith(f"found {found}; expected a ")


@pytest.mark.parametrize(
    ("body", "found"), [(b"", "an empty body"), (" \u3000\n".encode(), "only white space")]
)
def test_an_empty_text_is_refused(post: Post, body: bytes, found: str) -> None:
    message = assert_error(post(body), 400, "BadRequestError")
    assert message == f"found {found}; expected a text to classify"


def test_an_unknown_charset_is_refused(app_module: ModuleType) -> None:
    response = send(app_module, "local", b"free", "text/plain; charset=klingon", "/explain")
    assert "'klingon'" in assert_error(response, 400, "BadRequestError")


def test_bytes_that_the_charset_does_not_decode_are_refused(app_module: ModuleType) -> None:
    response = send(app_module, "base64", b"caf\xe9", path="/explain")
    assert "'utf-8'" in assert_error(response, 400, "BadRequestError")


def test_a_text_over_the_limit_is_refused_with_the_limit(post: Post) -> None:
    message = assert_error(post(b"x" * 2001), 413, "PayloadTooLargeError")
    assert message == "found a text of 2001 bytes in UTF-8; expected at most 2000"


@pytest.mark.parametrize("way", WAYS)
def test_with_three_classes_the_highest_two_scores_make_the_margin(
    load_app: Callable[..., ModuleType], three_class_bundle: Bundle, tmp_path: Path, way: str
) -> None:
    writer = DirectoryWriter(tmp_path)
    promote(publish(three_class_bundle, writer), writer)
    explanation = explained(
        send(load_app(MODEL_URI=writer.uri), way, SPAM.encode(), path="/explain")
    )
    first, second, _ = sorted(explanation["scores"].values(), reverse=True)
    total = explanation["intercept"] + sum(item["weight"] for item in explanation["evidence"])
    assert total == pytest.approx(first - second, rel=1e-9)


@pytest.fixture
def pickled_app(load_app: Callable[..., ModuleType], tmp_path: Path) -> ModuleType:
    """Return app.py with a model from the tutorial's two pickles."""
    return pickled_model(load_app, tmp_path, GaussianNB())


def pickled_model(
    load_app: Callable[..., ModuleType], tmp_path: Path, classifier: Any
) -> ModuleType:
    vectorizer = TfidfVectorizer()
    classifier.fit(vectorizer.fit_transform(TRAINING).toarray(), LABELS)
    joblib.dump(vectorizer, tmp_path / "tfidf_vectorizer.pkl")
    joblib.dump(classifier, tmp_path / "naive_bayes_clf.pkl")
    return load_app(MODEL_URI=str(tmp_path), ALLOW_PICKLE="1")


@pytest.mark.parametrize("way", WAYS)
def test_a_model_from_pickles_is_explained_by_leaving_words_out(
    pickled_app: ModuleType, way: str
) -> None:
    assert send(pickled_app, way, SPAM.encode()).json_body == ["spam"]
    explanation = explained(send(pickled_app, way, SPAM.encode(), path="/explain"))
    assert (explanation["label"], explanation["method"]) == ("spam", "leave-one-out")
    assert explanation["probability"] is None
    assert max(item["weight"] for item in explanation["evidence"]) > 0


@pytest.mark.parametrize("way", WAYS)
def test_a_pickled_model_without_scores_is_not_explained(
    load_app: Callable[..., ModuleType], tmp_path: Path, way: str
) -> None:
    voters = VotingClassifier([("one", GaussianNB()), ("two", GaussianNB())])
    app_module = pickled_model(load_app, tmp_path, voters)
    response = send(app_module, way, SPAM.encode(), path="/explain")
    message = assert_error(response, 404, "NotFoundError")
    assert "its VotingClassifier has no scores, so it cannot be explained" in message
    assert response.headers["Access-Control-Allow-Origin"] == "*"
