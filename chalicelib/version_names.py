"""The names of versions: the time when one was made, and the start of its manifest's digest."""

from chalicelib import strict_json
from chalicelib.digest import sha256
from chalicelib.errors import FormatError

VERSIONS = "versions/"
DIGEST_DIGITS = 12
DIGITS = "0123456789"
HEXADECIMAL = "0123456789abcdef"
"""Texts are checked with `strip`, because compiling a pattern takes 0.1 ms of each cold start."""


def version_of(document: dict[str, object]) -> str:
    """Return the version's name: the creation time and the start of the manifest's digest."""
    digest = sha256(strict_json.canonical(document)).hexdigest()
    return f"{document.get('created')}-{digest[:DIGEST_DIGITS]}"


def digested(document: dict[str, object], where: str) -> str:
    """Return `version_of` a document; raises `FormatError` if it is nested too deeply."""
    try:
        return version_of(document)
    except RecursionError as exc:  # Python may parse nesting that it cannot serialize
        raise FormatError(f"{where}: JSON nested too deeply") from exc


def version_key(version: str, name: str) -> str:
    """Return the store key of a version's file."""
    return f"{VERSIONS}{version}/{name}"


def is_version(name: str) -> bool:
    """Return whether a name has the form of a version's name.

    >>> is_version("20260131T093000Z-0123456789ab"), is_version("20260131T093000Z-0123456789AB")
    (True, False)
    """
    time, _, digest = name.partition("-")
    return is_time(time) and len(digest) == DIGEST_DIGITS and not digest.strip(HEXADECIMAL)


def is_time(text: str) -> bool:
    """Return whether a text is a time such as `20260131T093000Z`."""
    day, clock = text[:8], text[9:15]
    is_of_this_form = (len(text), text[8:9], text[15:]) == (16, "T", "Z")
    return is_of_this_form and not (day + clock).strip(DIGITS)


def is_older(version: str, other: str) -> bool:
    """Return whether a version was made before another one; their names begin with the time.

    >>> is_older("20260131T093000Z-ffffffffffff", "20260214T093000Z-000000000000")
    True
    >>> is_older("20260131T093000Z-000000000000", "20260131T093000Z-ffffffffffff")
    False
    """
    if not (is_version(version) and is_version(other)):
        return False  # the pickles' version is no time
    return version.partition("-")[0] < other.partition("-")[0]
