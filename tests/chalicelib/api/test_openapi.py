"""The OpenAPI document is valid, has exactly the app's routes, and fits the real responses."""

import json
import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from chalice.test import HTTPResponse
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import validator_for
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib.api.infer_request import MAX_ID_CHARACTERS, MAX_OUTPUTS
from chalicelib.api.json_response import HEADERS
from chalicelib.api.openapi import openapi
from chalicelib.settings import read_settings
from tests.support.requests import SPAM, send
from tests.support.responses import request_to
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

JSON = "application/json"
LIMITS = {"MAX_TEXTS": "7", "MAX_TEXT_BYTES": "90", "MAX_EXPLAIN_BYTES": "80"}
LIMITED = openapi("spam-or-ham", read_settings(LIMITS | {"MAX_REQUEST_BYTES": "700"}))
BODIES = LIMITED["paths"]["/spamorham"]["post"]["requestBody"]["content"]
VISIBLE = BODIES["text/plain"]["schema"]["pattern"]
TEXT, TEXTS = (validator_for(BODIES[name]["schema"]) for name in ("text/plain", JSON))

INFER = "/v2/models/{name}/infer"
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [1], "data": [SPAM]}
BY_ROUTE = {
    f"{method.upper()} {path}": operation["responses"]
    for path, operations in LIMITED["paths"].items()
    for method, operation in operations.items()
    if method != "parameters" and path != "/"
}
ROUTES = BY_ROUTE.keys()
NEED_NO_MODEL = {route for route, responses in BY_ROUTE.items() if "503" not in responses}


def request_valid(app_module: ModuleType, route: str, name: str = "spam-or-ham") -> HTTPResponse:
    """Send a valid request to a route."""
    method, path = route.replace("{name}", name).split()
    if method == "GET":
        return request_to(app_module, f"GET {path}")
    body, content_type = SPAM.encode(), "text/plain"
    if route == f"POST {INFER}":
        body, content_type = json.dumps({"inputs": [TENSOR], "id": "7"}).encode(), JSON
    return send(app_module, "local", body, content_type, path)


def pointer(*names: str) -> str:
    """Return a JSON pointer into the document, as a reference."""
    return "#/" + "/".join(quote(name.replace("/", "~1"), "~") for name in names)


def assert_described(app_module: ModuleType, response: HTTPResponse, route: str) -> None:
    """Assert that a response validates against the schema of its route and status."""
    document = document_of(app_module)
    method, path = route.split()
    described = document["paths"][path][method.lower()]["responses"][str(response.status_code)]
    where = described.get(
        "$ref", pointer("paths", path, method.lower(), "responses", str(response.status_code))
    )
    schema = f"{where}/content/{JSON.replace('/', '~1')}/schema"
    validator_for(document | {"$ref": schema}).validate(response.json_body)


def document_of(app_module: ModuleType) -> dict[str, Any]:
    document: dict[str, Any] = request_to(app_module, "GET /openapi.json").json_body
    return document


def test_the_document_is_valid(app_module: ModuleType) -> None:
    document = document_of(app_module)
    assert document["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_it_names_exactly_the_routes(app_module: ModuleType) -> None:
    named = {
        (path, method.upper())
        for path, operations in document_of(app_module)["paths"].items()
        for method in operations.keys() - {"parameters"}
    }
    routes = {
        (path, method) for path, methods in app_module.app.routes.items() for method in methods
    }
    heads = {(path, "HEAD") for path, method in routes if method == "GET"}
    assert named == routes - heads - {("/report", "POST")}  # which is off


def test_every_described_error_is_used(app_module: ModuleType) -> None:
    document = document_of(app_module)
    used = set(re.findall(r'"#/components/responses/(\d+)"', json.dumps(document)))
    assert used == set(document["components"]["responses"])


def test_the_limits_are_the_settings() -> None:
    assert BODIES["text/plain"]["schema"]["maxLength"] == 90
    assert "At most 90 bytes" in BODIES["text/plain"]["schema"]["description"]
    assert TEXTS.is_valid(["x"] * 7)
    assert not TEXTS.is_valid(["x"] * 8)
    assert TEXTS.is_valid("x" * 90)
    assert not TEXTS.is_valid("x" * 91)


def test_the_limits_of_explain_of_a_request_and_of_infer_are_described() -> None:
    explain, infer = (LIMITED["paths"][path]["post"]["requestBody"] for path in ("/explain", INFER))
    assert explain["content"]["text/plain"]["schema"]["maxLength"] == 80
    assert "At most 700 bytes" in explain["description"]
    fields = infer["content"][JSON]["schema"]["properties"]
    limits = (fields["id"]["maxLength"], fields["outputs"]["maxItems"])
    assert limits == (MAX_ID_CHARACTERS, MAX_OUTPUTS)


def test_every_json_response_is_described_with_its_headers() -> None:
    everywhere = [*LIMITED["components"]["responses"].values()]
    everywhere += [response for responses in BY_ROUTE.values() for response in responses.values()]
    inline = [response for response in everywhere if "$ref" not in response]
    assert len(inline) > 10
    for response in inline:
        headers = response["headers"]
        values = {name: headers[name]["schema"]["const"] for name in headers.keys() & HEADERS}
        assert values | {"Content-Type": JSON} == HEADERS


def test_the_document_and_the_service_agree_on_white_space() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert re.sub(VISIBLE, "", everything) == "".join(filter(str.isspace, everything))


def test_other_engines_agree_on_white_space() -> None:
    for character in map(chr, range(0x3100)):
        assert TEXT.is_valid(character) == (not character.isspace())


@given(st.text(max_size=30) | st.text(" \t\x1c\ufeff\u180ex", max_size=4))
def test_the_service_accepts_what_the_document_allows(any_text: str) -> None:
    assert TEXT.is_valid(any_text) == bool(any_text and not any_text.isspace())


@pytest.mark.parametrize("body", [None, 1, {}, [], [""], ["a", 1], [["a"]], "", "\n"])
def test_the_document_refuses_what_the_service_refuses(app_module: ModuleType, body: Any) -> None:
    response = send(app_module, "local", json.dumps(body).encode(), JSON)
    assert (response.status_code, TEXTS.is_valid(body)) == (400, False)


@pytest.mark.parametrize("route", ROUTES)
def test_real_responses_are_as_described(app_module: ModuleType, route: str) -> None:
    response = request_valid(app_module, route)
    assert response.status_code == 200
    assert_described(app_module, response, route)


@pytest.mark.parametrize("path", ["/spamorham", "/explain"])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [(b"", "text/plain", 400), (b"x" * 2001, "text/plain", 413), (b"x", "image/png", 415)],
)
def test_real_errors_are_as_described(
    app_module: ModuleType, path: str, body: bytes, content_type: str, status: int
) -> None:
    response = send(app_module, "local", body, content_type, path)
    assert response.status_code == status
    assert_described(app_module, response, f"POST {path}")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"inputs": [{}]}', b'{"inputs": 1}'])
