"""Every route responds alike through a REST API, a function URL and an HTTP API."""

import gzip
import json
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.support.doors import KEY, ask, fronts
from tests.support.requests import SPAM

Load = Callable[..., ModuleType]

JSON = {"Content-Type": "application/json"}
TEXT = {"Content-Type": "text/plain"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MAIL = {"Content-Type": "message/rfc822"}
GZIPPED = {"Content-Encoding": "gzip"}
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [1], "data": [SPAM]}
INFER = "/v2/models/spam-or-ham/infer"
LATIN_MAIL = b"Subject: caf\xe9\nContent-Type: text/plain; charset=latin-1\n\nfree phone, caf\xe9"
PREFLIGHT = {"Origin": "https://example.com", "Access-Control-Request-Method": "POST"}


def named(charset: str) -> dict[str, str]:
    return {"Content-Type": f"text/plain; charset={charset}"}


Case = tuple[str, bytes, dict[str, str], int]

ROUTES: dict[str, Case] = {
    "label": ("POST /spamorham", SPAM.encode(), TEXT, 200),
    "no-content-type": ("POST /spamorham", SPAM.encode(), {}, 200),
    "emoji": ("POST /spamorham", "free lunch 🎁 só fácil".encode(), TEXT, 200),
    "named-utf-8": ("POST /spamorham", "só".encode(), named("utf-8"), 200),
    "labels": ("POST /spamorham", json.dumps([SPAM, "ã"]).encode(), JSON, 200),
    "probabilities": ("POST /spamorham?probabilities=1", json.dumps([SPAM]).encode(), JSON, 200),
    "repeated-query": ("POST /spamorham?probabilities=0&probabilities=1", b'"a"', JSON, 200),
    "empty-query": ("POST /spamorham?probabilities", b'"a"', JSON, 400),
    "mail": ("POST /spamorham", LATIN_MAIL, MAIL, 200),
    "explained-mail": ("POST /explain", LATIN_MAIL, MAIL, 200),
    "mail-gzipped": ("POST /spamorham", gzip.compress(LATIN_MAIL), MAIL | GZIPPED, 200),
    "explain": ("POST /explain", SPAM.encode(), TEXT, 200),
    "sender": ("POST /spamorham", SPAM.encode(), TEXT | {"X-Sender": "a@example.com"}, 200),
    "model": ("GET /model", b"", {}, 200),
    "health": ("GET /health", b"", {}, 200),
    "openapi": ("GET /openapi.json", b"", {}, 200),
    "page": ("GET /", b"", {}, 200),
    "server": ("GET /v2", b"", {}, 200),
    "live": ("GET /v2/health/live", b"", {}, 200),
    "server-ready": ("GET /v2/health/ready", b"", {}, 200),
    "metadata": ("GET /v2/models/spam-or-ham", b"", {}, 200),
    "encoded-name": ("GET /v2/models/spam%2Dor-ham", b"", {}, 200),
    "ready": ("GET /v2/models/spam-or-ham/ready", b"", {}, 200),
    "infer": (f"POST {INFER}", json.dumps({"inputs": [TENSOR]}).encode(), JSON, 200),
    "other-model": ("GET /v2/models/caf%C3%A9", b"", {}, 404),
    "reports-off": ("POST /report", b"{}", JSON | {"x-api-key": KEY}, 404),
    "empty": ("POST /spamorham", b"", TEXT, 400),
    "white-space": ("POST /explain", b" ", TEXT, 400),
    "not-utf-8": ("POST /spamorham", b"caf\xe9", TEXT, 400),
    "unknown-charset": ("POST /spamorham", b"a", named("klingon"), 400),
    "malformed": ("POST /spamorham", b"[", JSON, 400),
    "malformed-tensor": (f"POST {INFER}", b"{}", JSON, 400),
    "gzip-cut-short": ("POST /spamorham", gzip.compress(LATIN_MAIL)[:-1], MAIL | GZIPPED, 400),
    "large": ("POST /spamorham", b"a" * 2001, TEXT, 413),
    "curls-default": ("POST /spamorham", b"a", FORM, 415),
    "brotli": ("POST /spamorham", b"a", TEXT | {"Content-Encoding": "br"}, 415),
    "no-such-path": ("GET /health/", b"", {}, 403),
    "head": ("HEAD /health", b"", {}, 200),
    "head-of-a-page": ("HEAD /", b"", {}, 200),
    "head-of-a-post": ("HEAD /spamorham", b"", {}, 403),
    "no-such-method": ("PUT /health", b"", {}, 403),
    "no-name": ("GET /v2/models/", b"", {}, 403),
    "a-route-as-path": ("GET /v2/models/{name}", b"", {}, 404),
    "no-preflight": ("OPTIONS /health", b"", PREFLIGHT, 403),
    **{
        f"preflight-{path}": (f"OPTIONS /{path}", b"", PREFLIGHT, 200)
        for path in ("spamorham", "explain", "report", "model")
    },
}  # fmt: skip


