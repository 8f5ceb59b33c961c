"""Handle the requests of the local server: what Chalice's handler lacks of HTTP.

It reads bodies in chunks, which many clients send if they stream; sends no body in response to
HEAD; refuses a body of unknown length, or of too many bytes, after which a connection cannot be
used; and says nothing if a client hangs up.
"""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus

from chalice.local import ChaliceRequestHandler, LocalChalice, LocalGatewayException

from chalicelib.api.json_response import HEADERS
from chalicelib.api.rest_app import RestApp

MAX_BODY = 10_000_000
"""API Gateway's limit, in bytes."""
MAX_DIGITS = 20
"""Of a length: Python refuses to read an integer of thousands."""
MAX_LINE = 1000
"""Of a line that says how long a chunk is, in bytes."""


class LengthError(ValueError):
    """A body cannot be read; the message says what was found and what is expected."""

    code, status = "BadRequestError", 400


class CodingError(LengthError):
    """A body is sent in a way that this server does not read."""

    code, status = "NotImplementedError", 501


class TooLongError(LengthError):
    """A body has more bytes than API Gateway passes on."""

    code, status = "PayloadTooLargeError", 413

    def __init__(self, found: str) -> None:
        super().__init__(f"found {found}; expected a body of at most {MAX_BODY} bytes")


class LocalApp(LocalChalice, RestApp):
    """The app, with a current request for each thread: the server has one for each connection."""


class LocalHandler(ChaliceRequestHandler):
    """Chalice's handler, for one connection."""

    def handle(self) -> None:
        """Respond to the requests of a connection, until one side ends it."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def respond(self) -> None:
        """Respond to a request."""
        try:
            self._generic_handle()
        except LengthError as exc:
            self._refuse(exc.status, exc.code, str(exc))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request that Python's own handler does not pass on, such as a TRACE."""
        del explain
        phrase = HTTPStatus(code).phrase
        self._refuse(code, re.sub(r"\W", "", phrase) + "Error", message or phrase)

    def _refuse(self, status: int, code: str, message: str) -> None:
        self.close_connection = True
        body = json.dumps({"Code": code, "Message": message})
        self._send_http_response(status, HEADERS | {"Connection": "close"}, body)

    def _send_error_response(self, error: LocalGatewayException) -> None:
        super()._send_error_response(error.__class__(HEADERS | error.headers, error.body))

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = respond

    def _parse_payload(self) -> tuple[dict[str, str], bytes | None]:
        if codings := self.headers.get_all("transfer-encoding"):
            if (found := ", ".join(codings)).strip().lower() != "chunked":
                raise CodingError(f"found the Transfer-Encoding {found[:40]!r}; expected chunked")
            return dict(self.headers), b"".join(self._chunks())
        lengths = {*self.headers.get_all("content-length", ["0"])}
        if len(lengths) > 1:
            found = " and ".join(sorted(lengths))
            raise LengthError(f"found the Content-Lengths {found[:40]}; expected one")
        (length,) = lengths
        if not (length.isascii() and length.isdigit()):
            raise LengthError(f"found the Content-Length {length[:20]!r}; expected an integer")
        if len(length) > MAX_DIGITS or int(length) > MAX_BODY:
            raise TooLongError(f"the Content-Length {length[:20]}")
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
            if size < 0:
                raise LengthError(f"found a chunk of {size} bytes; expected 0 or more")
            if total > MAX_BODY:
                raise TooLongError("more bytes in chunks")
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
