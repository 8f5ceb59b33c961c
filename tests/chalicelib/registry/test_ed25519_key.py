"""Ed25519: the test vectors of RFC 8032, and every form of a signature or key that is refused."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.registry.ed25519_key import BASE, ORDER, PRIME, Ed25519Key, read_ed25519_key
from tests.support.signing_keys import private_key, public_der

HEAD = "302a300506032b6570032100"

VECTORS = [
    pytest.param(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        id="test-1",
    ),
    pytest.param(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        id="test-2",
    ),
    pytest.param(
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        id="test-3",
    ),
    pytest.param(
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
        id="test-sha-abc",
    ),
]
"""Public key, message and signature (RFC 8032, section 7.1)."""


def read(raw: str) -> Ed25519Key:
    key = read_ed25519_key(bytes.fromhex(HEAD + raw))
    assert key is not None
    return key


def signed(message: bytes = b"a manifest") -> tuple[Ed25519Key, bytes, bytes]:
    """Return a key, a message and the key's signature of it, made by another implementation."""
    key = read_ed25519_key(public_der("ed25519"))
    assert key is not None
    return key, message, private_key("ed25519").sign(message)


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc_verify(public: str, message: bytes, signature: str) -> None:
    assert read(public).verifies(message, bytes.fromhex(signature))


@given(st.binary(max_size=300))
@settings(max_examples=10, deadline=None)
def test_what_another_implementation_signs_verifies(message: bytes) -> None:
    key, _, signature = signed(message)
    assert key.verifies(message, signature)
    assert not key.verifies(message + b"\0", signature)


@given(st.integers(0, 511))
@settings(max_examples=20, deadline=None)
def test_a_signature_with_another_bit_is_refused(bit: int) -> None:
    key, message, signature = signed()
    changed = int.from_bytes(signature, "little") ^ 1 << bit
    assert not key.verifies(message, changed.to_bytes(64, "little"))


def plus_order(signature: bytes) -> bytes:
    """Return the other number that stands for the same multiple: without a check, it verifies."""
    s = int.from_bytes(signature[32:], "little") + ORDER
    return signature[:32] + s.to_bytes(32, "little")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(plus_order, id="s-plus-the-order"),
        pytest.param(lambda signature: signature[:-1], id="too-short"),
        pytest.param(lambda signature: signature + b"\0", id="too-long"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: bytes(64), id="zeros"),
        pytest.param(lambda _: b"\xff" * 64, id="ones"),
        pytest.param(lambda _: b"\1" + bytes(63), id="neutral-point"),
        pytest.param(lambda signature: signature[32:] + signature[:32], id="swapped"),
        pytest.param(
            lambda signature: bytes((*signature[:31], signature[31] ^ 0x80, *signature[32:])),
            id="the-opposite-point",
        ),
    ],
)
def test_a_malformed_signature_is_refused(change: Callable[[bytes], bytes]) -> None:
    key, message, signature = signed()
    assert not key.verifies(message, change(signature))


def test_another_key_does_not_verify() -> None:
    _, message, signature = signed()
    other = read_ed25519_key(public_der("ed25519", 1))
    assert other is not None
    assert not other.verifies(message, signature)


def little(number: int, sign: int = 0) -> str:
    return (number | sign << 255).to_bytes(32, "little").hex()


OF_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(little(1), id="order-1"),
        pytest.param(little(PRIME - 1), id="order-2"),
        pytest.param(little(0), id="order-4"),
        pytest.param(little(0, 1), id="order-4-opposite"),
        pytest.param(little(OF_ORDER_8), id="order-8"),
        pytest.param(little(OF_ORDER_8, 1), id="order-8-opposite"),
        pytest.param(little(PRIME - OF_ORDER_8), id="order-8-other"),
        pytest.param(little(PRIME), id="y-is-the-prime"),
        pytest.param(little(PRIME + 1), id="y-above-the-prime"),
        pytest.param("ff" * 32, id="ones"),
        pytest.param(little(1, 1), id="zero-with-a-sign"),
        pytest.param(little(2), id="not-on-the-curve"),
        pytest.param(little(4)[:-2], id="too-short"),
        pytest.param(little(4) + "00", id="too-long"),
    ],
)
def test_a_key_that_is_no_point_or_of_small_order_is_refused(raw: str) -> None:
    assert read_ed25519_key(bytes.fromhex(HEAD + raw)) is None


CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME


def test_the_y_of_order_8_is_on_the_curve() -> None:
    """Otherwise the test above would pass for the wrong reason."""
    x2 = (OF_ORDER_8**2 - 1) * pow(CURVE_D * OF_ORDER_8**2 + 1, -1, PRIME) % PRIME
    assert pow(x2, (PRIME - 1) // 2, PRIME) == 1


def test_the_base_point_is_on_the_curve_and_its_y_is_four_fifths() -> None:
    x, y, z, t = BASE
    assert (z, t, 5 * y % PRIME) == (1, x * y % PRIME, 4)
    assert (y * y - x * x - 1 - CURVE_D * t * t) % PRIME == 0
    assert x % 2 == 0
