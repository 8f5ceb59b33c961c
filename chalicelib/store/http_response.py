"""The answer to one HTTP/1.1 request, as S3 gives it: a status, headers, a body of a known length.

`http.client` understands more, and to read headers it imports a parser of mail: a fifth of a cold
start. Bodies in chunks are not put together; the caller asks for the connection to be closed.
Standard library only.
"""

import io
import socket
import time
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_LINE_BYTES = 16384
MAX_HEADERS = 100


class BrokenResponseError(Exception):
    """Raised when an answer ends early or is not HTTP; becomes a `StoreError`."""


class HttpResponse:
    """A status, headers by their names in lower case, and the stream that the body comes from."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read as far as the body.

        Raises
        ------
        BrokenResponseError
            When that is not how an answer begins.
        """
        self._stream = stream
        protocol, _, status = _line(stream).partition(" ")
        if not protocol.startswith("HTTP/1.") or not status[:3].isdecimal():
            raise BrokenResponseError("it is not HTTP")
        self.status = int(status[:3])
        self.headers: dict[str, str] = {}
        while line := _line(stream):
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
            if len(self.headers) > MAX_HEADERS:
                raise BrokenResponseError(f"it has more than {MAX_HEADERS} headers")

    @property
    def length(self) -> int | None:
        """How many bytes the body has, None where that is not said."""
        length = self.headers.get("content-length", "")
        return int(length) if length.isdecimal() and len(length) < MAX_HEADERS else None

    def read(self, length: int) -> bytes:
        """Read a body of so many bytes.

        Raises
        ------
        BrokenResponseError
            When it ends before.
        """
        body = self._stream.read(length)
        if len(body) < length:
            raise BrokenResponseError(f"it has {len(body)} of {length} bytes")
        return body

    def read_most(self, most: int) -> bytes:
        """Read a body of any length, but no more than so many bytes."""
        return self._stream.read(most)


def _line(stream: BinaryIO) -> str:
    """Read a line without its end."""
    line = stream.readline(MAX_LINE_BYTES)
    if not line.endswith(b"\n"):
        raise BrokenResponseError("it ends within its headers" if line else "there is none")
    return line.decode("latin-1").rstrip("\r\n")


class DeadlineStream(io.RawIOBase):
    """The bytes that arrive on a connection, as a raw stream for `io.BufferedReader`.

    Parameters
    ----------
    connection
        A connected socket.
    quiet_seconds
        How long nothing may arrive; then `TimeoutError` is raised.
    seconds
        How long all may take; then `BrokenResponseError` is raised, if anything has arrived.
    """

    def __init__(self, connection: socket.socket, quiet_seconds: float, seconds: float) -> None:
        self._connection = connection
        self._quiet_seconds = quiet_seconds
        self._seconds = seconds
        self._started = time.monotonic()
        self._received = 0

    def grant(self, seconds: float) -> None:
        """Give more time."""
        self._seconds += seconds

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Receive what is there, some bytes at least, none at the end."""
        left = self._started + self._seconds - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(min(self._quiet_seconds, left))
            count = self._connection.recv_into(buffer)
        except TimeoutError:
            if self._received and left < self._quiet_seconds:
                raise BrokenResponseError(f"it is not there after {self._seconds:g} s") from None
            raise
        self._received += count
        return count
