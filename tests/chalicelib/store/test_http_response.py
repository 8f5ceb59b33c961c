"""Reading an HTTP response: what is parsed, what is refused, and the deadline for all of it."""

import io
import socket
from collections.abc import Iterator

import pytest

from chalicelib.store.http_response import (
    MAX_HEADERS,
    MAX_LINE_BYTES,
    BrokenResponseError,
    DeadlineStream,
    HttpResponse,
)

HEADERS = b'HTTP/1.1 200 OK\r\nETag: "a"\r\nCONTENT-length:  5 \r\n\r\n'


def response_of(raw: bytes) -> HttpResponse:
    return HttpResponse(io.BytesIO(raw))


def test_status_headers_and_body_are_read() -> None:
    response = response_of(HEADERS + b"bytesXXX")
    assert (response.status, response.length) == (200, 5)
    assert response.headers == {"etag": '"a"', "content-length": "5"}
    assert response.read(5) == b"bytes"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        pytest.param(b"HTTP/1.0 304\r\n\r\n", 304, id="no-reason"),
        pytest.param(b"HTTP/1.1 503 Slow Down\n\n", 503, id="bare-line-feeds"),
    ],
)
def test_a_status_line_is_enough(raw: bytes, status: int) -> None:
    response = response_of(raw)
    assert (response.status, response.length, response.headers) == (status, None, {})


@pytest.mark.parametrize(
    "length", [b"", b"-1", b"5.0", b"0x5", b"9" * 5000, b"\xb2"], ids=lambda each: repr(each[:4])
)
def test_a_malformed_content_length_is_ignored(length: bytes) -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\n"
    assert response_of(raw).length is None


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"", "empty response", id="nothing"),
        pytest.param(b"HTTP/1.1 2", "incomplete headers in the response", id="cut-status"),
        pytest.param(HEADERS[:-2], "empty response", id="cut-before-the-body"),
        pytest.param(HEADERS[:-5], "incomplete headers in the response", id="cut-header"),
        pytest.param(b"SSH-2.0-OpenSSH_9\r\n\r\n", "non-HTTP response", id="another-protocol"),
        pytest.param(b"HTTP/1.1 OK\r\n\r\n", "non-HTTP response", id="no-status"),
        pytest.param(b"HTTP/1.1 2000 OK\r\n\r\n", "non-HTTP response", id="four-digits"),
        pytest.param(b"HTTP/1.1 099 OK\r\n\r\n", "non-HTTP response", id="below-100"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX y\r\n\r\n", "malformed header", id="no-colon"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "malformed header", id="space"),
        pytest.param(b"HTTP/1.1 200 OK\r\n: y\r\n\r\n", "malformed header", id="no-name"),
        pytest.param(b"HTTP/1.1 100 OK\r\n\r\n" * 10, "no final response", id="only-interim"),
        pytest.param(b"HTTP/1.1 \xb2\xb2\xb2\r\n\r\n", "non-HTTP response", id="superscripts"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * MAX_LINE_BYTES, "incomplete", id="long"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n" + b"".join(b"X%d: x\r\n" % n for n in range(MAX_HEADERS + 1)),
            "more than 100 headers",
            id="many",
        ),
    ],
)
def test_a_broken_response_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(BrokenResponseError, match=message):
        response_of(raw)


def test_interim_responses_are_skipped() -> None:
    response = response_of(b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" * 9 + HEADERS + b"bytes")
    assert (response.status, response.read(5), "x" in response.headers) == (200, b"bytes", False)


def test_the_values_of_a_repeated_header_are_joined() -> None:
    response = response_of(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nContent-Length: 5\r\n\r\n")
    assert (response.headers, response.length) == ({"content-length": "5, 5"}, None)


def test_a_chunked_body_has_no_length() -> None:
    raw = HEADERS.replace(b"ETag: ", b"Transfer-Encoding: chunked\r\nETag: ")
    assert response_of(raw).length is None


@pytest.mark.parametrize(("status", "body"), [(404, b"bytes"), (204, b""), (304, b"")])
def test_a_body_is_not_read_beyond_its_length(status: int, body: bytes) -> None:
    raw = HEADERS.replace(b"200", str(status).encode()) + b"bytes of the next response"
    assert response_of(raw).read_at_most(100) == body


def test_a_body_that_ends_early_is_refused() -> None:
    with pytest.raises(BrokenResponseError, match="received only 3 of 5 bytes of the response"):
        response_of(HEADERS + b"byt").read(5)


def test_a_body_of_unknown_length_is_read_up_to_the_limit() -> None:
    assert response_of(HEADERS + b"bytes").read_at_most(2) == b"by"
    assert response_of(HEADERS + b"bytes").read_at_most(100) == b"bytes"


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Return both ends of a connection."""
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def test_a_stream_yields_all_bytes(ends: tuple[socket.socket, socket.socket]) -> None:
    here, there = ends
    there.sendall(b"head\nbody")
    there.close()
    with io.BufferedReader(DeadlineStream(here, 5.0, 5.0)) as stream:
        assert (stream.readline(), stream.read()) == (b"head\n", b"body")


@pytest.mark.parametrize(("idle", "total"), [(0.01, 5.0), (5.0, 0.01), (5.0, 0.0)])
def test_silence_from_the_start_is_a_time_out(
    ends: tuple[socket.socket, socket.socket], idle: float, total: float
) -> None:
    with pytest.raises(TimeoutError):
        DeadlineStream(ends[0], idle, total).readinto(bytearray(9))


def test_a_response_that_misses_its_deadline_is_broken(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    here, there = ends
    there.sendall(b"xy")
    stream = DeadlineStream(here, 5.0, 5.0)
    assert stream.readinto(bytearray(1)) == 1
    stream.extend(-5.0)
    with pytest.raises(BrokenResponseError, match="timed out after 0 s within the response"):
        stream.readinto(bytearray(1))
    stream.extend(5.0)
    assert stream.readinto(bytearray(1)) == 1


def test_silence_before_the_deadline_is_a_time_out(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    here, there = ends
    there.sendall(b"x")
    stream = DeadlineStream(here, 0.01, 60.0)
    assert stream.readinto(bytearray(9)) == 1
    with pytest.raises(TimeoutError):
        stream.readinto(bytearray(9))
