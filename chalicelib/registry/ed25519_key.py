"""Ed25519 public keys and signatures (RFC 8032, section 5.1), with the standard library.

Nothing here is secret, so the arithmetic need not take constant time. A point (x, y) of the curve
-x^2 + y^2 = 1 + d x^2 y^2 is kept as (X, Y, Z, T) with x = X/Z, y = Y/Z and x y = T/Z, because
adding such points needs no division.
"""

import hashlib
from typing import NamedTuple

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
"""The number of multiples of the base point; a signature's number must be below it."""

_DER_HEAD = bytes.fromhex("302a300506032b6570032100")
_D = -121665 * pow(121666, -1, PRIME) % PRIME
_SQRT_OF_MINUS_1 = pow(2, (PRIME - 1) // 4, PRIME)


class Point(NamedTuple):
    """A point of the curve in extended coordinates."""

    x: int
    y: int
    z: int
    t: int

    def __neg__(self) -> "Point":
        """Return the point with the opposite x."""
        return Point(PRIME - self.x, self.y, self.z, PRIME - self.t)


NEUTRAL = Point(0, 1, 1, 0)
_BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_BASE_Y = 4 * pow(5, -1, PRIME) % PRIME
BASE = Point(_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % PRIME)


class Ed25519Key(NamedTuple):
    """An Ed25519 public key: its 32 bytes and the point that they stand for."""

    raw: bytes
    point: Point

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Return whether the key's owner signed the message.

        RFC 8032, section 5.1.7, without the cofactor: S B = R + k A. The point S B - k A is
        computed and encoded, so that any other form of R than the canonical one is refused.
        """
        if len(signature) != 64:
            return False
        commitment, s = signature[:32], int.from_bytes(signature[32:], "little")
        if s >= ORDER:
            return False
        digest = hashlib.sha512(commitment + self.raw + message).digest()
        k = int.from_bytes(digest, "little") % ORDER
        return _encode(_sum_of_multiples(s, BASE, k, -self.point)) == commitment


def read_ed25519_key(der: bytes) -> Ed25519Key | None:
    """Read a key from its DER form (SubjectPublicKeyInfo, RFC 8410), or return None.

    Points of small order are refused: such a "key" signs any message.
    """
    head, raw = der[: len(_DER_HEAD)], der[len(_DER_HEAD) :]
    point = _decode(raw) if head == _DER_HEAD and len(raw) == 32 else None
    if point is None or _encode(_eightfold(point)) == _encode(NEUTRAL):
        return None
    return Ed25519Key(raw, point)


def _add(p: Point, q: Point) -> Point:
    """Add two points; the formula also holds for equal ones (RFC 8032, section 5.1.4)."""
    a = (p.y - p.x) * (q.y - q.x) % PRIME
    b = (p.y + p.x) * (q.y + q.x) % PRIME
    c = 2 * p.t * q.t * _D % PRIME
    d = 2 * p.z * q.z % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return Point(e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def _eightfold(point: Point) -> Point:
    for _ in range(3):
        point = _add(point, point)
    return point


def _sum_of_multiples(m: int, p: Point, n: int, q: Point) -> Point:
    """Return m p + n q in one pass over the bits of both numbers, the highest first."""
    addends = {(1, 0): p, (0, 1): q, (1, 1): _add(p, q)}
    total = NEUTRAL
    for bit in reversed(range(max(m.bit_length(), n.bit_length()))):
        total = _add(total, total)
        addend = addends.get((m >> bit & 1, n >> bit & 1))
        total = total if addend is None else _add(total, addend)
    return total


def _encode(point: Point) -> bytes:
    """Return the 32 bytes of a point: y, and the lowest bit of x as the highest bit."""
    inverse = pow(point.z, -1, PRIME)
    x, y = point.x * inverse % PRIME, point.y * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(raw: bytes) -> Point | None:
    """Return the point that 32 bytes stand for, or None (RFC 8032, section 5.1.3)."""
    number = int.from_bytes(raw, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= PRIME:
        return None
    # The curve's equation gives x^2 = (y^2 - 1) / (d y^2 + 1). If x^2 has a root, it is this power
    # of it, or the power times the root of -1.
    square = (y * y - 1) * pow(_D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * _SQRT_OF_MINUS_1 % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else PRIME - x
    return Point(x, y, 1, x * y % PRIME)
