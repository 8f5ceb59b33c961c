"""SHA-256 and its HMAC, from the module of OpenSSL that `hashlib` and `hmac` take them from.

Importing those imports other algorithms too, which takes a hundredth of a cold start.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256 as sha256
    from hmac import digest as hmac_digest
else:
    try:
        from _hashlib import hmac_digest
        from _hashlib import openssl_sha256 as sha256
    except ImportError:  # a Python without OpenSSL
        from hashlib import sha256
        from hmac import digest as hmac_digest

__all__ = ["hmac_digest", "sha256"]
