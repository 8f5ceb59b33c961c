"""Move the pointer: promote a version or a policy, roll back; `trial_moves` begins a trial.

Each move is first planned and then carried out, so a dry run is the plan without the writing. The
write is conditional: it fails if somebody else has moved the pointer since the plan was made.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Final, NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError, NotInStoreError, StoreError
from chalicelib.pointer import (
    MAX_POINTER_BYTES,
    POINTER_KEY,
    NamedPolicy,
    Pointer,
    pointer_document,
    read_pointer,
)
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.registry.policies import fetch_policy
from chalicelib.store.base import StoreReader
from train.errors import InputError
from train.registry.versions import fetch_bundle, holds
from train.registry.writable_store import StoreWriter


class _Unchanged(Enum):
    KEEP = "keep"


KEEP: Final = _Unchanged.KEEP
"""The policy that is in force, or that of the trial whose version is promoted."""

PolicyChoice = NamedPolicy | _Unchanged | None
"""A policy, none, or whichever is in force."""


class PromotedPair(NamedTuple):
    """A version, and the name of the policy that it was promoted with, if any."""

    version: str
    policy: str | None


class CurrentPointer(NamedTuple):
    """The pointer and its tag in the store; both are None before the first promotion."""

    pointer: Pointer | None
    tag: str | None


@dataclass(frozen=True, slots=True)
class PointerMove:
    """The pointer to write if the store still holds the one with `tag`, and its bytes."""

    pointer: Pointer
    raw: bytes
    tag: str | None

    @property
    def version(self) -> str:
        """The version that the pointer then names."""
        return self.pointer.manifest.version

    @property
    def previous(self) -> str | None:
        """The version before it."""
        return self.pointer.previous


def read_current(store: StoreReader) -> CurrentPointer:
    """Read the pointer and its tag."""
    try:
        tagged = store.read_changed(POINTER_KEY, MAX_POINTER_BYTES, None)
    except NotInStoreError:
        return CurrentPointer(None, None)
    if tagged is None:
        raise StoreError(f"{store.uri}/{POINTER_KEY}: changed while it was read")
    try:
        return CurrentPointer(read_pointer(tagged.raw), tagged.tag)
    except FormatError as exc:
        raise FormatError(
            f"{store.uri}/{exc}; remove it, then promote a version, and with --policy the policy"
        ) from exc


def plan_move(pointer: Pointer, tag: str | None, now: datetime) -> PointerMove:
    """Return the move to a pointer that replaces the one with this tag."""
    promoted_at = now.astimezone(UTC).isoformat(timespec="seconds")
    document = pointer_document(pointer) | {"promoted_at": promoted_at}
    return PointerMove(pointer, strict_json.canonical(document), tag)


def plan_promotion(
    version: str,
    store: StoreReader,
    now: datetime,
    policy: PolicyChoice = KEEP,
    current: CurrentPointer | None = None,
) -> PointerMove | None:
    """Read a version back, check it and return its promotion, which ends a trial.

    Return None if the version and the policy are promoted already, and nothing is on trial. If the
    policy was made from a pointer that was read before, `current` is that one: the move then fails
    if somebody has promoted something since.

    Raises
    ------
    StoreError, FormatError
        If the version is missing or damaged, or the pointer cannot be read.
    """
    manifest = fetch_manifest(store, version)
    fetch_bundle(manifest, store).model()
    before, tag = current or read_current(store)
    if before is None:
        chosen = None if policy is KEEP else policy
        return plan_move(Pointer(manifest, policy=chosen), tag, now)
    chosen = kept_policy(version, before) if policy is KEEP else policy
    if (before.manifest.version, before.policy) == (version, chosen):
        return None if before.trial is None else plan_move(before._replace(trial=None), tag, now)
    return plan_move(_after(before, Pointer(manifest, policy=chosen)), tag, now)


def pair_before(pointer: Pointer, *, past_policies: bool = True) -> PromotedPair | None:
    """Return the version that was promoted before, and the policy that it had.

    With `past_policies` it is another version than the promoted one, whatever policies were
    promoted since.
    """
    is_other = pointer.previous != pointer.manifest.version
    if pointer.previous is not None and (is_other or not past_policies):
        return PromotedPair(pointer.previous, pointer.previous_policy)
    if pointer.earlier is None or is_other:
        return None
    return PromotedPair(pointer.earlier, pointer.earlier_policy)


def plan_rollback(
    writer: StoreWriter, now: datetime, *, past_policies: bool = False
) -> PointerMove:
    """Return the promotion of the version and the policy before the current ones.

    Raises
    ------
    InputError
        If there is no such version.
    """
    pointer = read_current(writer).pointer
    before = pointer and pair_before(pointer, past_policies=past_policies)
    if before is None:
        other = "other " if past_policies else ""
        was = f"no {other}version was promoted before"
        reason = "no version is promoted" if pointer is None else was
        raise InputError(f"{writer.uri}: cannot roll back: {reason}; promote a version by its name")
    try:
        policy = None if before.policy is None else fetch_policy(writer, before.policy)
        planned = plan_promotion(before.version, writer, now, policy)
    except NotInStoreError as exc:
        raise InputError(
            f"cannot roll back: {exc}; promote a version by its name, with --policy NAME or none"
        ) from exc
    if planned is None:
        raise InputError(f"{writer.uri}: cannot roll back: {before.version} was just promoted")
    return planned


def move_pointer(move: PointerMove, writer: StoreWriter) -> None:
    """Write the pointer of a move, unless someone else has moved it since the plan was made.

    Raises
    ------
    InputError
        If someone has; the message names the version that was promoted instead.
    """
    if writer.replace_if_unchanged(POINTER_KEY, move.raw, move.tag):
        return
    if holds(writer, POINTER_KEY, move.raw):  # the first request won; its response was lost
        return
    raise InputError(f"{writer.uri}: {_lost(move.pointer, read_current(writer).pointer)}")


def _lost(wanted: Pointer, found: Pointer | None) -> str:
    """Say that a move was not made because of another one at the same time, and what to do."""
    again = "check that version, then promote again"
    refused, what = f"{wanted.manifest.version} was not promoted", "removed the pointer"
    if wanted.trial is not None:
        refused = f"{wanted.trial.manifest.version} was not put on trial"
    elif found is not None and found.manifest.version == wanted.manifest.version:
        refused, again = "the policy was not put in force", "run the command again"
    if found is not None:
        policy = f" with the policy {found.policy.id}" if found.policy else ""
        what = f"promoted {found.manifest.version}{policy}"
    return f"{refused}: someone else {what} at the same time; {again}"


def kept_policy(version: str, current: Pointer) -> NamedPolicy | None:
    """Return the policy to keep: that of the trial, if its version is promoted."""
    if current.trial is not None and current.trial.manifest.version == version:
        return current.trial.policy
    return current.policy


def _after(current: Pointer, promoted: Pointer) -> Pointer:
    version = current.manifest.version
    policy_id = None if current.policy is None else current.policy.id
    after = promoted._replace(previous=version, previous_policy=policy_id)
    earlier = pair_before(current)
    if promoted.manifest.version != version or earlier is None:
        return after
    return after._replace(earlier=earlier.version, earlier_policy=earlier.policy)
