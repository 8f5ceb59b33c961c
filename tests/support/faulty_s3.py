"""An S3 server on loopback that holds one bucket and misbehaves on demand."""

import hashlib
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from chalicelib import strict_json
from chalicelib.manifest import POINTER_KEY, version_of
from train.registry.bundle import Bundle
from train.registry.versions import plan_publication

BUCKET = "faulty"
URI = f"s3://{BUCKET}/spam"
NO_LENGTH = -1


@dataclass(frozen=True)
class Answer:
    """What the server sends: `length` is what it promises where that is not the truth.

    With `piece_seconds` the body comes a byte at a time, and so long after one another.
    """

    status: int
    body: bytes
    length: int | None = None
    delay_seconds: float = 0.0
    piece_seconds: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


Fault = Callable[[str, Answer], Answer]
"""From a key and the right answer to the one that is sent."""


class FaultyS3:
    """Objects by key, the fault that is on, and what was asked for: keys, paths with headers."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.objects: dict[str, bytes] = {}
        self.fault: Fault | None = None
        self.asked: list[str] = []
        self.heard: list[tuple[str, dict[str, str]]] = []
        self.tls = tls
        self.port = 0
        self._server: ThreadingHTTPServer | None = None
        self.start()

    @property
    def endpoint(self) -> str:
        """The address to be named in `AWS_ENDPOINT_URL`."""
        return f"{'http' if self.tls is None else 'https'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen; on the same port as before, if it was stopped."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening: connections are refused from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def heal(self) -> None:
        """Behave again."""
        self.fault = None
        if self._server is None:
            self.start()

    def promote(self, bundle: Bundle, **changes: object) -> None:
        """Hold a version and a pointer to it; `changes` are made to the pointer's fields."""
        self.objects = dict(plan_publication(bundle))
        self.point(bundle.manifest.document, **changes)

    def point(self, document: dict[str, object], **changes: object) -> None:
        """Put a pointer to a manifest."""
        pointer = {"format": 1, "version": version_of(document), "manifest": document}
        pointer |= {"previous": None} | changes
        self.objects[POINTER_KEY] = strict_json.canonical(pointer)

    def answer(self, key: str, known_tag: str | None) -> Answer:
        """Return what is sent for a key."""
        self.asked.append(key)
        if key not in self.objects:
            right = Answer(404, error("NoSuchKey"))
        elif known_tag == etag(self.objects[key]):
            right = Answer(304, b"")
        else:
            right = Answer(200, self.objects[key])
        return right if self.fault is None else self.fault(key, right)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                bucket.heard.append((self.path, dict(self.headers)))
                key = unquote(self.path.partition("?")[0]).removeprefix(f"/{BUCKET}/spam/")
                answer = bucket.answer(key, self.headers.get("If-None-Match"))
                time.sleep(answer.delay_seconds)
                promised = len(answer.body) if answer.length is None else answer.length
                self.send_response(answer.status)
                if promised != NO_LENGTH:
                    self.send_header("Content-Length", str(promised))
                self.send_header("ETag", etag(answer.body))
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Connection", "close")
                with suppress(ConnectionError):  # a client that has not waited
                    self.end_headers()
                    size = 1 if answer.piece_seconds else len(answer.body) or 1
                    for start in range(0, len(answer.body), size):
                        self.wfile.write(answer.body[start : start + size])
                        time.sleep(answer.piece_seconds)

            def log_message(self, *_: object) -> None:
                return

        return Handler


def etag(body: bytes) -> str:
    """Return S3's ETag of an object."""
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def error(code: str) -> bytes:
    """Return S3's error body."""
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
