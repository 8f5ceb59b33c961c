"""The routes through Chalice's test client and API Gateway's events: texts, errors, CORS, the log.

JSON bodies: tests/chalicelib/api/test_json_body.py; `POST /explain`:
tests/chalicelib/api/test_explain_view.py.
"""

import json
from collections.abc import Callable
from functools import partial
from types import ModuleType

import pytest
from chalice.config import Config
from chalice.local import LocalGateway
from chalice.test import Client, HTTPResponse

from emulation.gateway import PLAIN
from emulation.servers import ROOT
from tests.support.requests import SPAM, send
from tests.support.responses import REPORT, WITH_CORS, assert_error, request_to
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

Post = Callable[..., HTTPResponse]


@pytest.fixture(params=["local", "base64"])
def post(request: pytest.FixtureRequest, app_module: ModuleType) -> Post:
    return partial(send, app_module, request.param)


@pytest.fixture
def bare(load_app: Callable[..., ModuleType]) -> ModuleType:
    """Return app.py without a model."""
    return load_app(MODEL_URI="no-such-directory")


def test_the_response_to_a_text_is_a_list_with_its_label(
    post: Post, default_bundle: Bundle
) -> None:
    response = post(SPAM.encode())
    assert (response.status_code, response.json_body) == (200, ["spam"])
    ham = "ok lor, going home now"
    assert post(ham.encode()).json_body == [default_bundle.model().predict(ham)] == ["ham"]


def test_no_content_type_counts_as_plain_text(post: Post) -> None:
    assert post(SPAM.encode(), None).json_body == ["spam"]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain; charset=utf-8", "Text/Plain;Charset=UTF-8", 'text/plain; charset="utf-8"', ""],
)
def test_content_types_of_plain_text_are_read(post: Post, content_type: str) -> None:
    assert post(SPAM.encode(), content_type).json_body == ["spam"]


def test_a_charset_in_rfc_2231_form_is_read(post: Post) -> None:
    content_type = "text/plain; charset*=us-ascii'en'utf-16"
    assert post(SPAM.encode("utf-16"), content_type).json_body == ["spam"]


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "utf-16-le", "cp1252", "koi8-r"])
def test_other_charsets_are_decoded(
    app_module: ModuleType, post: Post, charset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def predict(text: str) -> str:
        seen.append(text)
        return "ham"

    monkeypatch.setattr(app_module.model_cache.model(), "predict", predict)
    text = "привет" if charset == "koi8-r" else "Prämie café"
    post(text.encode(charset), f"text/plain; charset={charset}")
    assert seen == [text]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(b"", "an empty body", id="empty"),
        pytest.param(b" \r\n\t ", "only white space", id="white-space"),
    ],
)
def test_an_empty_text_is_refused(post: Post, body: bytes, found: str) -> None:
    assert found in assert_error(post(body), 400, "BadRequestError")


def test_bytes_that_the_charset_does_not_decode_are_refused(post: Post) -> None:
    message = assert_error(post("café".encode("latin-1")), 400, "BadRequestError")
    assert "'utf-8'" in message
    assert "charset=iso-8859-1" in message


@pytest.mark.parametrize("charset", ["klingon", "zlib", "a\0b", "x" * 5000])
def test_an_unknown_charset_is_refused(post: Post, charset: str) -> None:
    response = post(b"hello", f"text/plain; charset={charset}")
    message = assert_error(response, 400, "BadRequestError")
    assert "expected one of the WHATWG Encoding Standard" in message
    assert len(message) < 250


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "plain", "text/html", "text/json", "application/jsonl"],
)
def test_another_content_type_is_refused_with_the_headers_to_send(
    post: Post, content_type: str
) -> None:
    message = assert_error(post(b"hello", content_type), 415, "UnsupportedMediaTypeError")
    assert repr(content_type) in message
    types = ("text/plain", "application/json", "message/rfc822")
    assert all(f"'Content-Type: {accepted}'" in message for accepted in types)


def test_a_long_content_type_is_shortened_in_the_error(post: Post) -> None:
    message = assert_error(post(b"hello", "x" * 5000), 415, "UnsupportedMediaTypeError")
    assert len(message) < 300


def test_the_largest_text_is_read_and_one_byte_more_is_refused(post: Post) -> None:
    assert post(b"x" * 2000).status_code == 200
    message = assert_error(post(b"x" * 2001), 413, "PayloadTooLargeError")
    assert message == "found a text of 2001 bytes in UTF-8; expected at most 2000"


