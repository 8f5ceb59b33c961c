"""Reach S3 through an HTTP proxy; standard library only.

A request without TLS names the whole URL to the proxy. With TLS, the proxy opens a tunnel to S3.
"""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib.named_tuple import NamedTuple
from chalicelib.store.http_response import BrokenResponseError, DeadlineStream, HttpResponse

if TYPE_CHECKING:
    from _socket import socket as Socket


class Proxy(NamedTuple):
    """A proxy's host and port, and the headers that it asks for, such as a password."""

    address: tuple[str, int]
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        """Keep the password out of messages and logs."""
        return f"Proxy(address={self.address!r})"

    def tunnel(self, connection: "Socket", address: tuple[str, int], seconds: float) -> None:
        """Ask the proxy on a connection for a tunnel to an address.

        Raises
        ------
        BrokenResponseError
            If the proxy refuses or its response is late or not HTTP.
        OSError
            If the connection fails.
        """
        target = "{}:{}".format(*address)
        lines = [f"CONNECT {target} HTTP/1.1", f"host: {target}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        # A buffer of 1 byte reads nothing that comes after the response.
        with io.BufferedReader(DeadlineStream(connection, seconds, seconds), 1) as buffered:
            status = HttpResponse(buffered).status
        if status != 200:
            raise BrokenResponseError(f"the proxy returned {status}")
