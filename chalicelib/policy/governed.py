"""Serve a model under a policy."""

from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.pointer import NamedPolicy
from chalicelib.store.base import StoreReader

if TYPE_CHECKING:
    from chalicelib.registry.public_keys import PublicKey
    from chalicelib.serving.served_model import Servable


def governed(
    model: "Servable", policy: NamedPolicy, store: StoreReader, keys: "tuple[PublicKey, ...]"
) -> "Servable":
    """Return the model under a policy, which one of the keys must have signed, if there are any.

    Raises
    ------
    FormatError
        If the policy cannot be applied to this model.
    """
    raise FormatError(f"policy {policy.id}: cannot be applied to {model.manifest.version} yet")
