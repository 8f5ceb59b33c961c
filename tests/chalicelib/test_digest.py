"""SHA-256 and its HMAC, with and without OpenSSL."""

import hashlib
import hmac
import importlib
import sys
from collections.abc import Iterator

import pytest

from chalicelib import digest


@pytest.fixture(params=["OpenSSL", "no OpenSSL"])
def _loaded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "no OpenSSL":
        monkeypatch.setitem(sys.modules, "_hashlib", None)
    importlib.reload(digest)
    yield
    monkeypatch.undo()
    importlib.reload(digest)


@pytest.mark.usefixtures("_loaded")
def test_digests_are_those_of_the_standard_library() -> None:
    assert digest.sha256(b"text").digest() == hashlib.sha256(b"text").digest()
    found = digest.hmac_digest(b"key", b"text", "sha256")
    assert found == hmac.digest(b"key", b"text", "sha256")
