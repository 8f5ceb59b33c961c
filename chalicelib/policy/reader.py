"""Check the document of a policy, strictly: every field is known, every list is bounded."""

from typing import NamedTuple

from chalicelib.errors import FormatError
from chalicelib.policy.hosts import plain_host
from chalicelib.policy.origin import plain_sender
from chalicelib.policy.phrases import MAX_WORDS
from chalicelib.policy.plain_text import plain_text, words_of
from chalicelib.strict_json import Record, describe

FORMAT = 1
"""The format version of policies; raise it as `artifact.FORMAT` says."""

MAX_ENTRIES = 1000
MAX_CHARACTERS = 200
KINDS = ("phrase", "sender", "domain")


class Between(NamedTuple):
    """An unsure band of two classes: the probabilities of the positive one, both ends included."""

    low: float
    high: float


class Below(NamedTuple):
    """An unsure band of any number of classes: the highest probability is below a limit."""

    limit: float


class Lists(NamedTuple):
    """Phrases, senders and domains, as they were written."""

    phrases: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Policy(NamedTuple):
    """A checked policy; `version` is the one that its band was chosen for."""

    version: str | None
    threshold: float | None
    unsure: Between | Below | None
    allow: Lists
    deny: Lists


def read_policy(document: object, where: str) -> Policy:
    """Check a parsed policy.

    Raises
    ------
    FormatError
        If a field is missing, unknown or has the wrong type, a list is too long, or an entry is
        none of its kind; names the place.
    """
    record = Record(document, where)
    record.expect_format(FORMAT)
    record.text("created")  # the policy's name, which holds it, is checked with the digest
    policy = Policy(
        record.text_or_none("version"),
        _probability(record, "threshold") if _has(record, "threshold") else None,
        _unsure(Record(record.take("unsure"), f"{where}: unsure"))
        if _has(record, "unsure")
        else None,
        _lists(Record(record.take("allow"), f"{where}: allow")),
        _lists(Record(record.take("deny"), f"{where}: deny")),
    )
    record.finish()
    _check_order(policy, where)
    return policy


def entry_fault(kind: str, entry: str) -> str | None:
    """Return the fault of an entry of a list, or None.

    >>> entry_fault("domain", "https://shop.test/")
    "is no domain; expected one such as 'shop.example', without scheme and path"
    """
    if len(entry) > MAX_CHARACTERS:
        return f"has {len(entry)} characters; expected at most {MAX_CHARACTERS}"
    if kind == "domain":
        expected = "expected one such as 'shop.example', without scheme and path"
        return None if plain_host(entry) else f"is no domain; {expected}"
    if kind == "sender":
        return None if plain_sender(entry) else "is empty; expected an address, a number or a name"
    count = len(words_of(plain_text(entry)))
    if not 1 <= count <= MAX_WORDS:
        return f"has {count} words and signs; expected 1 to {MAX_WORDS}"
    return None


def _has(record: Record, name: str) -> bool:
    """Return whether an optional field has a value; remove one that is null."""
    if record.fields().get(name, "") is None:
        record.take(name)
        return False
    return True


def _probability(record: Record, name: str) -> float:
    value = record.number(name)
    if not 0.0 < value < 1.0:
        raise record.error(f"{name} is {value}; expected a number between 0 and 1")
    return value


def _unsure(record: Record) -> Between | Below:
    if "below" in record.fields():
        band: Between | Below = Below(_probability(record, "below"))
    else:
        band = Between(record.number("from"), record.number("to"))
        if not 0.0 <= band.low <= band.high <= 1.0:
            raise record.error(
                f"from is {band.low} and to is {band.high}; expected 0 <= from <= to <= 1"
            )
    record.finish()
    return band


def _lists(record: Record) -> Lists:
    lists = Lists(*(_entries(record, kind) for kind in KINDS))
    record.finish()
    return lists


def _entries(record: Record, kind: str) -> tuple[str, ...]:
    name = f"{kind}s"
    entries = tuple(record.texts(name, 0, MAX_ENTRIES))
    for number, entry in enumerate(entries):
        if fault := entry_fault(kind, entry):
            raise record.error(f"{name}[{number}], {describe(entry)}: {fault}")
    return entries


def _check_order(policy: Policy, where: str) -> None:
    """Refuse a threshold outside the band: texts near it would be sure, those in the band not."""
    band, threshold = policy.unsure, policy.threshold
    if not isinstance(band, Between) or threshold is None:
        return
    if not band.low <= threshold <= band.high:
        raise FormatError(
            f"{where}: unsure is from {band.low:g} to {band.high:g}; expected a band that holds "
            f"the threshold, {threshold:g}"
        )
