"""The app responds as Chalice would, but for the headers of all JSON."""

import json
from typing import Any

import pytest
from chalice.app import BadRequestError, Chalice, CORSConfig, Request, Response

from chalicelib.api.json_response import HEADERS
from chalicelib.api.rest_app import RestApp
from emulation.gateway import proxy_event

PLAIN: dict[str, Any] = {"content_types": []}
CORS = PLAIN | {"cors": CORSConfig(allow_headers=["X-A"], expose_headers=["X-B"])}
UNKNOWN = {"Code": "InternalServerError", "Message": "Unknown request."}


@pytest.fixture
def observed() -> list[tuple[str, float, int, object]]:
    return []


@pytest.fixture
def app(observed: list[tuple[str, float, int, object]]) -> RestApp:
    def observe(request: Request, started: float, status: int, body: object) -> None:
        observed.append((request.path, started, status, body))

    app = RestApp("test", lambda: 2.5, observe)
    app.log.disabled = True

    @app.route("/value", methods=["GET", "POST"], **CORS)
    def value() -> object:
        return ["a", {"b": 1.5}]

    @app.route("/response", methods=["GET"], **CORS)
    def response() -> Response:
        return Response({"a": 1}, {"X-B": "1", "Set-Cookie": ["a", "b"]}, 202)

    @app.route("/text", methods=["GET"], **PLAIN)
    def text() -> Response:
        return Response("<p>", {"Content-Type": "text/html"})

    @app.route("/named/{name}", methods=["GET"], **PLAIN)
    def named(name: str) -> object:
        assert app.current_request is not None
        return [name, app.current_request.method, app.lambda_context]

    @app.route("/refused", methods=["GET"], **CORS)
    def refused() -> object:
        raise BadRequestError("no")

    @app.route("/failed", methods=["GET"], **CORS)
    def failed() -> object:
        raise KeyError("lost")

    return app


def parsed(response: dict[str, Any]) -> dict[str, Any]:
    """Return a response with its body parsed and without the headers that all JSON has."""
    headers = {k: v for k, v in response["headers"].items() if (k, v) not in HEADERS.items()}
    body = response["body"]
    return response | {"headers": headers, "body": body if body[0] == "<" else json.loads(body)}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *[("GET", path) for path in ("/value", "/response", "/text", "/refused", "/failed")],
        ("GET", "/named/{name}"),
        ("POST", "/value"),
    ],
)
def test_a_request_gets_the_response_that_chalice_gives(
    app: RestApp, method: str, path: str
) -> None:
    event = proxy_event(
        None, method=method, path=path, parameters={"name": "me"} if "{" in path else None
    )
    assert parsed(app(event, "context")) == parsed(Chalice.__call__(app, event, "context"))


@pytest.mark.parametrize(
    ("method", "path", "expected"), [("PUT", "/value", "GET or POST"), ("DELETE", "/failed", "GET")]
)
def test_another_method_gets_the_response_that_chalice_gives_and_the_expected_methods(
    app: RestApp, method: str, path: str, expected: str
) -> None:
    event = proxy_event(None, method=method, path=path)
    found, plain = parsed(app(event, None)), parsed(Chalice.__call__(app, event, None))
    assert plain["body"].pop("Message") == f"Unsupported method: {method}"
    assert found["body"].pop("Message") == f"found the method {method}; expected {expected}"
    assert found == plain


def test_each_response_is_observed_with_its_body(
    app: RestApp, observed: list[tuple[str, float, int, object]]
) -> None:
    for path in ("/response", "/refused", "/none"):
        app(proxy_event(None, method="GET", path=path), None)
    message = {
        "Code": "MethodNotAllowedError",
        "Message": "found the method GET; expected another path",
    }
    assert observed == [
        ("/response", 2.5, 202, {"a": 1}),
        ("/refused", 2.5, 400, {"Code": "BadRequestError", "Message": "no"}),
        ("/none", 2.5, 405, message),
    ]


@pytest.mark.parametrize(
    "event", [{}, {"source": "aws.events"}, {"requestContext": {}}], ids=["empty", "ping", "other"]
)
def test_an_event_that_is_no_request_is_not_a_failure_of_the_function(
    app: RestApp, observed: list[tuple[str, float, int, object]], event: dict[str, Any]
) -> None:
    response = app(event, None)
    assert (response["statusCode"], json.loads(response["body"])) == (500, UNKNOWN)
    assert observed == []


def test_a_failure_is_logged_with_its_trace(app: RestApp, caplog: pytest.LogCaptureFixture) -> None:
    app.log.disabled, app.log.propagate = False, True
    app(proxy_event(None, method="GET", path="/failed"), None)
    assert "Caught exception for path /failed" in caplog.text
    assert "KeyError: 'lost'" in caplog.text
