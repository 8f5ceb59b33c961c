"""The digests of the texts that a model was fitted to, so that a version can be asked for a text.

A fitted model cannot forget a text, so to erase one is to know which versions learned from it. Each
digest is keyed with a salt of the version: the records of two versions have nothing in common, and
a table of digests made beforehand does not fit. Somebody who can read the store can still test a
text that they already have.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.strict_json import Record

FILE_NAME = "training.json"
DIGEST_BYTES = 8
SALT_BYTES = 16
MAX_TEXTS = 10**8

_SALT = re.compile(rf"[0-9a-f]{{{2 * SALT_BYTES}}}", re.ASCII)


class TrainingRecord(NamedTuple):
    """The salt of a version and the digests of its training texts."""

    salt: bytes
    digests: frozenset[str]

    def holds(self, key: str) -> bool:
        """Return whether the model was fitted to the text with this `text_key`."""
        return _digest(self.salt, key) in self.digests


def write_training_record(keys: Iterable[str], salt: bytes | None = None) -> bytes:
    r"""Return the bytes of the file for the keys of the training texts; the salt is random.

    >>> write_training_record(["0123456789abcdef"], bytes(16))
    b'{"salt":"00000000000000000000000000000000","texts":["c7c755f919513f46"]}\n'
    """
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    document = {"salt": salt.hex(), "texts": sorted({_digest(salt, key) for key in keys})}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def read_training_record(raw: bytes) -> TrainingRecord:
    """Read the bytes of the file.

    Raises
    ------
    FormatError
        If the bytes do not have the form that `write_training_record` writes.
    """
    record = Record(strict_json.parse(raw, FILE_NAME), FILE_NAME)
    salt = record.text("salt")
    if _SALT.fullmatch(salt) is None:
        raise FormatError(f"{FILE_NAME}: salt must have {2 * SALT_BYTES} hexadecimal digits")
    digests = frozenset(record.texts("texts", 0, MAX_TEXTS))
    record.finish()
    return TrainingRecord(bytes.fromhex(salt), digests)


def _digest(salt: bytes, key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=DIGEST_BYTES, key=salt).hexdigest()
