"""An HTTP server on loopback for what stands before a function: API Gateway, a function URL."""

from http.server import ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, Self

from emulation.buffered_handler import BufferedHandler

if TYPE_CHECKING:
    from email.message import Message


class ClientResponse(NamedTuple):
    """The response that a client gets."""

    status: int
    headers: dict[str, str]
    body: bytes


class HttpFront:
    """A server whose subclass responds to requests: `with Front(...) as front: front.url`."""

    url = ""
    """Where the server listens, with a slash at the end."""

    def __init__(self, prefix: str = "") -> None:
        """Take the part of each path that `respond` does not see."""
        self._prefix = prefix

    def __enter__(self) -> Self:
        """Listen on a free port."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}{self._prefix}/"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def respond(
        self, method: str, target: str, headers: "Message[str, str]", body: bytes
    ) -> ClientResponse:
        """Return the response to a request; the target is the path and the query, as sent."""
        raise NotImplementedError

    def _handler(self) -> type[BufferedHandler]:
        front = self

        class Handler(BufferedHandler):
            def respond(self) -> None:
                """Respond to a request with any method."""
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                target = self.path.removeprefix(front._prefix)
                target = target if target.startswith("/") else f"/{target}"
                response = front.respond(self.command, target, self.headers, body)
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(response.body)))
                self.end_headers()
                self.wfile.write(response.body)

            do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = respond

        return Handler
