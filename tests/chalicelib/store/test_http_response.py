"""What is read of an HTTP answer, and where one is given up."""

import io

import pytest

from chalicelib.store.http_response import (
    MAX_HEADERS,
    MAX_LINE_BYTES,
    BrokenResponseError,
    HttpResponse,
)

HEADERS = b'HTTP/1.1 200 OK\r\nETag: "a"\r\nCONTENT-length:  5 \r\n\r\n'


def answer(raw: bytes) -> HttpResponse:
    return HttpResponse(io.BytesIO(raw))


def test_status_headers_and_body_are_read() -> None:
    found = answer(HEADERS + b"bytesXXX")
    assert (found.status, found.length) == (200, 5)
    assert found.headers == {"etag": '"a"', "content-length": "5"}
    assert found.read(5) == b"bytes"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        pytest.param(b"HTTP/1.0 304\r\n\r\n", 304, id="no-reason"),
        pytest.param(b"HTTP/1.1 503 Slow Down\n\n", 503, id="bare-ends-of-lines"),
    ],
)
def test_an_answer_needs_no_more_than_a_status(raw: bytes, status: int) -> None:
    found = answer(raw)
    assert (found.status, found.length, found.headers) == (status, None, {})


@pytest.mark.parametrize(
    "length", [b"", b"-1", b"5.0", b"0x5", b"9" * 5000, b"\xb2"], ids=lambda each: repr(each[:4])
)
def test_a_length_that_is_no_number_of_bytes_is_none(length: bytes) -> None:
    assert answer(b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\n").length is None


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"", "there is none", id="nothing"),
        pytest.param(b"HTTP/1.1 2", "it ends within its headers", id="cut-status"),
        pytest.param(HEADERS[:-2], "there is none", id="cut-before-the-body"),
        pytest.param(HEADERS[:-5], "it ends within its headers", id="cut-header"),
        pytest.param(b"SSH-2.0-OpenSSH_9\r\n\r\n", "it is not HTTP", id="another-protocol"),
        pytest.param(b"HTTP/1.1 OK\r\n\r\n", "it is not HTTP", id="no-status"),
        pytest.param(b"HTTP/1.1 \xb2\xb2\xb2\r\n\r\n", "it is not HTTP", id="superscripts"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * MAX_LINE_BYTES, "ends within", id="long"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n" + b"".join(b"X%d: x\r\n" % n for n in range(MAX_HEADERS + 1)),
            "more than 100 headers",
            id="many",
        ),
    ],
)
def test_what_is_no_answer_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(BrokenResponseError, match=message):
        answer(raw)


def test_a_body_that_ends_early_is_refused() -> None:
    with pytest.raises(BrokenResponseError, match="it has 3 of 5 bytes"):
        answer(HEADERS + b"byt").read(5)


def test_of_a_body_of_any_length_no_more_is_read_than_asked_for() -> None:
    assert answer(HEADERS + b"bytes").read_most(2) == b"by"
    assert answer(HEADERS + b"bytes").read_most(100) == b"bytes"
