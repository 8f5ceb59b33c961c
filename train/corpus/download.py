"""Fetch a file whose address and digest are pinned."""

import hashlib
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple

from train.errors import InputError
from train.reasons import reason

CONNECT_SECONDS = 5
MAX_BYTES = 10 * 2**20


class PinnedFile(NamedTuple):
    """A file to fetch: what it is called, its address, and the SHA-256 of its bytes."""

    name: str
    url: str
    sha256: str


def fetch(pinned: PinnedFile, path: Path) -> None:
    """Fetch a file; keep nothing with another digest.

    Raises
    ------
    InputError
        If the address cannot be reached within 5 s, or returns other bytes than the pinned ones.
    """
    name, url, sha256 = pinned
    try:
        with urllib.request.urlopen(url, timeout=CONNECT_SECONDS) as response:  # noqa: S310 - pinned
            raw = response.read(MAX_BYTES)
    except (OSError, HTTPException) as exc:
        raise InputError(f"{name}: cannot be fetched: {reason(exc)}") from exc
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise InputError(
            f"{name}: its address returned {len(raw)} bytes with sha256 {found}; "
            f"expected {sha256}; nothing was kept"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    except OSError as exc:
        raise InputError(f"{path}: cannot be written: {exc.strerror}") from exc
