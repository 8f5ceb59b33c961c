"""Parse one HTTP/1.1 response as S3 sends it: a status, headers, and a body of known length.

`http.client` can do more, but it imports the email package to parse headers: a fifth of a cold
start. Chunked bodies are not supported; the caller sends `Connection: close`. Standard library
only.
"""

import io
import time
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _socket import socket as Socket

    from _typeshed import WriteableBuffer

    from chalicelib.store.s3_tls import SecureConnection

MAX_LINE_BYTES = 16384
MAX_HEADERS = 100
MAX_INTERIM_RESPONSES = 10
MAX_LENGTH_DIGITS = 20
NO_BODY_STATUSES = (204, 304)


class BrokenResponseError(Exception):
    """Raised if a response ends early, takes too long or is not HTTP; becomes a `StoreError`.

    The message reads well before "from https://...", as in "empty response from https://...".
    """


class HttpResponse:
    """A status, headers by lower-case name, and the stream that the body comes from."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the status line and the headers; skip interim responses such as 100.

        Raises
        ------
        BrokenResponseError
            If the stream does not start like an HTTP/1.x response.
        """
        self._stream = stream
        for _ in range(MAX_INTERIM_RESPONSES):
            self.status, self.headers = _read_status(stream), _read_headers(stream)
            if self.status >= 200:
                return
        raise BrokenResponseError("no final response")

    @property
    def length(self) -> int | None:
        """The body's length in bytes, or None if the headers do not state it clearly."""
        length = self.headers.get("content-length", "")
        if "transfer-encoding" in self.headers or len(length) > MAX_LENGTH_DIGITS:
            return None
        return int(length) if length.isdecimal() else None

    def read(self, length: int) -> bytes:
        """Read a body of known length.

        Raises
        ------
        BrokenResponseError
            If the body ends early.
        """
        body = self._stream.read(length)
        if len(body) < length:
            raise BrokenResponseError(
                f"received only {len(body)} of {length} bytes of the response"
            )
        return body

    def read_at_most(self, max_bytes: int) -> bytes:
        """Read a body up to a limit, and not beyond its length if that is known."""
        # A 304 may have the length of the object that it leaves out.
        length = 0 if self.status in NO_BODY_STATUSES else self.length
        return self._stream.read(max_bytes if length is None else min(length, max_bytes))


def _read_status(stream: BinaryIO) -> int:
    # "HTTP/1.1 200 OK" and "HTTP/1.0 304", not "HTTP/1.1 2000". A pattern for this, and one for the
    # names of headers, would have to be compiled at each cold start.
    protocol, _, rest = _read_line(stream).partition(" ")
    status, minor = rest.partition(" ")[0], protocol.removeprefix("HTTP/1.")
    is_number = (status + minor).isascii() and (status + minor).isdecimal()
    if (
        (len(protocol), len(minor), len(status)) != (8, 1, 3)
        or not is_number
        or not "100" <= status < "600"
    ):
        raise BrokenResponseError("non-HTTP response")
    return int(status)


def _read_headers(stream: BinaryIO) -> dict[str, str]:
    """Read the headers; join the values of a repeated header, as HTTP does, with commas."""
    headers: dict[str, str] = {}
    for _ in range(MAX_HEADERS + 1):
        line = _read_line(stream)
        if not line:
            return headers
        name, colon, value = line.partition(":")
        # A space before the colon could hide a header.
        if not colon or not name or not name.isascii() or not name.isprintable() or " " in name:
            raise BrokenResponseError("malformed header in the response")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    raise BrokenResponseError(f"more than {MAX_HEADERS} headers in the response")


def _read_line(stream: BinaryIO) -> str:
    """Read one line and return it without its line ending."""
    line = stream.readline(MAX_LINE_BYTES)
    if not line.endswith(b"\n"):
        raise BrokenResponseError(
            "incomplete headers in the response" if line else "empty response"
        )
    return line.decode("latin-1").rstrip("\r\n")


class DeadlineStream(io.RawIOBase):
    """A connection as a raw stream for `io.BufferedReader`, with a deadline for the whole response.

    Parameters
    ----------
    connection
        A connected socket.
    idle_seconds
        How long to wait for the next bytes before `TimeoutError` is raised.
    total_seconds
        How long the response may take. After that `BrokenResponseError` is raised, or
        `TimeoutError` if no byte has arrived.
    """

    def __init__(
        self, connection: "Socket | SecureConnection", idle_seconds: float, total_seconds: float
    ) -> None:
        self._connection = connection
        self._idle_seconds = idle_seconds
        self._total_seconds = total_seconds
        self._started = time.monotonic()
        self._received = 0

    def extend(self, seconds: float) -> None:
        """Move the deadline."""
        self._total_seconds += seconds

    def readable(self) -> bool:
        """Return True, as `io.BufferedReader` requires."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Wait for bytes and return how many arrived; 0 means the end of the stream."""
        left = self._started + self._total_seconds - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(min(self._idle_seconds, left))
            count = self._connection.recv_into(buffer)
        except TimeoutError:
            if self._received and left < self._idle_seconds:
                raise BrokenResponseError(
                    f"timed out after {self._total_seconds:g} s within the response"
                ) from None
            raise
        self._received += count
        return count
