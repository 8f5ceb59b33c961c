"""`chalice local` in its own process, with real HTTP requests."""

import http.client
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emulation.servers import free_port, running
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

SPAM = "win a free phone, txt WIN to 80001"


@pytest.fixture(scope="module")
def port(published: DirectoryWriter) -> Iterator[int]:
    number = free_port()
    chalice = str(Path(sys.executable).with_name("chalice"))
    command = [chalice, "local", "--no-autoreload", f"--port={number}"]
    with running(command, f"http://127.0.0.1:{number}/health", MODEL_URI=published.uri):
        yield number


def request(
    port: int, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named)
    response = connection.getresponse()
    result = response.status, json.loads(response.read())
    connection.close()
    return result


@pytest.mark.parametrize("header", ["Content-Type", "content-type"])
@pytest.mark.parametrize(
    ("charset", "content_type"),
    [("utf-8", "text/plain"), ("utf-16", "text/plain; charset=utf-16")],
    ids=["utf-8", "utf-16"],
)
def test_raw_text_gets_its_label(port: int, header: str, charset: str, content_type: str) -> None:
    body = SPAM.encode(charset)
    assert request(port, "POST", "/spamorham", body, **{header: content_type}) == (200, ["spam"])


def test_raw_text_without_a_content_type_gets_its_label(port: int) -> None:
    assert request(port, "POST", "/spamorham", SPAM.encode()) == (200, ["spam"])


def test_curls_default_content_type_is_refused(port: int) -> None:
    content_type = "application/x-www-form-urlencoded"
    status, body = request(port, "POST", "/spamorham", b"hello", Content_Type=content_type)
    assert (status, body["Code"]) == (415, "UnsupportedMediaTypeError")


def test_an_empty_body_is_refused(port: int) -> None:
    status, body = request(port, "POST", "/spamorham", Content_Type="text/plain")
    assert (status, body["Code"]) == (400, "BadRequestError")


def test_health_returns_the_version(port: int, default_bundle: Bundle) -> None:
    status, body = request(port, "GET", "/health")
    assert (status, body["version"]) == (200, default_bundle.manifest.version)
