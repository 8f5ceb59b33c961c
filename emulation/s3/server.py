"""An S3 server on loopback that holds one bucket and misbehaves on demand."""

import hashlib
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from chalicelib import strict_json
from chalicelib.pointer import POINTER_KEY
from chalicelib.version_names import version_of
from train.registry.bundle import Bundle
from train.registry.versions import plan_publication

BUCKET = "faulty"
URI = f"s3://{BUCKET}/spam"
NO_LENGTH = -1


@dataclass(frozen=True)
class S3Response:
    """A response of the server; `length` overrides its Content-Length, `raw` all of it.

    With `piece_seconds` the body, or `raw`, is sent byte by byte, with this pause after each.
    `endless` follows again and again until the client closes the connection. After the last byte
    the connection stays open for `open_seconds`; then it is closed, or with `reset` it is reset.
    """

    status: int
    body: bytes
    length: int | None = None
    delay_seconds: float = 0.0
    piece_seconds: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    endless: bytes = b""
    open_seconds: float = 0.0
    reset: bool = False

    @property
    def head(self) -> bytes:
        """The status line and the headers."""
        if self.raw is not None:
            return b""
        length = len(self.body) if self.length is None else self.length
        lines = [f"HTTP/1.1 {self.status} x"]
        lines += [] if length == NO_LENGTH else [f"Content-Length: {length}"]
        lines += [] if any(name == "ETag" for name, _ in self.headers) else [etag_line(self.body)]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


Fault = Callable[[str, S3Response], S3Response]
"""Turns the right response for a key into the one that is sent."""


class FaultyS3:
    """A bucket: objects by key, the current fault, and the requests (keys, paths with headers)."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.objects: dict[str, bytes] = {}
        self.fault: Fault | None = None
        self.resets_connections = False
        self.requested_keys: list[str] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.methods: set[str] = set()
        self.tls = tls
        self.port = 0
        self._server: ThreadingHTTPServer | None = None
        self.start()

    @property
    def endpoint(self) -> str:
        """The URL for `AWS_ENDPOINT_URL`."""
        return f"{'http' if self.tls is None else 'https'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen; after `stop`, on the same port as before."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self._server.daemon_threads = True
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening, so that connections are refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def heal(self) -> None:
        """Remove the fault; listen again if the server was stopped."""
        self.fault = None
        self.resets_connections = False
        if self._server is None:
            self.start()

    def promote(self, bundle: Bundle, **changes: object) -> None:
        """Store a version and a pointer to it; `changes` override fields of the pointer."""
        self.objects = dict(plan_publication(bundle))
        self.point(bundle.manifest.document, **changes)

    def point(self, document: dict[str, object], **changes: object) -> None:
        """Store a pointer to a manifest."""
        pointer = {"format": 1, "version": version_of(document), "manifest": document}
        pointer |= {"previous": None} | changes
        self.objects[POINTER_KEY] = strict_json.canonical(pointer)

    def respond(self, key: str, known_tag: str | None) -> S3Response:
        """Return the response for a key."""
        self.requested_keys.append(key)
        if key not in self.objects:
            right = S3Response(404, error_body("NoSuchKey"))
        elif known_tag == etag(self.objects[key]):
            right = S3Response(304, b"")
        else:
            right = S3Response(200, self.objects[key])
        return right if self.fault is None else self.fault(key, right)


def _send(response: S3Response, handler: BaseHTTPRequestHandler) -> None:
    """Send a response in its pieces, and then do to the connection what it says."""
    handler.wfile.write(response.head)
    body = response.body if response.raw is None else response.raw
    size = 1 if response.piece_seconds else len(body) or 1
    for start in range(0, len(body), size):
        handler.wfile.write(body[start : start + size])
        time.sleep(response.piece_seconds)
    while response.endless:
        handler.wfile.write(response.endless)
        time.sleep(response.piece_seconds)
    time.sleep(response.open_seconds)
    if response.reset:
        reset(handler.connection)


def _handler(bucket: FaultyS3) -> type[BaseHTTPRequestHandler]:
    """Return the class that handles the requests to a bucket."""

    class Handler(BaseHTTPRequestHandler):
        def handle(self) -> None:
            if bucket.resets_connections:
                reset(self.connection)
            else:
                super().handle()

        def do_GET(self) -> None:
            bucket.methods.add(self.command)
            bucket.requests.append((self.path, dict(self.headers)))
            # A proxy is asked for a whole URL: http://127.0.0.1:1/faulty/spam/current.json
            path = self.path.partition("?")[0].partition(f"/{BUCKET}/spam/")[2]
            response = bucket.respond(unquote(path), self.headers.get("If-None-Match"))
            time.sleep(response.delay_seconds)
            with suppress(OSError):  # the client may have closed the connection
                _send(response, self)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            return

    return Handler


def reset(connection: socket.socket) -> None:
    """Close a connection so that the other side sees a reset, not its end."""
    # Lingering for 0 seconds makes close() send a reset.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())


def etag(body: bytes) -> str:
    """Return S3's ETag of an object."""
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def etag_line(body: bytes) -> str:
    """Return the header with the ETag of a body."""
    return f"ETag: {etag(body)}"


def error_body(code: str) -> bytes:
    """Return S3's error body."""
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
