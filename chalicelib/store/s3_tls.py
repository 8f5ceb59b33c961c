"""TLS for the S3 reader: the certificate authorities that it trusts, and its connections.

Loading all of the system's authorities takes a sixth of a cold start, and S3's certificates are
signed only by Amazon's (https://www.amazontrust.com/repository/). So only those are loaded from the
system's file. If they do not verify S3's certificate, all authorities are loaded after all.

This is the module below `ssl`, which takes four times as long to import, because it imports
`socket` and makes enumerations of all constants. OpenSSL checks the certificate and the name, here
as there, and the contexts are those of `ssl.create_default_context`.
"""

import _ssl
import binascii
import os
import sys
from _ssl import SSLCertVerificationError, SSLEOFError
from typing import TYPE_CHECKING, Any

from chalicelib.errors import StoreError

if TYPE_CHECKING:
    from _socket import socket as Socket

    from _typeshed import WriteableBuffer

AMAZON_ORGANIZATIONS = (b"Amazon", b"Starfield")
"""The organizations that own Amazon's root certificates, as the certificates name them."""

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"

_STRICT = (
    _ssl.VERIFY_X509_PARTIAL_CHAIN | _ssl.VERIFY_X509_STRICT if sys.version_info >= (3, 13) else 0
)
"""The flags that `ssl.create_default_context` sets."""


class TrustedAuthorities:
    """A TLS context that trusts Amazon's authorities, all of the system's, or those of a file.

    Raises
    ------
    StoreError
        If the file `ca_bundle` cannot be read; the message names `AWS_CA_BUNDLE`.
    """

    def __init__(self, ca_bundle: str | None, *, amazon_only: bool) -> None:
        amazon_context = _amazon_context() if amazon_only else None
        self._amazon_only = amazon_context is not None
        self.context = amazon_context or _full_context(ca_bundle)

    def secured(self, connection: "Socket", host: str) -> "SecureConnection":
        """Return the connection with TLS; `host` is the name in its certificate, in ASCII.

        Raises
        ------
        OSError, ValueError
            If the certificate or the name is wrong, or the connection fails.
        """
        return SecureConnection(self.context, connection, host)

    def widen_after(self, exc: Exception) -> None:
        """Trust all authorities from now on if Amazon's could not verify a certificate."""
        if self._amazon_only and isinstance(exc, SSLCertVerificationError):
            self._amazon_only, self.context = False, _full_context(None)


def amazon_certificates(bundle: str) -> list[bytes]:
    """Return the certificates in a bundle of PEM that name one of Amazon's organizations, as DER.

    To decode all of them takes as long as TLS itself. So the names are sought in the encoded form:
    Base64 has three for each name, because it encodes three bytes at a time.

    Raises
    ------
    ValueError
        If such a certificate is not Base64.
    """
    joined = bundle.replace("\n", "").replace("\r", "")
    bodies: set[str] = set()
    for name in _encoded_names():
        place = joined.find(name)
        while place >= 0:
            start, end = joined.rfind(BEGIN, 0, place), joined.find(END, place)
            if start < 0 or end < 0:
                break
            bodies.add(joined[start + len(BEGIN) : end])
            place = joined.find(name, end)
    found = map(binascii.a2b_base64, sorted(bodies))
    return [each for each in found if any(name in each for name in AMAZON_ORGANIZATIONS)]


def _encoded_names() -> list[str]:
    """Return the characters of Base64 that only the bytes of a name decide, at each offset.

    At offset 1, `Amazon` is the last two bytes of one group of three, the next group and the first
    byte of another. The first two and the last two characters depend on the neighbours, too.
    """
    names = []
    for name in AMAZON_ORGANIZATIONS:
        for offset in range(3):
            encoded = binascii.b2a_base64(bytes(offset) + name).decode().strip()
            padded = (offset + len(name)) % 3
            first = (0, 2, 3)[offset]
            names.append(encoded[first : len(encoded) - (0, 3, 2)[padded]])
    return names


class SecureConnection:
    """A connection with TLS, with what an exchange needs of a socket."""

    def __init__(self, context: "_ssl._SSLContext", connection: "Socket", host: str) -> None:
        self._connection = connection  # what is below has a weak reference only
        self._tls: Any = context._wrap_socket(connection, False, host)  # type: ignore[attr-defined]
        self._tls.do_handshake()
        self.settimeout = connection.settimeout

    def sendall(self, data: bytes) -> None:
        """Send all bytes."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._tls.write(rest) :]

    def recv_into(self, buffer: "WriteableBuffer") -> int:
        """Read into a buffer, and return the number of bytes: 0 at the end."""
        try:
            count: int = self._tls.read(memoryview(buffer).nbytes, buffer)
        except SSLEOFError:  # the server did not say that this is the end; lengths tell
            return 0
        return count


def _context() -> "_ssl._SSLContext":
    """Return a context that checks certificates and names, and trusts no authority yet."""
    context = _ssl._SSLContext(_ssl.PROTOCOL_TLS_CLIENT)
    context.verify_mode, context.check_hostname = _ssl.CERT_REQUIRED, True
    context.verify_flags |= _STRICT
    return context


def _amazon_context() -> "_ssl._SSLContext | None":
    """Return None if the system has no file of authorities or the file has none of Amazon's."""
    variable, usual, *_ = _ssl.get_default_verify_paths()
    try:
        with open(os.environ.get(variable, usual), encoding="latin-1") as file:  # noqa: PTH123 - pathlib takes 1 ms
            certificates = amazon_certificates(file.read())
        if not certificates:
            return None
        context = _context()
        context.load_verify_locations(cadata=b"".join(certificates))
    except (OSError, ValueError):
        return None
    return context


def _full_context(ca_bundle: str | None) -> "_ssl._SSLContext":
    context = _context()
    if ca_bundle is None:
        context.set_default_verify_paths()
        return context
    try:
        context.load_verify_locations(cafile=ca_bundle)
    except OSError as exc:
        raise StoreError(f"AWS_CA_BUNDLE is {ca_bundle!r}; it cannot be read: {exc}") from exc
    return context
