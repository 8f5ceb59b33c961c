"""Compressed bodies on every POST route, as bytes and as API Gateway passes them."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from functools import partial
from types import ModuleType

import pytest
from chalice.test import HTTPResponse

from chalicelib.api.content_encoding import decoded
from chalicelib.api.error_responses import PayloadTooLargeError
from tests.support.requests import SPAM, WAYS, send
from train.registry.writable_store import DirectoryWriter

INFER = "/v2/models/spam-or-ham/infer"
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [1], "data": [SPAM]}
BODIES = {
    ("/spamorham", "text/plain"): SPAM.encode(),
    ("/spamorham", "application/json"): json.dumps([SPAM]).encode(),
    ("/explain", "text/plain"): SPAM.encode(),
    (INFER, "application/json"): json.dumps({"inputs": [TENSOR]}).encode(),
}
MOST = 1000
BYTES = ["local", "base64"]
"""The ways in which a body arrives as bytes."""

Post = Callable[..., HTTPResponse]


@pytest.fixture
def limited(load_app: Callable[..., ModuleType], published: DirectoryWriter) -> ModuleType:
    """Return app.py for requests of at most 1,000 bytes."""
    return load_app(MODEL_URI=published.uri, MAX_REQUEST_BYTES=str(MOST))


@pytest.fixture(params=BODIES, ids=" ".join)
def post(request: pytest.FixtureRequest, limited: ModuleType) -> Post:
    """Return a function that sends a body to one of the POST routes."""
    path, content_type = request.param
    return partial(send, limited, content_type=content_type, path=path)


@pytest.fixture
def body(request: pytest.FixtureRequest) -> bytes:
    """Return the body for the route of `post`."""
    return BODIES[request.node.callspec.params["post"]]


def refused(response: HTTPResponse, status: int) -> str:
    assert response.status_code == status
    return str(response.json_body["Message"])


@pytest.mark.parametrize("way", BYTES)
@pytest.mark.parametrize("encoding", ["gzip", "GZIP", " gzip ", "x-gzip"])
def test_gzip_is_inflated(post: Post, body: bytes, way: str, encoding: str) -> None:
    plain = post(way, body)
    response = post(way, gzip.compress(body), content_encoding=encoding)
    assert (response.status_code, response.body) == (plain.status_code, plain.body)
    assert response.status_code == 200


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("encoding", ["", "identity", "Identity"])
def test_no_encoding_changes_nothing(post: Post, body: bytes, way: str, encoding: str) -> None:
    assert post(way, body, content_encoding=encoding).body == post(way, body).body


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd", "x" * 5000, "\0", "é"])
def test_another_encoding_is_refused_with_what_is_accepted(
    post: Post, body: bytes, way: str, encoding: str
) -> None:
    message = refused(post(way, body, content_encoding=encoding), 415)
    assert message == f"found Content-Encoding {encoding[:40]!r}; expected gzip, or none"


@pytest.mark.parametrize("way", BYTES)
def test_an_inflated_body_over_the_limit_is_refused(post: Post, way: str) -> None:
    bomb = gzip.compress(bytes(900_000))
    assert len(bomb) < MOST
    message = refused(post(way, bomb, content_encoding="gzip"), 413)
    assert (
        message == "found a gzip body that inflates to more than 1000 bytes; expected at most that"
    )


def test_inflating_stops_at_the_limit() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    tracemalloc.start()
    with pytest.raises(PayloadTooLargeError):
        decoded(bomb, "gzip", False, 100_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(("spaces", "status"), [(0, 200), (1, 413)])
def test_the_limit_itself_is_accepted(post: Post, body: bytes, spaces: int, status: int) -> None:
    largest = gzip.compress(body.ljust(MOST + spaces))
    assert post("local", largest, content_encoding="gzip").status_code == status


@pytest.mark.parametrize("way", BYTES)
def test_a_body_that_is_cut_short_is_refused_at_every_byte(
    post: Post, body: bytes, way: str
) -> None:
    whole = gzip.compress(body)
    for size in range(1, len(whole)):
        message = refused(post(way, whole[:size], content_encoding="gzip"), 400)
        assert message == "found a gzip body that is cut short; expected a complete one"


@pytest.mark.parametrize("way", BYTES)
@pytest.mark.parametrize("more", [b"\0", b"hello", gzip.compress(b"", mtime=0)], ids=len)
def test_bytes_after_the_end_are_refused(post: Post, body: bytes, way: str, more: bytes) -> None:
    message = refused(post(way, gzip.compress(body) + more, content_encoding="gzip"), 400)
    assert message == "found bytes after the end of a gzip body; expected none"


def damaged(body: bytes) -> bytes:
    """Return gzip with a wrong checksum."""
    whole = bytearray(gzip.compress(body))
    whole[-8] ^= 1
    return bytes(whole)


@pytest.mark.parametrize("way", BYTES)
def test_damaged_gzip_is_refused(post: Post, body: bytes, way: str) -> None:
    message = refused(post(way, damaged(body), content_encoding="gzip"), 400)
    assert message == "found a malformed gzip body; expected gzip"


@pytest.mark.parametrize("wrong", [b"hello", b"\x1f", b"[1]", zlib.compress(b"hello")])
def test_a_body_that_is_not_gzip_is_refused(post: Post, wrong: bytes) -> None:
    refused(post("local", wrong, content_encoding="gzip"), 400)


@pytest.mark.parametrize("way", ["string", "base64"])
def test_a_body_that_the_gateway_has_inflated_is_read(post: Post, body: bytes, way: str) -> None:
    response = post(way, body, content_encoding="gzip")
    assert (response.status_code, response.body) == (200, post(way, body).body)


def test_gzip_that_a_gateway_has_decoded_as_text_is_refused(post: Post, body: bytes) -> None:
    message = refused(post("string", gzip.compress(body), content_encoding="gzip"), 415)
    assert message.startswith("found a gzip body that was decoded as text on its way; expected no")


def test_the_charset_is_that_of_the_inflated_text(limited: ModuleType) -> None:
    body = gzip.compress(SPAM.encode("utf-16"))
    content_type = "text/plain; charset=utf-16"
    response = send(limited, "local", body, content_type, content_encoding="gzip")
    assert response.json_body == ["spam"]
