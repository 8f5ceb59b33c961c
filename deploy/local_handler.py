"""Handle the requests of the local server: what Chalice's handler lacks of HTTP.

It reads bodies in chunks, which many clients send if they stream; sends no body in response to
HEAD; and refuses a body of unknown length, after which a connection cannot be used.
"""

import json
from collections.abc import Iterator

from chalice.local import ChaliceRequestHandler

MAX_BODY = 10_000_000
"""API Gateway's limit, in bytes."""
MAX_LINE = 1000
"""Of a line that says how long a chunk is, in bytes."""


class LengthError(ValueError):
    """The length of a body is not known; the message says what was found and what is expected."""


class LocalHandler(ChaliceRequestHandler):
    """Chalice's handler, for one connection."""

    def respond(self) -> None:
        """Respond to a request."""
        try:
            self._generic_handle()
        except LengthError as exc:
            self.close_connection = True
            body = json.dumps({"Code": "BadRequestError", "Message": str(exc)})
            self._send_http_response(400, {"Connection": "close"}, body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = respond

    def _parse_payload(self) -> tuple[dict[str, str], bytes | None]:
        if "transfer-encoding" in self.headers:
            return dict(self.headers), b"".join(self._chunks())
        length = self.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise LengthError(f"found the Content-Length {length[:20]!r}; expected an integer")
        return super()._parse_payload()

    def _chunks(self) -> Iterator[bytes]:
        """Yield the chunks of a body (RFC 9112, section 7.1)."""
        total = 0
        while True:
            line = self.rfile.readline(MAX_LINE)
            try:
                size = int(line.partition(b";")[0], 16)
            except ValueError:
                raise LengthError("found a chunk without its length; expected one") from None
            total += size
            if not 0 <= total <= MAX_BODY:
                raise LengthError(f"found more than {MAX_BODY} bytes in chunks; expected fewer")
            if size == 0:
                break
            yield self.rfile.read(size)
            self.rfile.readline(MAX_LINE)
        while self.rfile.readline(MAX_LINE).strip():
            pass  # fields after the body

    def _send_http_response(
        self, code: int, headers: dict[str, str], body: str | bytes | None
    ) -> None:
        super()._send_http_response(code, headers, None if self.command == "HEAD" else body)
