"""Find sought texts in the lists of a store's policies, and replace these policies without them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chalicelib.errors import ServiceError
from chalicelib.pointer import POINTER_KEY, NamedPolicy, Pointer
from chalicelib.policy.origin import plain_sender
from chalicelib.policy.reader import read_policy
from chalicelib.registry.policies import fetch_policy, policy_key
from train.erasure.sought_texts import SoughtTexts
from train.errors import InputError
from train.policy.composing import without_entries
from train.policy.stored_policies import (
    delete_policy,
    is_signed,
    named_by,
    plan_policy,
    policy_ids,
    store_policy,
)
from train.registry.pointer_moves import move_pointer, plan_move, read_current
from train.registry.writable_store import StoreWriter

SIDES = ("allow", "deny")


class FoundEntry(NamedTuple):
    """The side and the field of an entry, and the entry."""

    side: str
    kind: str
    entry: str


@dataclass(frozen=True, slots=True)
class SearchedPolicy:
    """A policy that was searched: the entries that are sought, that contain one, and parts of one.

    A part is a phrase within a sought text.
    """

    policy: NamedPolicy
    found: Sequence[FoundEntry]
    quoted: Sequence[FoundEntry]
    parts: Sequence[FoundEntry] = ()

    def without(self) -> NamedPolicy:
        """Return the policy without what was found."""
        erased: dict[str, dict[str, list[str]]] = {side: {} for side in SIDES}
        for side, kind, entry in self.found:
            erased[side].setdefault(kind, []).append(entry)
        return without_entries(self.policy, erased)


@dataclass(frozen=True, slots=True)
class SearchedPolicies:
    """The policies of a store, and what could not be searched, in words."""

    policies: Sequence[SearchedPolicy]
    unsearched: Sequence[str]

    def to_replace(self) -> list[SearchedPolicy]:
        """Return the policies that hold a sought text."""
        return [each for each in self.policies if each.found]


def search_policies(writer: StoreWriter, sought: SoughtTexts) -> SearchedPolicies:
    """Search the lists of every policy of a store."""
    policies: list[SearchedPolicy] = []
    unsearched: list[str] = []
    for policy_id in policy_ids(writer):
        try:
            policies.append(_search(fetch_policy(writer, policy_id), sought))
        except ServiceError as exc:
            unsearched.append(
                f"{policy_id}: not searched: {exc}; 'python -m train prune' erases it"
            )
    return SearchedPolicies(policies, unsearched)


def _search(policy: NamedPolicy, sought: SoughtTexts) -> SearchedPolicy:
    senders = {plain_sender(text) for text in sought.texts}
    entries = list(_entries(policy))
    found = [
        each
        for each in entries
        if sought.match(each.entry)
        or (each.kind == "senders" and plain_sender(each.entry) in senders)
    ]
    quoted = [each for each in entries if each not in found and sought.are_within(each.entry)]
    parts = [
        each
        for each in entries
        if each.kind == "phrases" and each not in found and sought.contain(each.entry)
    ]
    return SearchedPolicy(policy, found, quoted, parts)


def _entries(policy: NamedPolicy) -> Iterator[FoundEntry]:
    checked = read_policy(policy.document, policy.id)
    for side, lists in (("allow", checked.allow), ("deny", checked.deny)):
        for kind in lists._fields:
            yield from (FoundEntry(side, kind, entry) for entry in getattr(lists, kind))


def refuse_signed(policies: Iterable[SearchedPolicy], writer: StoreWriter) -> None:
    """Refuse to replace a signed policy: its copy would be unsigned, and not be served.

    Raises
    ------
    InputError
        If a policy is signed and the pointer names it.
    """
    named = named_by(read_current(writer).pointer)
    for each in policies:
        policy_id = each.policy.id
        if policy_id in named and is_signed(policy_id, writer):
            raise InputError(
                f"{policy_key(policy_id)}: is signed, so no copy without the text can replace it; "
                "promote a signed policy without the entry, then try again"
            )


def replace_policies(
    policies: Sequence[SearchedPolicy], writer: StoreWriter, now: datetime
) -> dict[str, str]:
    """Replace policies by copies without what was found; return the copies' names by theirs.

    Raises
    ------
    StoreError
        If the store cannot be written.
    InputError
        If somebody promotes another version or policy meanwhile.
    """
    copies = {each.policy.id: each.without() for each in policies}
    pointer, tag = read_current(writer)
    for policy_id in copies.keys() & named_by(pointer).keys():
        store_policy(plan_policy(copies[policy_id], None), writer)
    if pointer is not None and copies.keys() & named_by(pointer).keys():
        move_pointer(plan_move(_repointed(pointer, copies), tag, now), writer)
    if copies:
        writer.delete_old(POINTER_KEY)  # each holds the policy of its time
    for policy_id in copies:
        delete_policy(policy_id, writer)
    return {policy_id: copy.id for policy_id, copy in copies.items()}


def _repointed(pointer: Pointer, copies: dict[str, NamedPolicy]) -> Pointer:
    """Let the pointer name the copies of the policies that it names."""
    trial, names = pointer.trial, {name: copy.id for name, copy in copies.items()}
    if trial is not None:
        trial = trial._replace(policy=_copy_of(trial.policy, copies))
    previous, earlier = pointer.previous_policy, pointer.earlier_policy
    return pointer._replace(
        policy=_copy_of(pointer.policy, copies),
        previous_policy=previous and names.get(previous, previous),
        earlier_policy=earlier and names.get(earlier, earlier),
        trial=trial,
    )


def _copy_of(policy: NamedPolicy | None, copies: dict[str, NamedPolicy]) -> NamedPolicy | None:
    return policy and copies.get(policy.id, policy)
