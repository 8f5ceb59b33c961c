"""Whose certificates are believed when S3 is read.

To read the certificates of all authorities that a system trusts takes a sixth of a cold start; S3's
own are signed by Amazon's alone (https://www.amazontrust.com/repository/). So only those are read
of the system's file. Where they do not vouch for what S3 shows, all are read after all.
"""

import re
import ssl

from chalicelib.errors import StoreError

AUTHORITIES = (b"Amazon", b"Starfield")
"""The organisations whose roots Amazon's certificates lead to, as a certificate names them."""

_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class Trust:
    """The context of a connection: it trusts Amazon's authorities, or all there are, or a file's.

    Raises
    ------
    StoreError
        When the file cannot be read; it is named as the variable that names it.
    """

    def __init__(self, ca_bundle: str | None, *, amazon_alone: bool) -> None:
        few = _of_amazon() if amazon_alone else None
        self._few = few is not None
        self.context = few or _of_all(ca_bundle)

    def widen(self, exc: OSError) -> None:
        """Trust all authorities from now on, where the few have just not vouched for a server."""
        if self._few and isinstance(exc, ssl.SSLCertVerificationError):
            self._few, self.context = False, _of_all(None)


def certificates_of_amazon(bundle: str) -> list[str]:
    """Return the certificates in a file that name one of Amazon's authorities."""
    return [
        found
        for found in _CERTIFICATE.findall(bundle)
        if any(name in ssl.PEM_cert_to_DER_cert(found) for name in AUTHORITIES)
    ]


def _of_amazon() -> ssl.SSLContext | None:
    """Return None where the system has no file of authorities, or none of Amazon's in it."""
    path = ssl.get_default_verify_paths().cafile
    try:
        with open(path or "", encoding="latin-1") as file:  # noqa: PTH123 - pathlib takes 1 ms
            found = certificates_of_amazon(file.read())
        return ssl.create_default_context(cadata="\n".join(found)) if found else None
    except (OSError, ValueError):
        return None


def _of_all(ca_bundle: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError as exc:
        raise StoreError(f"AWS_CA_BUNDLE is {ca_bundle!r}; it cannot be read: {exc}") from exc
