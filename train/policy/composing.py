"""Compose a policy: what the options say, and for the rest what the current policy has."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.errors import FormatError
from chalicelib.pointer import NamedPolicy, named_policy
from chalicelib.policy.reader import FORMAT, KINDS, read_policy
from train.errors import InputError

EMPTY: Mapping[str, Any] = {
    "version": None,
    "threshold": None,
    "unsure": None,
    "allow": {f"{kind}s": [] for kind in KINDS},
    "deny": {f"{kind}s": [] for kind in KINDS},
}


def compose(
    current: NamedPolicy | None, changes: Mapping[str, Any], now: datetime
) -> NamedPolicy | None:
    """Return the current policy with changes, or None if it then changes nothing.

    A policy that equals the current one is the current one.

    Raises
    ------
    InputError
        If the fields contradict each other, such as a threshold outside the unsure band.
    """
    before = {} if current is None else current.document
    kept = {name: before.get(name, value) for name, value in EMPTY.items()}
    fields = kept | dict(changes)
    if fields == {**EMPTY, "version": fields["version"]}:
        return None
    if current is not None and fields == kept:
        return current
    created = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    document: dict[str, object] = {"format": FORMAT, "created": created} | fields
    try:
        read_policy(document, "the policy")
    except FormatError as exc:
        raise InputError(f"{exc}; --threshold and --unsure change both") from exc
    return named_policy(document, "the policy")


def without_entries(policy: NamedPolicy, erased: Mapping[str, Mapping[str, Any]]) -> NamedPolicy:
    """Return a policy whose lists lack some entries: by the side, then by the field."""
    sides: dict[str, object] = {
        side: {
            kind: [entry for entry in entries if entry not in erased[side].get(kind, ())]
            for kind, entries in _lists(policy, side).items()
        }
        for side in erased
    }
    return named_policy(policy.document | sides, "the policy")


def taken_away(policy: NamedPolicy | None, side: str, entries: Mapping[str, list[str]]) -> int:
    """Return how many entries of a policy's list a new list lacks."""
    before = {} if policy is None else _lists(policy, side)
    return sum(len({*found}.difference(entries.get(kind, ()))) for kind, found in before.items())


def _lists(policy: NamedPolicy, side: str) -> dict[str, list[str]]:
    lists = policy.document[side]
    return dict(lists) if isinstance(lists, dict) else {}
