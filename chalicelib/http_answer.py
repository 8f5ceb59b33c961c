"""The answer to one HTTP/1.1 request, as S3 gives it: a status, headers, a body of a known length.

`http.client` understands more, and to read headers it imports a parser of mail: a fifth of a cold
start. Bodies in chunks are not put together; the caller asks for the connection to be closed.
Standard library only.
"""

from typing import BinaryIO

MAX_LINE_BYTES = 16384
MAX_HEADERS = 100


class BrokenAnswerError(Exception):
    """Raised when an answer ends early or is not HTTP; becomes a `StoreError`."""


class Answer:
    """A status, headers by their names in lower case, and the stream that the body comes from."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read as far as the body.

        Raises
        ------
        BrokenAnswerError
            When that is not how an answer begins.
        """
        self._stream = stream
        protocol, _, status = _line(stream).partition(" ")
        if not protocol.startswith("HTTP/1.") or not status[:3].isdecimal():
            raise BrokenAnswerError("it is not HTTP")
        self.status = int(status[:3])
        self.headers: dict[str, str] = {}
        while line := _line(stream):
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
            if len(self.headers) > MAX_HEADERS:
                raise BrokenAnswerError(f"it has more than {MAX_HEADERS} headers")

    @property
    def length(self) -> int | None:
        """How many bytes the body has, None where that is not said."""
        length = self.headers.get("content-length", "")
        return int(length) if length.isdecimal() and len(length) < MAX_HEADERS else None

    def read(self, length: int) -> bytes:
        """Read a body of so many bytes.

        Raises
        ------
        BrokenAnswerError
            When it ends before.
        """
        body = self._stream.read(length)
        if len(body) < length:
            raise BrokenAnswerError(f"it has {len(body)} of {length} bytes")
        return body

    def read_most(self, most: int) -> bytes:
        """Read a body of any length, but no more than so many bytes."""
        return self._stream.read(most)


def _line(stream: BinaryIO) -> str:
    """Read a line without its end."""
    line = stream.readline(MAX_LINE_BYTES)
    if not line.endswith(b"\n"):
        raise BrokenAnswerError("it ends within its headers" if line else "there is none")
    return line.decode("latin-1").rstrip("\r\n")
