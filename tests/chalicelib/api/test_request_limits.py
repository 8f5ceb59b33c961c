"""The limits of a request: its bytes, the text to explain, and what `/v2` repeats."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from chalicelib.api.infer_request import MAX_ID_CHARACTERS, MAX_OUTPUTS
from emulation.gateway import proxy_event
from tests.support.requests import SPAM, WAYS, call, send
from tests.support.responses import assert_error
from train.registry.writable_store import DirectoryWriter

INFER = "/v2/models/spam-or-ham/infer"
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [1], "data": [SPAM]}
BODIES = [
    pytest.param("/spamorham", "text/plain", SPAM, id="text"),
    pytest.param("/spamorham", "application/json", json.dumps([SPAM]), id="json"),
    pytest.param("/explain", "text/plain", SPAM, id="explain"),
    pytest.param(INFER, "application/json", json.dumps({"inputs": [TENSOR]}), id="infer"),
]


@pytest.fixture
def limited(load_app: Callable[..., ModuleType], published: DirectoryWriter) -> ModuleType:
    """Return app.py for requests of at most 300 bytes."""
    limits = {"MAX_REQUEST_BYTES": "300", "MAX_EXPLAIN_BYTES": "300"}
    return load_app(MODEL_URI=published.uri, **limits)


def inferred(app_module: ModuleType, **fields: object) -> Any:
    body = json.dumps({"inputs": [TENSOR]} | fields).encode()
    return send(app_module, "local", body, "application/json", INFER)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("path", "content_type", "body"), BODIES)
def test_a_request_over_the_limit_is_refused_with_the_limit(
    limited: ModuleType, way: str, path: str, content_type: str, body: str
) -> None:
    assert send(limited, way, body.ljust(300).encode(), content_type, path).status_code == 200
    response = send(limited, way, body.ljust(301).encode(), content_type, path)
    expected = (
        "found a request of 301 bytes; expected at most 300 (MAX_REQUEST_BYTES): send less at "
        "once, or a mail without its attachments"
    )
    assert response.status_code == 413
    assert response.json_body["Code"] == "PayloadTooLargeError"
    assert response.json_body["Message"] == expected


@pytest.mark.parametrize("path", ["/spamorham", INFER])
def test_a_large_array_is_refused_by_default(app_module: ModuleType, path: str) -> None:
    body = json.dumps(["x" * 1999] * 2900).encode()
    response = send(app_module, "string", body, "application/json", path)
    assert response.status_code == 413
    assert "expected at most 262144" in response.json_body["Message"]


def test_a_string_is_counted_in_utf_8(limited: ModuleType) -> None:
    body = json.dumps("é" * 150, ensure_ascii=False).encode()
    assert len(body) == 302
    message = send(limited, "string", body, "application/json").json_body["Message"]
    assert message.startswith("found a request of 302 bytes")


@pytest.mark.parametrize("way", WAYS)
def test_a_text_to_explain_has_its_own_limit(
    load_app: Callable[..., ModuleType], published: DirectoryWriter, way: str
) -> None:
    limited = load_app(MODEL_URI=published.uri, MAX_EXPLAIN_BYTES="300")
    for path, status in (("/explain", 413), ("/spamorham", 200)):
        assert send(limited, way, b"x" * 300, path=path).status_code == 200
        assert send(limited, way, b"x" * 301, path=path).status_code == status
    response = send(limited, way, b"x" * 301, path="/explain")
    message = assert_error(response, 413, "PayloadTooLargeError")
    assert message == "found a text of 301 bytes in UTF-8; expected at most 300"


def test_the_largest_explanation_stays_small(
    load_app: Callable[..., ModuleType], published: DirectoryWriter
) -> None:
    app_module = load_app(MODEL_URI=published.uri)
    response = send(app_module, "local", b"!" * 8192, path="/explain")
    assert len(response.json_body["evidence"]) == 8192
    assert len(response.body) < 700_000


@pytest.mark.parametrize("body", ["a", "\u00e9", "====", "YQ=", "YQ\ud800=="])
def test_a_body_that_is_not_base64_is_refused(app_module: ModuleType, body: str) -> None:
    response = call(app_module, proxy_event(body, encoded=True))
    assert response.status_code == 400
    assert response.json_body["Code"] == "BadRequestError"


def test_a_long_id_is_refused_and_not_repeated(app_module: ModuleType) -> None:
    longest = "\N{WRAPPED PRESENT}" * MAX_ID_CHARACTERS
    assert inferred(app_module, id=longest).json_body["id"] == longest
    response = inferred(app_module, id=longest + "x")
    expected = f"'id' of the request has {MAX_ID_CHARACTERS + 1} characters; expected at most "
    assert response.status_code == 400
    assert response.json_body["Message"] == f"{expected}{MAX_ID_CHARACTERS}"


def test_many_outputs_are_refused(app_module: ModuleType) -> None:
    label = {"name": "label"}
    assert inferred(app_module, outputs=[label] * MAX_OUTPUTS).status_code == 200
    response = inferred(app_module, outputs=[label] * (MAX_OUTPUTS + 1))
    assert response.status_code == 400
    assert response.json_body["Message"] == "found 11 outputs; expected at most 10"


LONG = "x" * 20_000


@pytest.mark.parametrize(
    "fields",
    [
        {"id": LONG},
        {"inputs": [TENSOR] * 300},
        {"inputs": [TENSOR | {"name": LONG}]},
        {"inputs": [TENSOR | {"datatype": LONG}]},
        {"inputs": [TENSOR | {"shape": [1] * 20_000}]},
        {"inputs": [TENSOR | {"shape": [10**4000] * 20}]},
        {"outputs": [{"name": LONG}]},
        {"outputs": [{"name": "label", "parameters": {"binary_data": LONG}}]},
        {"parameters": dict.fromkeys(map(str, range(9000))) | {"classification": LONG}},
    ],
)
def test_no_error_is_much_longer_than_its_reason(
    app_module: ModuleType, fields: dict[str, object]
) -> None:
    response = inferred(app_module, **fields)
    assert response.status_code == 400
    assert len(response.body) < 500
