"""Fetch a policy from a store, and check it against the digest in its name."""

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.pointer import NamedPolicy, named_policy
from chalicelib.store.base import StoreReader

POLICIES = "policies/"
MAX_BYTES = 2**19
"""Of a policy; the pointer may hold two of them and two manifests."""


def policy_key(policy_id: str) -> str:
    """Return the store key of a policy."""
    return f"{POLICIES}{policy_id}.json"


def fetch_policy(store: StoreReader, policy_id: str) -> NamedPolicy:
    """Fetch a policy by its name.

    Raises
    ------
    StoreError
        If the store cannot be read or does not hold the policy.
    FormatError
        If the content does not have the digest that the name holds.
    """
    key = policy_key(policy_id)
    policy = named_policy(strict_json.parse(store.read(key, MAX_BYTES), key), key)
    if policy.id != policy_id:
        raise FormatError(f"{key}: the digest of its content differs; found that of {policy.id}")
    return policy
