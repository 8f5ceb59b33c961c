"""Fetch the SMS Spam Collection for a first run; without a network, the embedded corpus serves."""

import hashlib
import urllib.request
from http.client import HTTPException
from pathlib import Path

from train.errors import InputError

SMS_URL = (
    "https://raw.githubusercontent.com/bweigel/ml_at_awslambda_pydatabln2018/"
    "d16be1ea59931da77324bf93bc3f6279ac76672b/demo/training/data/spam.csv"
)
SMS_SHA256 = "440e6ea9fa825578abfdd7b7932ef8393d72ef86c0c33f64676705ce40b1dfc2"
SAMPLE = Path(__file__).parents[1] / "sample.csv"

CONNECT_SECONDS = 5
MAX_BYTES = 10 * 2**20


def fetch_sms(path: Path, url: str, sha256: str) -> None:
    """Fetch the SMS Spam Collection into a file; keep nothing with another digest.

    Raises
    ------
    InputError
        If the address cannot be reached within 5 s, or returns other bytes than the pinned ones.
    """
    try:
        with urllib.request.urlopen(url, timeout=CONNECT_SECONDS) as response:  # noqa: S310 - pinned
            raw = response.read(MAX_BYTES)
    except (OSError, HTTPException) as exc:
        raise InputError(f"the SMS Spam Collection cannot be fetched: {exc}") from exc
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise InputError(
            f"the SMS Spam Collection's address returned {len(raw)} bytes with sha256 {found}; "
            f"expected {sha256}; nothing was kept"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    except OSError as exc:
        raise InputError(f"{path}: cannot be written: {exc.strerror}") from exc