@pytest.mark.parametrize("route", [*WITH_CORS, "GET /health"])
def test_without_a_model_the_response_is_503_with_retry_after(
    bare: ModuleType, route: str, capsys: pytest.CaptureFixture[str]
) -> None:
    response = request_to(bare, route)
    assert_error(response, 503, "ServiceUnavailableError")
    assert response.headers["Retry-After"] == "5"
    assert b"no-such-directory" not in response.body
    logged = json.loads(capsys.readouterr().out)
    assert logged["refresh_error"] == "no-such-directory/current.json: no such file"


@pytest.mark.parametrize("route", ["GET /", "GET /openapi.json"])
def test_the_page_and_the_document_need_no_model(bare: ModuleType, route: str) -> None:
    assert request_to(bare, route).status_code == 200


@pytest.mark.parametrize("route", ["GET /model", "GET /health", "GET /openapi.json", "GET /"])
def test_the_content_type_of_a_get_request_does_not_matter(
    app_module: ModuleType, route: str
) -> None:
    headers = {"Content-Type": "text/plain"}
    assert request_to(app_module, route, **headers).status_code == 200


@pytest.mark.parametrize("route", [*WITH_CORS, REPORT])
def test_a_browser_may_send_requests_from_another_origin(
    app_module: ModuleType, route: str
) -> None:
    method, path = route.split()
    gateway = LocalGateway(app_module.app, Config.create())
    response = gateway.handle_request("OPTIONS", path, {"Origin": "https://example.com"}, b"")
    headers = response["headers"]
    assert (response["statusCode"], headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert method in headers["Access-Control-Allow-Methods"].split(",")
    assert "Content-Type" in headers["Access-Control-Allow-Headers"].split(",")


@pytest.mark.parametrize("route", WITH_CORS)
def test_responses_may_be_read_from_another_origin(app_module: ModuleType, route: str) -> None:
    response = request_to(app_module, route)
    assert (response.status_code, allowed_origin(response)) == (200, "*")


@pytest.mark.parametrize("route", WITH_CORS)
def test_503_may_be_read_from_another_origin(bare: ModuleType, route: str) -> None:
    response = request_to(bare, route)
    assert (response.status_code, allowed_origin(response)) == (503, "*")


@pytest.mark.parametrize("path", ["/spamorham", "/explain"])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [(b"", PLAIN, 400), (b"x" * 2001, PLAIN, 413), (b"x", "text/html", 415)],
)
def test_errors_may_be_read_from_another_origin(
    post: Post, path: str, body: bytes, content_type: str, status: int
) -> None:
    response = post(body, content_type, path)
    assert (response.status_code, allowed_origin(response)) == (status, "*")


def allowed_origin(response: HTTPResponse) -> str | None:
    return response.headers.get("Access-Control-Allow-Origin")


def test_health_returns_the_version(app_module: ModuleType, default_bundle: Bundle) -> None:
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        response = client.http.get("/health")
    version = default_bundle.manifest.version
    expected = {"status": "ok", "version": version, "age_days": 0, "accelerated": False}
    assert (response.status_code, response.json_body) == (200, expected)


def test_model_returns_the_public_part_of_the_manifest(
    app_module: ModuleType, default_bundle: Bundle
) -> None:
    with Client(app_module.app, project_dir=str(ROOT)) as client:
        facts = client.http.get("/model").json_body
    manifest = default_bundle.manifest
    assert (facts["version"], facts["classes"]) == (manifest.version, ["ham", "spam"])
    for name in ("recipe", "created", "threshold", "metrics", "data"):
        assert facts[name] == manifest.document[name]
    assert "files" not in facts


def test_each_request_logs_one_line_without_its_text(
    post: Post, default_bundle: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    post(SPAM.encode())
    post(b"  ")
    first, second = capsys.readouterr().out.splitlines()
    assert SPAM not in first
    facts = json.loads(first)
    assert facts["route"] == "POST /spamorham"
    assert facts["version"] == default_bundle.manifest.version
    names = ("status", "ColdStart", "Texts", "Predictions.spam", "Refreshes")
    assert [facts[name] for name in names] == [200, 1, 1, 1, 1]
    assert json.loads(second)["Rejected.BadRequestError"] == 1
    assert "ColdStart" not in json.loads(second)


def test_in_lambda_the_model_is_loaded_at_the_start(
    load_app: Callable[..., ModuleType], published: DirectoryWriter
) -> None:
    app_module = load_app(MODEL_URI=published.uri, AWS_LAMBDA_FUNCTION_NAME="spam-or-ham-dev")
    assert app_module.model_cache.version() is not None


def test_a_bad_setting_stops_the_start(load_app: Callable[..., ModuleType]) -> None:
    with pytest.raises(Exception, match="MAX_TEXT_BYTES is 'many'; expected an integer") as e:
        load_app(MAX_TEXT_BYTES="many")
    assert type(e.value).__name__ == "SettingError"
