"""RSA public keys, and signatures of the kind RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017).

The signature is not decoded, which implementations have got wrong: the one message that a signer
may have signed is encoded again and compared. The form of a public key is fixed but for the
modulus, so it is compared, too, instead of parsed.
"""

import hashlib
from typing import NamedTuple

EXPONENT = 65537
MODULUS_BYTES = (256, 384, 512)
"""The lengths that AWS KMS offers: RSA_2048, RSA_3072 and RSA_4096."""

_ALGORITHM = bytes.fromhex("300d06092a864886f70d0101010500")  # rsaEncryption, NULL
_EXPONENT = bytes.fromhex("0203010001")
_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


class RsaKey(NamedTuple):
    """An RSA public key with the exponent 65537."""

    modulus: int

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Return whether the key's owner signed the message.

        RFC 8017, section 8.2.2: s^e mod n is the padded digest, and s is below n.
        """
        length = (self.modulus.bit_length() + 7) // 8
        value = int.from_bytes(signature, "big")
        if len(signature) != length or value >= self.modulus:
            return False
        expected = int.from_bytes(padded_digest(message, length), "big")
        return pow(value, EXPONENT, self.modulus) == expected


def padded_digest(message: bytes, length: int) -> bytes:
    """Return the message's digest in so many bytes (RFC 8017, section 9.2, EMSA-PKCS1-v1_5).

    >>> padded_digest(b"", 62)[:12].hex(), len(padded_digest(b"", 384))
    ('0001ffffffffffffffff0030', 384)
    """
    ending = b"\x00" + _SHA256_INFO + hashlib.sha256(message).digest()
    return b"\x00\x01" + b"\xff" * (length - 2 - len(ending)) + ending


def read_rsa_key(der: bytes) -> RsaKey | None:
    """Read a key from its DER form (SubjectPublicKeyInfo), or return None for another kind."""
    for length in MODULUS_BYTES:
        head = _head(length)
        modulus = int.from_bytes(der[len(head) : len(head) + length], "big")
        # The head says that the modulus has this length, so its highest bit must be set; a modulus
        # is a product of odd primes.
        is_modulus = modulus.bit_length() == 8 * length and modulus % 2 == 1
        if is_modulus and der == head + modulus.to_bytes(length, "big") + _EXPONENT:
            return RsaKey(modulus)
    return None


def _head(length: int) -> bytes:
    """Return the bytes before a modulus: the tags and lengths of all that encloses it.

    The form is SEQUENCE { algorithm, BIT STRING { SEQUENCE { INTEGER n, INTEGER 65537 } } }. The
    zero before the modulus makes it positive; the one in the bit string says that no bit is unused.
    """
    rest = length + len(_EXPONENT)
    modulus = _opening(0x02, b"\x00", length)
    pair = _opening(0x30, modulus, rest)
    return _opening(0x30, _ALGORITHM + _opening(0x03, b"\x00" + pair, rest), rest)


def _opening(tag: int, start: bytes, rest: int) -> bytes:
    """Return an element's tag and length, and the start of a content with so many more bytes."""
    return bytes((tag, 0x82)) + (len(start) + rest).to_bytes(2, "big") + start
