"""What a connection receives, until a deadline for all of it.

A socket's own time-out counts from one piece to the next: a server that sends a byte a second is
never too late by it, and would hold a request for as long as it likes.
"""

import io
import socket
import time
from typing import TYPE_CHECKING

from chalicelib.http_answer import BrokenAnswerError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Receiving(io.RawIOBase):
    """The bytes that arrive on a connection, as a raw stream for `io.BufferedReader`.

    Parameters
    ----------
    connection
        A connected socket.
    quiet_seconds
        How long nothing may arrive; then `TimeoutError` is raised.
    seconds
        How long all may take; then `BrokenAnswerError` is raised, if anything has arrived.
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
                raise BrokenAnswerError(f"it is not there after {self._seconds:g} s") from None
            raise
        self._received += count
        return count
