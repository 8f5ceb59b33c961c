"""The key of predictions.json: a secret of the publisher that never enters a store.

Without it, a text cannot be recognized in predictions.json by trying likely texts. Two versions
can be compared if the same key was used for both, so a publisher keeps it.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path

from train.errors import InputError
from train.files import read_bytes

VARIABLE = "PREDICTIONS_KEY"
KEY_FILE = Path(".predictions-key")
LEAST_CHARACTERS = 32


def find_key(environ: Mapping[str, str]) -> bytes | None:
    """Return the key from the environment or from the file in the current directory, if any.

    Raises
    ------
    InputError
        If the key is too short, or the file cannot be read.
    """
    if environ.get(VARIABLE):
        return _checked(environ[VARIABLE].encode(errors="surrogateescape"), VARIABLE)
    if KEY_FILE.exists():
        return _checked(read_bytes(KEY_FILE).strip(), str(KEY_FILE))
    return None


def find_or_make_key(environ: Mapping[str, str]) -> bytes:
    """Return the key; without one, make it and write it to a file that only the user can read.

    Raises
    ------
    InputError
        If the key is too short, or the file cannot be read or written.
    """
    key = find_key(environ)
    if key is not None:
        return key
    made = secrets.token_hex(LEAST_CHARACTERS).encode()
    try:
        KEY_FILE.touch(mode=0o600, exist_ok=False)
        KEY_FILE.write_bytes(made + b"\n")
    except OSError as exc:
        raise InputError(
            f"{KEY_FILE}: cannot be written: {exc.strerror}; expected a writable directory, or a "
            f"key in {VARIABLE}"
        ) from exc
    return made


def _checked(key: bytes, where: str) -> bytes:
    if len(key) < LEAST_CHARACTERS:
        raise InputError(
            f"{where} has {len(key)} characters; expected at least {LEAST_CHARACTERS} random ones, "
            "such as 'openssl rand -hex 32' prints"
        )
    return key
