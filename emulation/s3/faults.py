"""The faults of a store, each by the name that docs/faults.md gives it with its message.

Both ways of reading S3 must report each in the same words.
"""

from emulation.s3.misbehaviour import (
    StoreFault,
    always,
    behave,
    behave_slowly,
    cut_short,
    dripping,
    flipped,
    foreign_file,
    foreign_manifest,
    late,
    longer,
    moved,
    newer_pointer,
    no_server,
    on,
    redirect_loop,
    reset_within,
    resets,
    sent,
    shorter,
    stalled,
    version_is_missing,
    with_headers,
)
from emulation.s3.server import NO_LENGTH, Fault, S3Response, error_body

ELSEWHERE = ("Location", "/elsewhere")
OK = b"HTTP/1.1 200 OK\r\n"
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\n\r\n"

CONNECTION_FAULTS = {
    "connection refused": StoreFault(no_server),
    "reset at once": StoreFault(resets),
    "reset before the response": behave(sent(b"", reset=True)),
    "reset within the headers": behave(sent(OK + b"ETag:", reset=True)),
    "reset within the body": behave(on("current", reset_within)),
    "no response": behave(sent(b"")),
    "time-out": behave_slowly(late),
    "headers that drip": behave_slowly(sent(OK, endless=b"x", piece_seconds=0.02)),
    "body that drips": behave_slowly(on("current", dripping)),
    "error body that drips": behave_slowly(sent(FORBIDDEN, endless=b"x", piece_seconds=0.02)),
    "body that stalls": behave_slowly(on("vectorizer", stalled)),
    "endless error body": behave(sent(FORBIDDEN, endless=b"x" * 9999)),
    "pointer cut short": behave(on("current", cut_short)),
    "file cut short": behave(on("vectorizer", cut_short)),
}

PROTOCOL_FAULTS = {
    "truncated headers": behave(sent(OK + b"ETag: ")),
    "not HTTP": behave(sent(b"<html>HTTP/0.9</html>\n")),
    "status of four digits": behave(sent(b"HTTP/1.1 2000 OK\r\n\r\n")),
    "header without a colon": behave(with_headers("Content-Length: SIZE", "oops")),
    "space before a colon": behave(with_headers("Content-Length : SIZE")),
    "header that is too long": behave(sent(OK + b"X: ", endless=b"x" * 9999)),
    "endless headers": behave(sent(OK, endless=b"X: x\r\n" * 99)),
    "endless interim responses": behave(sent(b"", endless=b"HTTP/1.1 100 Continue\r\n\r\n" * 99)),
    "no Content-Length": behave(lambda _, right: S3Response(200, right.body, NO_LENGTH)),
    "malformed Content-Length": behave(with_headers("Content-Length: 11, 11")),
    "two Content-Lengths": behave(with_headers("Content-Length: SIZE", "Content-Length: 9")),
    "negative Content-Length": behave(with_headers("Content-Length: -1")),
    "Content-Length of 5,000 digits": behave(with_headers(f"Content-Length: {'9' * 5000}")),
    "Content-Length that is too large": behave(with_headers(f"Content-Length: {10**12}")),
    "chunked": behave(sent(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")),
    "chunked with a length": behave(
        with_headers("Content-Length: SIZE", "Transfer-Encoding: chunked")
    ),
    "endless body": behave(sent(OK + b"ETag: 1\r\n\r\n", endless=b"x" * 9999)),
    "empty body": behave(on("current", lambda *_: S3Response(200, b""))),
    "error body under 200": behave(
        on("current", lambda *_: S3Response(200, error_body("InternalError")))
    ),
}

STATUS_FAULTS = {
    "101": behave(sent(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")),
    "204": behave(sent(b"HTTP/1.1 204 No Content\r\n\r\n")),
    "206": behave(lambda _, right: S3Response(206, right.body[:2])),
    "300": behave(always(300, "MultipleChoices", ELSEWHERE)),
    "301 without a region": behave(always(301, "PermanentRedirect")),
    "301 without a valid region": behave(lambda *_: moved("attacker.example/")),
    "302 to elsewhere": behave(always(302, "Found", ELSEWHERE)),
    "307 to elsewhere": behave(always(307, "TemporaryRedirect", ELSEWHERE)),
    "redirect loop": StoreFault(redirect_loop),
    "304 on a file": behave(on("classifier", sent(b"HTTP/1.1 304 Not Modified\r\n\r\n"))),
    "400": behave(always(400, "ExpiredToken")),
    "403": behave(always(403, "AccessDenied")),
    "wrong clock": behave(always(403, "RequestTimeTooSkewed")),
    "404 on the pointer": behave(on("current", always(404, "NoSuchKey"))),
    "404 on a file": behave(on("classifier", always(404, "NoSuchKey"))),
    "404 on an open connection": behave_slowly(
        lambda *_: S3Response(404, error_body("NoSuchKey"), open_seconds=1.0)
    ),
    "bucket gone": behave(always(404, "NoSuchBucket")),
    "416": behave(always(416, "InvalidRange")),
    "429": behave(always(429, "TooManyRequests")),
    "500": behave(always(500, "InternalError")),
    "502": behave(sent(b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>" + b"<p>" * 20000)),
    "503": behave(always(503, "SlowDown")),
}

CONTENT_FAULTS = {
    "bytes flipped": behave(on("classifier", flipped)),
    "file too long": behave(on("classifier", longer)),
    "file too short": behave(on("vectorizer", shorter)),
    "pointer to a missing version": StoreFault(version_is_missing),
    "pointer of a newer format": StoreFault(newer_pointer),
    "manifest of another version": StoreFault(foreign_manifest),
    "file outside its version": StoreFault(foreign_file),
}

FAULTS = CONNECTION_FAULTS | PROTOCOL_FAULTS | STATUS_FAULTS | CONTENT_FAULTS

ODDITIES: dict[str, Fault] = {
    "no ETag": with_headers("Content-Length: SIZE"),
    "ETag that is no tag": with_headers("Content-Length: SIZE", "ETag: *"),
    "ETag of 9,000 characters": with_headers("Content-Length: SIZE", f'ETag: "{"x" * 9000}"'),
    "two ETags": with_headers("Content-Length: SIZE", 'ETag: "a"', 'ETag: "b"'),
    "interim response": with_headers(
        "Content-Length: SIZE", "ETag: TAG", before=b"HTTP/1.1 100 Continue\r\n\r\n"
    ),
    "bytes after the body": with_headers("Content-Length: SIZE", "ETag: TAG", after=b"more"),
    "malformed dates and numbers": with_headers(
        "Content-Length: SIZE",
        "ETag: TAG",
        "Date: yesterday",
        "Last-Modified: yesterday",
        "x-amz-missing-meta: many",
        "x-amz-checksum-crc32: none",
    ),
}
"""Responses that are odd, but hold the model."""