@pytest.mark.parametrize("case", ROUTES.values(), ids=ROUTES)
def test_a_request_gets_the_same_response_through_each(app_module: ModuleType, case: Case) -> None:
    request, body, headers, status = case
    rest, *others = (ask(front, request, body, headers) for front in fronts(app_module).values())
    assert rest.status == status
    for response in others:
        assert (response.status, response.headers) == (rest.status, rest.headers)
        assert response.body == rest.body


def test_the_requests_reach_every_route(app_module: ModuleType) -> None:
    asked = {
        request.partition("?")[0].replace("spam-or-ham", "{name}")
        for request, *_ in ROUTES.values()
    }
    routes = {
        f"{method} {path}" for path, views in app_module.app.routes.items() for method in views
    }
    # A HEAD gets what a GET gets.
    assert {route for route in routes if not route.startswith("HEAD")} <= asked


def test_without_a_model_each_responds_503(load_app: Load, tmp_path: object) -> None:
    ways = fronts(load_app(MODEL_URI=f"{tmp_path}/none"))
    responses = [ask(front, "POST /spamorham", b"a", TEXT) for front in ways.values()]
    assert {response.status for response in responses} == {503}
    assert {response.headers["retry-after"] for response in responses} == {"5"}
    assert {response.headers["access-control-allow-origin"] for response in responses} == {"*"}


def test_a_view_that_fails_responds_500_through_each(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise KeyError("lost")

    monkeypatch.setattr(app_module.app.routes["/v2"]["GET"], "view_function", fail)
    monkeypatch.setattr(app_module.app.log, "disabled", True)
    responses = [ask(front, "GET /v2") for front in fronts(app_module).values()]
    assert {(response.status, response.body) for response in responses} == {
        (500, b'{"Code":"InternalServerError","Message":"An internal server error occurred."}')
    }


@pytest.mark.parametrize("way", ["function", "http"])
@pytest.mark.parametrize(
    ("body", "charset", "expected"),
    [
        pytest.param(b"free caf\xe9", "iso-8859-1", 400, id="latin-1"),
        pytest.param("win".encode("utf-16"), "utf-16", 400, id="utf-16"),
        pytest.param(b"free phone", "iso-8859-1", 200, id="ascii"),
        pytest.param("無料 free".encode("iso2022_jp"), "iso-2022-jp", 200, id="seven-bits"),
        pytest.param("無料 free".encode("utf-16-le")[4:], "utf-16le", 200, id="utf-16-of-ascii"),
    ],
)
def test_a_text_in_another_charset_is_read_or_refused_but_never_misread(
    app_module: ModuleType, way: str, body: bytes, charset: str, expected: int
) -> None:
    ways = fronts(app_module)
    response, rest = (
        ask(ways[each], "POST /explain", body, named(charset)) for each in (way, "rest")
    )
    assert (rest.status, response.status) == (200, expected)
    if expected == 200:
        assert response.body == rest.body
    else:
        message = json.loads(response.body)["Message"]
        assert message.endswith("this URL passes all text on as UTF-8; send it in UTF-8")


@pytest.mark.parametrize(("sent", "status"), [("it is \ufffd".encode(), 200), (b"it is \xe9", 400)])
def test_a_replacement_character_may_be_sent(
    app_module: ModuleType, sent: bytes, status: int
) -> None:
    for front in fronts(app_module).values():
        assert ask(front, "POST /spamorham", sent, TEXT).status == status


@pytest.mark.parametrize("way", ["function", "http"])
@pytest.mark.parametrize("headers", [TEXT, JSON], ids=["text", "json"])
def test_a_compressed_text_is_refused_because_it_was_decoded(
    app_module: ModuleType, way: str, headers: dict[str, str]
) -> None:
    body = gzip.compress(json.dumps(SPAM).encode())
    response = ask(fronts(app_module)[way], "POST /spamorham", body, headers | GZIPPED)
    assert response.status == 415
    assert "expected no Content-Encoding" in json.loads(response.body)["Message"]
