"""Send one GET request and read the response, within a deadline and a limit on its size.

Both S3 readers use it, so a fault of the network or of the server has the same effect on both,
whatever libraries boto3 has. Each request opens its own connection: two reads run at once, and S3
closes idle connections between two refreshes. Standard library only. No message contains a header.

The sockets are those below the module `socket`, whose import takes a twentieth of a cold start: it
makes enumerations of all constants.
"""

import io
import time
from _socket import SOCK_STREAM, getaddrinfo, socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from chalicelib.errors import StoreError
from chalicelib.named_tuple import NamedTuple
from chalicelib.store.base import CONNECT_SECONDS, READ_SECONDS, check_size
from chalicelib.store.http_response import BrokenResponseError, DeadlineStream, HttpResponse

if TYPE_CHECKING:
    from chalicelib.store.http_proxy import Proxy
    from chalicelib.store.s3_config import ObjectUrl
    from chalicelib.store.s3_tls import SecureConnection, TrustedAuthorities

MAX_ERROR_BYTES = 65536
SLOWEST_BYTES_PER_SECOND = 1_000_000
"""The deadline of a body allows one second for this many bytes; S3 is fifty times as fast."""


class Socket(socket):
    """A socket that TLS can have a weak reference to."""

    __slots__ = ("__weakref__",)


class TransientError(StoreError):
    """Raised if another attempt may succeed; callers outside this package see a `StoreError`."""


class Request(NamedTuple):
    """A GET request: the object's URI for messages, the URL and the headers without `host`."""

    where: str
    url: "ObjectUrl"
    headers: Mapping[str, str]


class Response(NamedTuple):
    """A status, headers by lower-case name and the body; of an error, the body's beginning."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(
    request: Request,
    max_bytes: int,
    authorities: "TrustedAuthorities | None",
    proxy: "Proxy | None" = None,
) -> Response:
    """Send a request and read the response.

    Raises
    ------
    TransientError
        If the connection fails, or the response is late, incomplete or not HTTP.
    StoreError
        If the response to a successful request has no clear length.
    FormatError
        If its body is larger than `max_bytes`; it is not read.
    """
    where, url, _ = request
    head = _head(request, proxy)
    with _connected(where, url, authorities, proxy) as connection, _io_errors(where, url):
        connection.settimeout(READ_SECONDS)
        connection.sendall(head)
        stream = DeadlineStream(connection, READ_SECONDS, READ_SECONDS)
        with io.BufferedReader(stream) as buffered:
            return _read(where, HttpResponse(buffered), stream, max_bytes)


def _head(request: Request, proxy: "Proxy | None") -> bytes:
    """Return the request line and the headers as bytes."""
    where, url, headers = request
    target = url.path if proxy is None or url.tls else f"{url.origin}{url.path}"
    headers = {"host": url.host, "connection": "close", **headers}
    if proxy is not None and not url.tls:
        headers |= proxy.headers
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if any(not line.isascii() or "\r" in line or "\n" in line for line in lines):
        raise StoreError(f"{where}: a header of the request has a character that HTTP forbids")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


@contextmanager
def _connected(
    where: str,
    url: "ObjectUrl",
    authorities: "TrustedAuthorities | None",
    proxy: "Proxy | None",
) -> "Iterator[Socket | SecureConnection]":
    """Yield a connection, with TLS if the URL says so, and close it afterwards."""
    try:
        with ExitStack() as stack:
            plain = stack.enter_context(closing(_open((proxy or url).address)))
            plain.settimeout(CONNECT_SECONDS)
            if proxy is not None and url.tls:
                proxy.tunnel(plain, url.address, CONNECT_SECONDS)
            connection: Socket | SecureConnection = plain
            if authorities is not None:
                connection = authorities.secured(plain, _encoded(url.address[0]).decode("ascii"))
            opened = stack.pop_all()
    except (OSError, ValueError, BrokenResponseError) as exc:  # ValueError: not a host's name
        if authorities is not None:
            authorities.widen_after(exc)
        raise TransientError(f"{where}: could not connect to {url.origin}: {exc}") from exc
    with opened:
        yield connection


def _open(address: tuple[str, int]) -> Socket:
    """Return a connection to the first of a host's addresses that responds.

    `socket.create_connection` gives each address the whole time, and S3 has eight of them.
    """
    deadline = time.monotonic() + 2 * CONNECT_SECONDS
    error = OSError("the host has no address")
    host, port = address
    for family, kind, protocol, _, target in getaddrinfo(_encoded(host), port, type=SOCK_STREAM):
        connection = Socket(family, kind, protocol)
        try:
            connection.settimeout(min(CONNECT_SECONDS, max(deadline - time.monotonic(), 0.001)))
            connection.connect(target)
        except OSError as exc:
            connection.close()
            error = exc
        else:
            return connection
    raise error


def _encoded(host: str) -> bytes:
    """Return a host's name as bytes: `socket` and `ssl` import a codec for strings, in 2 ms."""
    return host.encode("ascii" if host.isascii() else "idna")


@contextmanager
def _io_errors(where: str, url: "ObjectUrl") -> Iterator[None]:
    """Turn the errors of a connection into a `TransientError`."""
    try:
        yield
    except TimeoutError as exc:
        raise TransientError(f"{where}: no data from {url.origin} for {READ_SECONDS} s") from exc
    except BrokenResponseError as exc:
        raise TransientError(f"{where}: {exc} from {url.origin}") from exc
    except OSError as exc:
        raise TransientError(f"{where}: connection to {url.origin} failed: {exc}") from exc


def _read(where: str, response: HttpResponse, stream: DeadlineStream, max_bytes: int) -> Response:
    """Read the body: all of an object, the beginning of an error."""
    if response.status != 200:
        body = response.read_at_most(MAX_ERROR_BYTES)
        return Response(response.status, response.headers, body)
    length = response.length
    if length is None:
        found = response.headers.get("content-length")
        if "transfer-encoding" in response.headers or found is None:
            raise StoreError(f"{where}: S3 sent no Content-Length")
        raise StoreError(f"{where}: Content-Length is {found[:60]!r}; expected one number")
    check_size(where, length, max_bytes)
    stream.extend(length / SLOWEST_BYTES_PER_SECOND)
    return Response(200, response.headers, response.read(length))
