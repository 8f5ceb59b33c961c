"""A container's credential endpoint on loopback, and an S3 that accepts only what it has issued.

It behaves as Lambda's does with SnapStart, and those of ECS and EKS: a GET with a token returns an
access key for some time. `rotate` and `revoke` change what the next request gets and what S3
accepts; `fault` replaces a response.
"""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from emulation.s3.server import FaultyS3, S3Response, error_body

TOKEN = "the-authorization"  # noqa: S105 - of a server on loopback
PATH = "/2021-04-23/credentials"
Fault = Callable[[], tuple[int, bytes]]
"""Returns a status and a body instead of credentials."""


class CredentialEndpoint:
    """The endpoint: `with CredentialEndpoint() as endpoint:`, then `endpoint.environ`."""

    def __init__(self, lifetime_seconds: float = 3600.0) -> None:
        self.lifetime_seconds = lifetime_seconds
        self.token = TOKEN
        self.fault: Fault | None = None
        self.chunked = False
        self.seconds: list[float] = []
        """When each request came, by the monotonic clock."""
        self._number = 1
        self._accepted = {"token-1"}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    def __enter__(self) -> "CredentialEndpoint":
        """Listen."""
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def uri(self) -> str:
        """The URL of the endpoint."""
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    @property
    def environ(self) -> dict[str, str]:
        """The variables that a container gets instead of an access key."""
        return {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": self.uri,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": self.token,
        }

    def rotate(self) -> None:
        """Issue another key from now on; S3 accepts the earlier ones, too."""
        self._number += 1
        self._accepted.add(f"token-{self._number}")

    def revoke(self) -> None:
        """Issue another key from now on; S3 refuses the earlier ones as expired."""
        self._accepted.clear()
        self.rotate()

    def guard(self, bucket: FaultyS3, code: str = "ExpiredToken") -> None:
        """Let an S3 refuse, with a code, requests with a key that this endpoint did not issue."""

        def check(_: str, right: S3Response) -> S3Response:
            headers = {name.lower(): value for name, value in bucket.requests[-1][1].items()}
            accepted = headers.get("x-amz-security-token") in self._accepted
            return right if accepted else S3Response(400, error_body(code))

        bucket.fault = check

    def _respond(self, authorization: str | None) -> tuple[int, bytes]:
        self.seconds.append(time.monotonic())
        if authorization != self.token:
            return 403, b'{"code": "AccessDenied", "message": "wrong token"}'
        return self._document() if self.fault is None else self.fault()

    def _document(self) -> tuple[int, bytes]:
        expires = datetime.fromtimestamp(time.time() + self.lifetime_seconds, UTC)
        document = {
            "AccessKeyId": f"ASIA{self._number}",
            "SecretAccessKey": f"secret-{self._number}",
            "Token": f"token-{self._number}",
            "Expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return 200, json.dumps(document).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, body = 404, b""
                if self.path == PATH:
                    status, body = endpoint._respond(self.headers["Authorization"])
                head = f"HTTP/1.1 {status} x\r\nConnection: close\r\n"
                if endpoint.chunked:  # as Go's server sends what exceeds its buffer
                    head += "Transfer-Encoding: chunked\r\n\r\n"
                    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
                else:
                    head += f"Content-Length: {len(body)}\r\n\r\n"
                self.wfile.write(head.encode() + body)
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                return

        return Handler
