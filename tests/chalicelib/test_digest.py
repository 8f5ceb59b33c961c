"""SHA-256 and its HMAC are those of the standard library."""

import hashlib
import hmac
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.digest import BLOCK_BYTES, SMALL_BYTES, file_sha256, hmac_sha256, sha256


@given(st.binary())
def test_digests_are_those_of_the_standard_library(raw: bytes) -> None:
    expected = hashlib.sha256(raw)
    assert sha256(raw).digest() == expected.digest()
    assert sha256(raw).hexdigest() == file_sha256(raw) == expected.hexdigest()


def test_a_python_without_openssl_hashes_files_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_hashlib", None)
    large = b"t" * (SMALL_BYTES + 1)
    assert file_sha256(large) == hashlib.sha256(large).hexdigest()


@pytest.mark.parametrize("size", [0, SMALL_BYTES, SMALL_BYTES + 1])
def test_a_file_of_any_size_has_the_digest_of_the_standard_library(size: int) -> None:
    raw = b"t" * size
    assert file_sha256(raw) == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize("length", [0, 1, BLOCK_BYTES, BLOCK_BYTES + 1])
@pytest.mark.parametrize("message", [b"", b"text", b"\xff" * 1000])
def test_the_hmac_is_that_of_the_standard_library(length: int, message: bytes) -> None:
    key = b"\x80" * length
    assert hmac_sha256(key, message) == hmac.digest(key, message, "sha256")
