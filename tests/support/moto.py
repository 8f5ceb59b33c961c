"""Send moto's server what AWS itself does not offer: a reset, and enforced permissions."""

import urllib.error
import urllib.request


def ask_moto(url: str, data: bytes = b"") -> None:
    request = urllib.request.Request(url, data, {"Content-Type": "text/plain"})  # noqa: S310
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - on loopback
