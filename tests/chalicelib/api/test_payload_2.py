"""What payload 2.0 becomes before a view sees it, and what a response becomes after it."""

import json
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest
from chalice.app import Chalice, Response

from chalicelib.api.payload_2 import find_route, respond
from emulation.doors import SIGNER, FunctionUrl, HttpApi
from emulation.http_front import HttpFront
from tests.support.doors import ask, invoker
from tests.support.user_reports import TEXT, report_texts
from train.registry.writable_store import DirectoryWriter

Load = Callable[..., ModuleType]
Event = Mapping[str, Any]

JSON = {"Content-Type": "application/json"}
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/{}/aws4_request"}


def signed(front: HttpFront) -> dict[str, str]:
    service = "lambda" if isinstance(front, FunctionUrl) else "execute-api"
    return {name: value.format(service) for name, value in SIGNED.items()}


@pytest.fixture
def seen() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def app(seen: list[dict[str, Any]]) -> Chalice:
    """Return an app that is as this project's, and keeps each request that a view gets."""

    class App(Chalice):
        def __call__(self, event: Any, context: Any) -> dict[str, Any]:
            return respond(self.routes, event, lambda rest: super(App, self).__call__(rest, None))

    app = App("test", configure_logs=False)

    @app.route("/a/{name}/b", methods=["GET"])
    @app.route("/a/fixed/{name}", methods=["GET"])
    def view(name: str) -> Response:
        assert app.current_request is not None
        event = app.current_request.to_original_event()
        seen.append({"name": name, "query": app.current_request.query_params} | event)
        return Response(
            "", {"Set-Cookie": ["a=1", "b=2"], "Vary": ["Origin", "Accept"], "X-A": "1"}
        )

    return app


def test_a_view_sees_the_cookies_the_query_and_who_calls(
    app: Chalice, seen: list[dict[str, Any]]
) -> None:
    headers = {"Cookie": "a=1; b=2", "User-Agent": "me", "X-Two": "1"}
    ask(FunctionUrl(invoker(app)), "GET /a/caf%C3%A9/b?x=1&x=%26&y=", headers=headers)
    [request] = seen
    assert (request["name"], request["resource"]) == ("café", "/a/{name}/b")
    assert request["headers"]["cookie"] == "a=1; b=2"
    assert request["query"].getlist("x") == ["1", "&"]
    assert request["queryStringParameters"] == {"x": "&", "y": ""}
    context = request["requestContext"]
    assert context["identity"] == {"sourceIp": "203.0.113.7", "userAgent": "me"}
    assert context["requestId"] == "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    assert context["stage"] == "$default"


@pytest.mark.parametrize("kind", [FunctionUrl, HttpApi])
def test_a_view_sees_who_signed(
    app: Chalice, seen: list[dict[str, Any]], kind: type[FunctionUrl | HttpApi]
) -> None:
    front = kind(invoker(app), signed=True)
    assert ask(front, "GET /a/x/b").status == 403
    assert ask(front, "GET /a/x/b", headers=signed(front)).status == 200
    [request] = seen
    identity = request["requestContext"]["identity"]
    assert (identity["caller"], identity["userArn"]) == (SIGNER["callerId"], SIGNER["userArn"])


def test_a_response_has_one_value_for_a_header_and_its_cookies_apart(app: Chalice) -> None:
    results: list[dict[str, Any]] = []

    def call(event: dict[str, Any]) -> dict[str, Any]:
        results.append(app(event, None))
        return results[-1]

    ask(FunctionUrl(call), "GET /a/x/b")
    [result] = results
    assert result["cookies"] == ["a=1", "b=2"]
    assert result["headers"] == {"Vary": "Origin, Accept", "X-A": "1"}


@pytest.mark.parametrize(
    ("path", "stage", "expected"),
    [
        ("/a/x/b", "$default", "/a/{name}/b"),
        ("/a/fixed/b", "$default", "/a/fixed/{name}"),
        ("/prod/a/x/b", "prod", "/a/{name}/b"),
        ("/a/x/b", "prod", "/a/{name}/b"),
        ("/production/a/x/b", "prod", None),
        ("/a//b", "$default", None),
        ("/a/x/b/", "$default", None),
        ("/prod", "prod", None),
        ("", "$default", None),
    ],
)
def test_a_path_matches_the_route_that_api_gateway_would_choose(
    app: Chalice, path: str, stage: str, expected: str | None
) -> None:
    event = {"rawPath": path, "requestContext": {"stage": stage}}
    match = find_route(app.routes, event)
    assert (match and match.route) == expected


def test_an_http_api_has_decoded_the_path(app: Chalice) -> None:
    event = {"rawPath": "/a/50%25/b", "requestContext": {"domainName": "x.execute-api.y"}}
    match = find_route(app.routes, event)
    assert match is not None
    assert match.parameters == {"name": "50%25"}


@pytest.mark.parametrize("kind", [FunctionUrl, HttpApi])
def test_a_signature_takes_the_place_of_an_api_key(
    load_app: Load, published: DirectoryWriter, kind: type[FunctionUrl | HttpApi]
) -> None:
    app_module = load_app(MODEL_URI=published.uri, REQUIRE_API_KEY="1")
    open_door, closed = kind(invoker(app_module.app)), kind(invoker(app_module.app), signed=True)
    refused = ask(open_door, "POST /spamorham", b'"a"', JSON | {"x-api-key": "a-key"})
    assert (refused.status, json.loads(refused.body)) == (403, {"message": "Forbidden"})
    assert ask(open_door, "GET /health").status == 200
    assert ask(closed, "POST /spamorham", b'"a"', JSON | signed(closed)).status == 200


def test_a_report_belongs_to_the_user_or_role_that_signed(
    load_app: Load, published: DirectoryWriter, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DirectoryWriter(tmp_path)
    app_module = load_app(MODEL_URI=published.uri, REPORTS_URI=store.uri)
    front = FunctionUrl(invoker(app_module.app), signed=True)
    report = json.dumps({"text": TEXT, "label": "spam"}).encode()
    for caller in ("AROAEXAMPLE:one", "AROAEXAMPLE:another", "AIDAEXAMPLE"):
        monkeypatch.setitem(SIGNER, "callerId", caller)
        assert ask(front, "POST /report", report, JSON | signed(front)).status == 200
    # One report of a reporter about a text is kept, and a session's name makes no other reporter.
    assert len(report_texts(store)) == 2
