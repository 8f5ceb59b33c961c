"""Find the digests of reporters by their names, with the key that the store keeps."""

import re
from collections.abc import Sequence

from chalicelib.reports.names import KEY_FILE, REPORTER_DIGITS, ReportNames, find_names
from chalicelib.reports.stored_report import TEXTS
from train.errors import InputError
from train.registry.writable_store import StoreWriter

_DIGEST = re.compile(rf"[0-9a-f]{{{REPORTER_DIGITS}}}", re.ASCII)


def is_digest(reporter: str) -> bool:
    """Return whether a reporter is given as a digest rather than as a name."""
    return _DIGEST.fullmatch(reporter) is not None


def reporter_digests(
    store: StoreWriter, reporters: Sequence[str], callers: Sequence[str]
) -> list[str]:
    """Return the digests of reporters.

    `reporters` are digests, or the names that callers gave their users. `callers` are the IDs of
    the API keys, users or roles that sent the names, or that sent none. Without an ID, the names
    are those in requests without an API key or a signature.

    Raises
    ------
    InputError
        If the key is lost, and the store has reports.
    StoreError, FormatError
        If the store cannot be read.
    """
    digests = [each for each in reporters if is_digest(each)]
    if len(digests) == len(reporters) and not callers:
        return digests
    names = _find_names(store)
    if names is None:
        return digests
    sent: Sequence[str | None] = reporters or [None]
    pairs = ((caller, name) for caller in callers or [""] for name in sent)
    # The ID of a role is ID:SESSION, and the service leaves out the session.
    return [*digests, *(names.reporter(caller.partition(":")[0], name) for caller, name in pairs)]


def _find_names(store: StoreWriter) -> ReportNames | None:
    """Return what makes digests of names, or None if nobody has reported yet."""
    names = find_names(store)
    if names is None and store.files(TEXTS):
        raise InputError(
            f"{store.uri}/{KEY_FILE}: no such file, so a name has no digest; expected digests as "
            "'reports list' shows them"
        )
    return names
