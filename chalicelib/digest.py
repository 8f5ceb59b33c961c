"""SHA-256 and its HMAC, from what takes the least time.

Loading OpenSSL takes a twentieth of a cold start, or a fiftieth with TLS, which loads most of it.
It hashes several times as fast as Python's own code, so it pays for large files only.
"""

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hashlib import sha256 as sha256
else:
    sha256 = __import__("_sha2" if sys.version_info >= (3, 12) else "_sha256").sha256

SMALL_BYTES: Final = 600_000
"""The largest file that Python's own code hashes before OpenSSL would be loaded."""
BLOCK_BYTES: Final = 64
_INNER: Final = int.from_bytes(b"\x36" * BLOCK_BYTES, "big")
_OUTER: Final = int.from_bytes(b"\x5c" * BLOCK_BYTES, "big")


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """Return the HMAC of a message, with SHA-256: H(K ^ opad, H(K ^ ipad, message)), see RFC 2104.

    >>> hmac_sha256(b"key", b"message").hex()[:16]
    '6e9ef29b75fffc5b'
    """
    if len(key) > BLOCK_BYTES:
        key = sha256(key).digest()
    number = int.from_bytes(key.ljust(BLOCK_BYTES, b"\0"), "big")
    inner = sha256((number ^ _INNER).to_bytes(BLOCK_BYTES, "big") + message).digest()
    return sha256((number ^ _OUTER).to_bytes(BLOCK_BYTES, "big") + inner).digest()


def file_sha256(raw: bytes) -> str:
    """Return the hex digits of a file's SHA-256."""
    if len(raw) <= SMALL_BYTES:
        return sha256(raw).hexdigest()
    # `hashlib` would import other algorithms, too.
    try:
        from _hashlib import openssl_sha256
    except ImportError:  # a Python without OpenSSL
        return sha256(raw).hexdigest()
    return openssl_sha256(raw).hexdigest()
