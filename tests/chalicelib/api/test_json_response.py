"""The headers and the size of JSON responses."""

import json
from collections.abc import Callable
from types import ModuleType

import pytest
from chalice.app import Response

from chalicelib.api import json_response
from chalicelib.api.json_response import HEADERS, write_json
from tests.support.requests import SPAM, send
from tests.support.responses import request_to
from train.registry.writable_store import DirectoryWriter

GETS = ["/model", "/health", "/openapi.json", "/v2", "/v2/health/live", "/v2/health/ready"]


@pytest.mark.parametrize("uri", ["published", "no-such-directory"])
@pytest.mark.parametrize("route", [*(f"GET {path}" for path in GETS), "POST /spamorham", "PUT /v2"])
def test_every_json_response_has_the_headers(
    load_app: Callable[..., ModuleType], published: DirectoryWriter, route: str, uri: str
) -> None:
    store = published.uri if uri == "published" else uri
    response = request_to(load_app(MODEL_URI=store), route)
    assert response.headers.items() >= HEADERS.items()
    assert HEADERS.items() >= {("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")}
    assert isinstance(response.json_body, dict | list)


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (b"x" * 2001, 413), (b"ok", 200)])
@pytest.mark.parametrize("path", ["/spamorham", "/explain"])
def test_errors_have_them_too(app_module: ModuleType, path: str, body: bytes, status: int) -> None:
    response = send(app_module, "base64", body, path=path)
    assert response.status_code == status
    assert response.headers.items() >= HEADERS.items()


def test_the_page_keeps_its_own_headers(app_module: ModuleType) -> None:
    response = request_to(app_module, "GET /")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Cache-Control" not in response.headers
    assert response.body.startswith(b"<!")


def test_the_body_is_what_chalice_would_write() -> None:
    body = {"label": "h\u00e4m \ud800", "weights": [1e-7, None, True]}
    response, same = Response(body), Response(body)
    assert write_json(response, "/explain") is body
    assert response.to_dict([])["body"] == same.to_dict([])["body"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/explain", {"Code", "Message"}),
        ("/v2/models/{name}/infer", {"Code", "Message", "error"}),
    ],
)
def test_a_response_that_lambda_cannot_return_is_a_413(path: str, fields: set[str]) -> None:
    # A quotation mark has 2 bytes in JSON, and 4 within the string that Lambda returns.
    largest, larger = (Response(['"' * count]) for count in (1_499_998, 1_499_999))
    write_json(largest, path)
    assert largest.status_code == 200
    assert len(json.dumps(largest.to_dict([])["body"])) - 2 <= json_response.MAX_BYTES
    error = write_json(larger, path)
    assert larger.status_code == 413
    assert isinstance(error, dict)
    assert error == json.loads(larger.body)
    assert set(error) == fields
    assert error["Code"] == "PayloadTooLargeError"
    assert error["Message"].startswith("the response has 3000002 bytes, too many for Lambda")


def test_the_log_counts_it_as_rejected(
    app_module: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(json_response, "MAX_BYTES", 50)
    assert send(app_module, "local", SPAM.encode(), path="/explain").status_code == 413
    logged = json.loads(capsys.readouterr().out)
    assert (logged["status"], logged["Rejected.PayloadTooLargeError"]) == (413, 1)
