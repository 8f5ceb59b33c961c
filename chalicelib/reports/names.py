"""The names of texts and reporters in the store: digests under a key that the store keeps.

Anyone who sees only the names, as in a listing or a log, cannot test a guessed text. Anyone who can
read the reports can read the key, too, because it is stored with them.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError, StoreError
from chalicelib.reports.stored_report import (
    EXPIRY_DAYS,
    FOLDER,
    FORMAT,
    format_time,
    take_time,
)
from chalicelib.store.base import StoreReader
from chalicelib.store.writing.opening import KeyWriter
from chalicelib.strict_json import Record
from chalicelib.text_key import text_key

KEY_FILE = f"{FOLDER}key.json"
MAX_KEY_BYTES = 1000
RENEWED_AFTER = timedelta(days=EXPIRY_DAYS // 2)
TEXT_DIGITS = 32
REPORTER_DIGITS = 16

_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


class ReportNames(NamedTuple):
    """Names texts and reporters with the key of a store."""

    key: bytes

    def text(self, text: str) -> str:
        r"""Return the name of a text, independent of its case and white space.

        >>> names = ReportNames(b"key")
        >>> names.text("See you\n") == names.text("see YOU"), len(names.text("see you"))
        (True, 32)
        """
        return self._digest(text_key(text).encode())[:TEXT_DIGITS]

    def reporter(self, caller: str, name: str | None = None) -> str:
        """Return the name of a reporter: a caller of the service, and whom the caller names.

        Parameters
        ----------
        caller
            The ID of the API key, or empty if there is none.
        name
            The caller's own name for its user, or None.
        """
        # JSON keeps the two apart, whatever characters they hold.
        return self._digest(strict_json.canonical([caller, name]))[:REPORTER_DIGITS]

    def _digest(self, message: bytes) -> str:
        return hmac.digest(self.key, message, "sha256").hex()


class _StoredKey(NamedTuple):
    """The names with the stored key, the time when it was written, and its tag."""

    names: ReportNames
    written_at: datetime
    tag: str


def find_names(store: StoreReader) -> ReportNames | None:
    """Return the names with the key of a store, or None if nothing was reported yet.

    Raises
    ------
    StoreError, FormatError
        If the key cannot be read.
    """
    found = _read(store)
    return None if found is None else found.names


def find_or_make_names(writer: KeyWriter, now: datetime) -> ReportNames:
    """Return the names with the key of a store; the first one to ask makes the key.

    The lifecycle of a bucket deletes the key like the reports, so it is written again when half of
    its time is over. If no reports come, it goes with the last one.

    Raises
    ------
    StoreError, FormatError
        If the key cannot be read or written.
    """
    found = _read(writer)
    if found is not None and now - found.written_at < RENEWED_AFTER:
        return found.names
    key = secrets.token_bytes(32) if found is None else found.names.key
    document = {"format": FORMAT, "key": key.hex(), "written_at": format_time(now)}
    raw = strict_json.canonical(document)
    if writer.replace_if_unchanged(KEY_FILE, raw, None if found is None else found.tag):
        return ReportNames(key)
    # Another process wrote one at the same moment: what is stored counts.
    found = _read(writer)
    if found is None:
        raise StoreError(f"{writer.uri}/{KEY_FILE}: was written, but cannot be read back")
    return found.names


def _read(store: StoreReader) -> _StoredKey | None:
    try:
        stored = store.read_changed(KEY_FILE, MAX_KEY_BYTES, None)
    except NotInStoreError:
        return None
    if stored is None:
        raise StoreError(f"{store.uri}/{KEY_FILE}: changed while it was read")
    try:
        key, written_at = _read_key(stored.raw)
    except FormatError as exc:
        raise FormatError(
            f"{store.uri}/{exc}; restore an older version of the file, or delete it: the next "
            "report makes another key, and reporters count as new ones"
        ) from exc
    return _StoredKey(ReportNames(key), written_at, stored.tag)


def _read_key(raw: bytes) -> tuple[bytes, datetime]:
    record = Record(strict_json.parse(raw, KEY_FILE), KEY_FILE)
    record.expect_format(FORMAT)
    key, written_at = record.text("key"), take_time(record, "written_at")
    record.finish()
    if _HEX.fullmatch(key) is None:
        raise record.error("field 'key' must have 64 hexadecimal digits")
    return bytes.fromhex(key), written_at
