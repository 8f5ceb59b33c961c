"""The certificate authorities that the S3 reader trusts.

Loading all of the system's authorities takes a sixth of a cold start, and S3's certificates are
signed only by Amazon's (https://www.amazontrust.com/repository/). So only those are loaded from the
system's file. If they do not verify S3's certificate, all authorities are loaded after all.
"""

import re
import ssl

from chalicelib.errors import StoreError

AMAZON_ORGANIZATIONS = (b"Amazon", b"Starfield")
"""The organizations that own Amazon's root certificates, as the certificates name them."""

# DOTALL lets "." match line feeds; the lazy ".+?" stops at the first END line, so two certificates
# in a row are two matches.
_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


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


def amazon_certificates(bundle: str) -> list[str]:
    """Return the PEM certificates in a bundle that name one of Amazon's organizations."""
    return [
        certificate
        for certificate in _CERTIFICATE.findall(bundle)
        if any(name in ssl.PEM_cert_to_DER_cert(certificate) for name in AMAZON_ORGANIZATIONS)
    ]


def _amazon_context() -> ssl.SSLContext | None:
    """Return None if the system has no file of authorities or the file has none of Amazon's."""
    path = ssl.get_default_verify_paths().cafile
    try:
        with open(path or "", encoding="latin-1") as file:  # noqa: PTH123 - pathlib takes 1 ms
            certificates = amazon_certificates(file.read())
        return ssl.create_default_context(cadata="\n".join(certificates)) if certificates else None
    except (OSError, ValueError):
        return None


def _full_context(ca_bundle: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError as exc:
        raise StoreError(f"AWS_CA_BUNDLE is {ca_bundle!r}; it cannot be read: {exc}") from exc
