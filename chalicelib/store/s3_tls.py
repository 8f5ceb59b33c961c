"""The certificate authorities that the S3 reader trusts.

Loading all of the system's authorities takes a sixth of a cold start, and S3's certificates are
signed only by Amazon's (https://www.amazontrust.com/repository/). So only those are loaded from the
system's file. If they do not verify S3's certificate, all authorities are loaded after all.
"""

import binascii
import ssl

from chalicelib.errors import StoreError

AMAZON_ORGANIZATIONS = (b"Amazon", b"Starfield")
"""The organizations that own Amazon's root certificates, as the certificates name them."""

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


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

    def widen_after(self, exc: Exception) -> None:
        """Trust all authorities from now on if Amazon's could not verify a certificate."""
        if self._amazon_only and isinstance(exc, ssl.SSLCertVerificationError):
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


def _amazon_context() -> ssl.SSLContext | None:
    """Return None if the system has no file of authorities or the file has none of Amazon's."""
    path = ssl.get_default_verify_paths().cafile
    try:
        with open(path or "", encoding="latin-1") as file:  # noqa: PTH123 - pathlib takes 1 ms
            certificates = amazon_certificates(file.read())
        return ssl.create_default_context(cadata=b"".join(certificates)) if certificates else None
    except (OSError, ValueError):
        return None


def _full_context(ca_bundle: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError as exc:
        raise StoreError(f"AWS_CA_BUNDLE is {ca_bundle!r}; it cannot be read: {exc}") from exc
