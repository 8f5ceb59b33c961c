"""The app called as Lambda calls it: with API Gateway's proxy events, whatever a client sends."""

import base64
import importlib
import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from train.storage import DirectoryStorage

SPAM = "win a free phone, txt WIN to 80001"
PLAIN = "text/plain"


def proxy_event(
    body: str | None, content_type: str | None = PLAIN, encoded: bool = False
) -> dict[str, Any]:
    """Return the event that API Gateway's REST API sends to Lambda for POST /spamorham."""
    headers = {} if content_type is None else {"content-type": content_type}
    return {
        "resource": "/spamorham",
        "path": "/spamorham",
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "httpMethod": "POST",
            "resourcePath": "/spamorham",
            "path": "/api/spamorham",
            "stage": "api",
            "identity": {"sourceIp": "203.0.113.7"},
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


def call(app_module: ModuleType, event: dict[str, Any]) -> tuple[int, Any]:
    answer = app_module.app(event, None)
    return answer["statusCode"], json.loads(answer["body"])


@pytest.mark.parametrize(
    ("body", "content_type", "encoded"),
    [
        pytest.param(SPAM, PLAIN, False, id="string"),
        pytest.param(SPAM, None, False, id="no-content-type"),
        pytest.param(SPAM, "text/plain; charset=latin-1", False, id="charset"),
        pytest.param(base64.b64encode(SPAM.encode()).decode(), PLAIN, True, id="base64"),
        pytest.param(
            base64.b64encode(SPAM.encode("utf-16")).decode(),
            "text/plain; charset=utf-16",
            True,
            id="base64-with-charset",
        ),
    ],
)
def test_api_gateways_events_are_answered(
    app_module: ModuleType, body: str, content_type: str | None, encoded: bool
) -> None:
    assert call(app_module, proxy_event(body, content_type, encoded)) == (200, ["spam"])


def test_api_gateway_is_told_to_hand_plain_text_over_as_bytes(app_module: ModuleType) -> None:
    assert "text/plain" in app_module.app.api.binary_types


def test_an_event_without_a_body_is_an_empty_text(app_module: ModuleType) -> None:
    status, body = call(app_module, proxy_event(None))
    assert (status, body["Code"]) == (400, "BadRequestError")


def test_lone_surrogates_and_nul_are_classified(app_module: ModuleType) -> None:
    assert call(app_module, proxy_event("\ud83d\0 \udc00"))[0] == 200


def test_the_size_of_a_string_is_counted_in_bytes(app_module: ModuleType) -> None:
    assert call(app_module, proxy_event("é" * 1001))[0] == 413


@settings(max_examples=150, deadline=None)
@given(
    body=st.text(st.characters(exclude_categories=()), max_size=60),
    content_type=st.none() | st.text(max_size=30) | st.just("text/plain; charset=").flatmap(
        lambda head: st.text(max_size=12).map(head.__add__)
    ),
    encoded=st.booleans(),
)  # fmt: skip
def test_nothing_a_client_sends_is_a_server_error(
    any_app: ModuleType, body: str, content_type: str | None, encoded: bool
) -> None:
    if encoded:
        body = base64.b64encode(body.encode("utf-8", "surrogatepass")).decode()
    status, _ = call(any_app, proxy_event(body, content_type, encoded))
    assert status in (200, 400, 413, 415)


@pytest.fixture(scope="module")
def any_app(published: DirectoryStorage) -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODEL_URI", published.uri)
        patch.delitem(sys.modules, "app", raising=False)
        yield importlib.import_module("app")
