"""The digests of the texts that a model was fitted to, so that a version can be asked for a text.

A fitted model cannot forget a text, so to erase one is to know which versions learned from it. Each
digest is keyed with a salt of the version: the records of two versions have nothing in common. With
the publisher's secret, the texts' keys are keyed with it first (`keyed_text`), so that nobody else
can test a text that they already have.
"""

import hashlib
import io
import json
import re
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.strict_json import Record
from train.evaluation.predictions import keyed_text, secret_id

FILE_NAME = "training.json"
DIGEST_BYTES = 8
SALT_BYTES = 16
MAX_TEXTS = 10**8
WRITTEN_AT_ONCE = 10_000

_SALT = re.compile(rf"[0-9a-f]{{{2 * SALT_BYTES}}}", re.ASCII)


class TrainingRecord(NamedTuple):
    """The salt of a version, the digests of its training texts, and what identifies the secret."""

    salt: bytes
    digests: frozenset[str]
    secret_id: str | None

    def holds(self, key: str) -> bool:
        """Return whether the model was fitted to the text with this key; keyed, with a secret."""
        return _digest(self.salt, key) in self.digests


def write_training_record(
    keys: Iterable[str], secret: bytes | None = None, salt: bytes | None = None
) -> bytes:
    r"""Return the bytes of the file for the text keys of the training texts; the salt is random.

    >>> write_training_record(["0123456789abcdef"], None, bytes(16))
    b'{"salt":"00000000000000000000000000000000","texts":["c7c755f919513f46"]}\n'
    """
    import numpy as np  # a command that only reads a record does without

    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    if secret is not None:
        keys = (keyed_text(key, secret) for key in keys)
    # As numbers, ten million digests take 80 MB; as strings, they would take a gigabyte.
    numbers = np.unique(np.fromiter((int(_digest(salt, key), 16) for key in keys), np.uint64))
    written = io.BytesIO()
    written.write(f'{{"salt":"{salt.hex()}","texts":['.encode())
    for start in range(0, len(numbers), WRITTEN_AT_ONCE):
        some = numbers[start : start + WRITTEN_AT_ONCE].tolist()
        comma = "," if start else ""
        written.write(
            (comma + ",".join(f'"{each:0{2 * DIGEST_BYTES}x}"' for each in some)).encode()
        )
    identified = "" if secret is None else f',"secret_id":{json.dumps(secret_id(secret))}'
    written.write(f"]{identified}}}\n".encode())
    return written.getvalue()


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
    named = record.text("secret_id") if "secret_id" in record.fields() else None
    record.finish()
    return TrainingRecord(bytes.fromhex(salt), digests, named)


def _digest(salt: bytes, key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=DIGEST_BYTES, key=salt).hexdigest()
