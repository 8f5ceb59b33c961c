"""A proxy in front of an S3 on loopback that loses, delays or changes the responses to writes."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from botocore.retries.standard import ExponentialBackoff

from chalicelib.store.writing import object_writer
from emulation.s3.server import error_body, reset

LOSE = "lose"
"""Carry out a write and reset the connection instead of responding."""


class LossyProxy:
    """Passes requests on; the next responses to PUT requests are those in `planned`.

    A planned response is `LOSE`, or a status: that of a write that S3 carried out if `applies`, and
    otherwise of one that it did not. `writes` counts the PUT requests, and `conditions` holds their
    If-Match headers.
    """

    def __init__(self, upstream: str) -> None:
        self.planned: list[str | int] = []
        self.applies = True
        self.sends_etags = True
        self.weakens_etags = False
        self.writes = 0
        self.conditions: list[str | None] = []
        self._upstream = urlsplit(upstream)
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": self})
        )
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def plan(self, method: str, headers: dict[str, str]) -> str | int | None:
        """Count a write and return the response that is planned for it."""
        if method != "PUT":
            return None
        self.writes += 1
        self.conditions.append(headers.get("If-Match"))
        return self.planned.pop(0) if self.planned else None

    def pass_on(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request to S3; return the status, the headers and the body of its response."""
        connection = http.client.HTTPConnection(self._upstream.hostname or "", self._upstream.port)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        received = dict(response.getheaders())
        if not self.sends_etags:
            received.pop("ETag", None)
        elif self.weakens_etags and "ETag" in received:
            received["ETag"] = f"W/{received['ETag']}"
        content = response.read()
        connection.close()
        return response.status, received, content


@contextmanager
def lossy_proxy(upstream: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[LossyProxy]:
    """Run a proxy in front of an S3, and let boto3 use it, without a pause between attempts."""
    monkeypatch.setattr(object_writer, "CONFLICT_PAUSES", (0.0,) * 4)
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0.0)
    proxy = LossyProxy(upstream)
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.endpoint)
    yield proxy
    proxy.stop()


class _Handler(BaseHTTPRequestHandler):
    """Handles the requests to a proxy."""

    proxy: LossyProxy
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: text for name, text in self.headers.items() if name != "Expect"}
        planned = self.proxy.plan(self.command, headers)
        if isinstance(planned, int) and not self.proxy.applies:
            self._respond(planned, {}, error_body("ConditionalRequestConflict"))
            return
        response = self.proxy.pass_on(self.command, self.path, headers, body)
        if planned == LOSE:
            self.close_connection = True
            reset(self.connection)
        elif isinstance(planned, int):
            self._respond(planned, {}, error_body("InternalError"))
        else:
            self._respond(*response)

    do_PUT = do_HEAD = do_DELETE = do_POST = do_GET

    def _respond(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return