def test_errors_of_the_protocol_are_as_described(app_module: ModuleType, body: bytes) -> None:
    response = send(app_module, "local", body, JSON, INFER.replace("{name}", "spam-or-ham"))
    assert response.status_code == 400
    assert_described(app_module, response, f"POST {INFER}")


@pytest.mark.parametrize("route", [route for route in ROUTES if "{name}" in route])
def test_404_is_as_described(app_module: ModuleType, route: str) -> None:
    response = request_valid(app_module, route, "other")
    assert response.status_code == 404
    assert_described(app_module, response, route)


@pytest.mark.parametrize("route", sorted(ROUTES - NEED_NO_MODEL))
def test_503_is_as_described(load_app: Callable[..., ModuleType], route: str) -> None:
    bare = load_app(MODEL_URI="no-such-directory")
    response = request_valid(bare, route)
    assert response.status_code == 503
    assert_described(bare, response, route)
    described = LIMITED["components"]["responses"]["503"]["headers"]
    assert set(described) <= set(response.headers)


@pytest.mark.parametrize("route", sorted(NEED_NO_MODEL))
def test_a_route_described_without_503_needs_no_model(
    load_app: Callable[..., ModuleType], route: str
) -> None:
    assert request_valid(load_app(MODEL_URI="no-such-directory"), route).status_code == 200


def test_every_field_of_a_response_is_in_the_document(
    app_module: ModuleType, default_bundle: Bundle
) -> None:
    fields = {
        path: LIMITED["paths"][path][method]["responses"]["200"]["content"][JSON]["schema"]
        for path, method in [("/model", "get"), ("/health", "get"), ("/explain", "post")]
    }
    mail = f"Subject: hi\n\n{SPAM}".encode()
    explained = send(app_module, "local", mail, "message/rfc822", "/explain").json_body
    assert set(explained) == set(fields["/explain"]["properties"])
    item = fields["/explain"]["properties"]["evidence"]["items"]
    assert all(set(piece) == set(item["properties"]) for piece in explained["evidence"])
    assert {*default_bundle.manifest.public(), "policy", "reports"} == set(
        fields["/model"]["properties"]
    )


def test_the_facts_of_a_pickled_model_are_as_described(
    load_app: Callable[..., ModuleType], tutorial_bundle: Bundle, tmp_path: Any
) -> None:
    writer = DirectoryWriter(tmp_path)
    for name in ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl"):
        writer.create(name, tutorial_bundle.files[name])
    loaded = load_app(MODEL_URI=writer.uri, ALLOW_PICKLE="1")
    response = request_to(loaded, "GET /model")
    assert response.json_body["version"].startswith("pickle-")
    assert_described(loaded, response, "GET /model")


def test_only_post_routes_need_a_key_and_only_if_required() -> None:
    open_, closed = (openapi("x", read_settings({"REQUIRE_API_KEY": each})) for each in "01")
    assert "securitySchemes" not in open_["components"]
    assert list(OpenAPIV31SpecValidator(closed).iter_errors()) == []
    asking = {
        (path, method)
        for path, operations in closed["paths"].items()
        for method, operation in operations.items()
        if "security" in operation
    }
    assert asking == {(path, "post") for path in ("/spamorham", "/explain", INFER)}
