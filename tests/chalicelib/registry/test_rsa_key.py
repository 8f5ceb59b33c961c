"""RSA signatures: what another implementation makes verifies; what is padded otherwise does not."""

import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512

from chalicelib.registry.rsa_key import RsaKey, padded_digest, read_rsa_key
from tests.support.signing_keys import private_key, public_der

MESSAGE = b"a manifest"
LENGTH = 256
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
SHA1_INFO = bytes.fromhex("3021300906052b0e03021a05000414")
DIGEST = hashlib.sha256(MESSAGE).digest()
ALGORITHM = bytes.fromhex("300d06092a864886f70d0101010500")


def key() -> RsaKey:
    found = read_rsa_key(public_der("rsa"))
    assert found is not None
    return found


def signed(padded: bytes) -> bytes:
    """Return the signature whose padded digest is these bytes: their power to the private key."""
    numbers = private_key("rsa").private_numbers()
    modulus: int = numbers.public_numbers.n
    value = pow(int.from_bytes(padded, "big"), int(numbers.d), modulus)
    return value.to_bytes(LENGTH, "big")


@pytest.mark.parametrize("name", ["rsa2048", "rsa3072", "rsa4096"])
def test_a_key_of_each_length_is_read_and_verifies(name: str) -> None:
    found = read_rsa_key(public_der(name))
    assert found is not None
    signature = private_key(name).sign(MESSAGE, PKCS1v15(), SHA256())
    assert found.verifies(MESSAGE, signature)
    assert not found.verifies(MESSAGE + b"\0", signature)


def test_the_crafted_signatures_below_are_right_but_for_their_padding() -> None:
    assert key().verifies(MESSAGE, signed(padded_digest(MESSAGE, LENGTH)))


def padding(ending: bytes, filler: bytes = b"\xff", start: bytes = b"\0\1") -> bytes:
    return start + filler * (LENGTH - len(start) - 1 - len(ending)) + b"\0" + ending


@pytest.mark.parametrize(
    "padded",
    [
        pytest.param(
            b"\0\1" + b"\xff" * 8 + b"\0" + SHA256_INFO + DIGEST + b"\0" * 194, id="garbage-behind"
        ),
        pytest.param(padding(b"\0" + SHA256_INFO + DIGEST), id="zero-inside"),
        pytest.param(padding(SHA256_INFO + DIGEST, b"\x01"), id="other-filler"),
        pytest.param(padding(SHA256_INFO + DIGEST, start=b"\0\2"), id="padding-of-encryption"),
        pytest.param(padding(DIGEST), id="no-algorithm"),
        pytest.param(padding(SHA1_INFO + hashlib.sha1(MESSAGE).digest()), id="sha-1"),  # noqa: S324
        pytest.param(
            padding(bytes.fromhex("302f300b06096086480165030402010420") + DIGEST), id="without-null"
        ),
        pytest.param(padding(SHA256_INFO + hashlib.sha256(b"").digest()), id="other-digest"),
    ],
)
def test_another_padding_is_refused(padded: bytes) -> None:
    assert len(padded) == LENGTH
    assert not key().verifies(MESSAGE, signed(padded))


def more_than_the_modulus(signature: bytes) -> bytes:
    """Return the signature plus the modulus: the same value, if it fits and is not checked."""
    return (int.from_bytes(signature, "big") + key().modulus).to_bytes(LENGTH + 1, "big")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: bytes(LENGTH), id="zero"),
        pytest.param(lambda _: bytes(LENGTH - 1) + b"\1", id="one"),
        pytest.param(lambda _: b"\xff" * LENGTH, id="above-the-modulus"),
        pytest.param(lambda _: key().modulus.to_bytes(LENGTH, "big"), id="the-modulus"),
        pytest.param(more_than_the_modulus, id="plus-the-modulus"),
        pytest.param(lambda signature: b"\0" + signature, id="leading-zero"),
        pytest.param(lambda signature: signature + b"\0", id="too-long"),
        pytest.param(lambda signature: signature[:-1], id="too-short"),
        pytest.param(lambda signature: signature[::-1], id="reversed"),
        pytest.param(lambda signature: signature[:-1] + b"%c" % (signature[-1] ^ 1), id="a-bit"),
    ],
)
def test_a_malformed_signature_is_refused(change: Callable[[bytes], bytes]) -> None:
    signature = private_key("rsa").sign(MESSAGE, PKCS1v15(), SHA256())
    assert not key().verifies(MESSAGE, change(signature))


def test_a_second_number_for_the_same_value_is_refused() -> None:
    """With a prime modulus just above 2^2047, a signature plus the modulus has the same length."""
    modulus = 2**2047 + 1919
    key = RsaKey(modulus)
    padded = int.from_bytes(padded_digest(MESSAGE, LENGTH), "big")
    signature = pow(padded, pow(65537, -1, modulus - 1), modulus)
    assert key.verifies(MESSAGE, signature.to_bytes(LENGTH, "big"))
    assert not key.verifies(MESSAGE, (signature + modulus).to_bytes(LENGTH, "big"))


def test_other_algorithms_of_the_same_key_are_refused() -> None:
    private = private_key("rsa")
    for padding_scheme, digest in (
        (PSS(MGF1(SHA256()), PSS.DIGEST_LENGTH), SHA256()),
        (PKCS1v15(), SHA512()),
        (PKCS1v15(), SHA1()),  # noqa: S303
    ):
        assert not key().verifies(MESSAGE, private.sign(MESSAGE, padding_scheme, digest))


def test_another_key_does_not_verify() -> None:
    signature = private_key("rsa", 1).sign(MESSAGE, PKCS1v15(), SHA256())
    assert not key().verifies(MESSAGE, signature)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda der: der + b"\0", id="too-long"),
        pytest.param(lambda der: der[:-1], id="too-short"),
        pytest.param(lambda der: der[:-3] + b"\0\0\3", id="exponent-3"),
        pytest.param(lambda der: der[:-1] + b"\3", id="exponent-65539"),
        pytest.param(lambda der: der[:-6] + b"%c" % (der[-6] ^ 1) + der[-5:], id="even-modulus"),
        pytest.param(lambda der: der[:33] + b"\x7f" + der[34:], id="modulus-of-a-bit-less"),
        pytest.param(lambda der: der.replace(ALGORITHM, ALGORITHM[:-1] + b"\1"), id="algorithm"),
        pytest.param(lambda der: b"\x31" + der[1:], id="no-sequence"),
        pytest.param(lambda _: public_der("rsa1024"), id="1024-bits"),
        pytest.param(lambda _: public_der("p256"), id="elliptic-curve"),
        pytest.param(lambda _: public_der("ed25519"), id="ed25519"),
    ],
)
def test_a_key_of_another_form_is_refused(change: Callable[[bytes], bytes]) -> None:
    der = public_der("rsa")
    assert change(der) != der
    assert read_rsa_key(change(der)) is None
