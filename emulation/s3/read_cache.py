"""A front of an emulated S3 that keeps the objects that were read, so that reads take 1 ms.

moto takes 4 to 15 ms for a read on loopback, which would be a tenth of a cold start. All else goes
to moto, and a write makes the front forget the object. It checks no signature, as moto, and can
listen a second time with TLS, for readers only.
"""

import ssl
import threading
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from emulation.buffered_handler import BufferedHandler

HOP_BY_HOP = ("connection", "transfer-encoding", "content-length", "date", "server")


class Stored(NamedTuple):
    """A response of the S3 behind: its status, headers and body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def etag(self) -> str | None:
        """The ETag of an object."""
        return next((value for name, value in self.headers if name.lower() == "etag"), None)


class ReadCache:
    """The front: `with ReadCache(url, certificate) as front: front.url`.

    `certificate` is a file with a certificate for loopback and its key; with it, `tls_url` is where
    the front listens with TLS.
    """

    def __init__(self, behind: str, certificate: Path | None = None) -> None:
        self._behind = urlsplit(behind).netloc
        self._objects: dict[str, Stored] = {}
        self._servers = [self._listening()]
        self.url = f"http://127.0.0.1:{self._servers[0].server_port}"
        self.tls_url: str | None = None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._servers.append(self._listening(context))
            self.tls_url = f"https://127.0.0.1:{self._servers[1].server_port}"

    def __enter__(self) -> Self:
        """Listen."""
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def respond(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Stored:
        """Return the response for an object that was read before, or else that of the S3 behind."""
        found = self._objects.get(path) if method == "GET" else self._objects.pop(path, None)
        if found is None or method != "GET":
            found = self._forward(method, path, headers, body)
            if method == "GET" and found.status == 200 and "?" not in path:
                self._objects[path] = found
            return found
        known = headers.get("if-none-match")
        return found._replace(status=304, body=b"") if known == found.etag else found

    def _forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Stored:
        connection = HTTPConnection(self._behind)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            kept = [each for each in response.getheaders() if each[0].lower() not in HOP_BY_HOP]
            return Stored(response.status, kept, response.read())
        finally:
            connection.close()

    def _listening(self, context: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        if context is not None:
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        return server


def _handler(front: ReadCache) -> type[BufferedHandler]:
    class Handler(BufferedHandler):
        def do_GET(self) -> None:
            """Respond with what the front has."""
            sent = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(sent.get("content-length", "0")))
            found = front.respond(self.command, self.path, sent, body)
            self.send_response_only(found.status)
            for name, value in found.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        do_PUT = do_POST = do_DELETE = do_HEAD = do_GET

    return Handler
