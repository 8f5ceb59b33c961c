"""Publish a bundle: write its files as a new version, signed if wanted."""

from typing import TYPE_CHECKING

from tqdm import tqdm

from train.cli.console import note
from train.cli.registry.signatures import UNSIGNED, signed_with

if TYPE_CHECKING:
    from chalicelib.store.base import StoreReader
    from train.registry.bundle import Bundle
    from train.registry.planned_store import PlannedStore
    from train.registry.versions import PlannedFile
    from train.registry.writable_store import StoreWriter


def publish_bundle(bundle: "Bundle", writer: "StoreWriter", key: str | None) -> str:
    """Write the files of a version and return in words whether it is signed; `key` signs it."""
    from chalicelib.registry.signature import fetch_signature
    from train.registry.versions import create_once

    plan, signed = _planned(bundle, key)
    for name, raw in tqdm(plan, desc="publish", disable=None, leave=False):
        create_once(writer, name, raw)
    before = None if key else fetch_signature(writer, bundle.manifest)
    return signed if before is None else signed_with(before.key_id)


def say_publication(bundle: "Bundle", store: "StoreReader", key: str | None) -> "PlannedStore":
    """Say what publishing would write; return the store as it would be then."""
    from train.registry.planned_store import PlannedStore

    plan, _ = _planned(bundle, key)
    for name, raw in plan:
        note(f"would write {store.uri}/{name}, {len(raw):,} bytes")
    note(f"would publish {bundle.manifest.version} at {store.uri}")
    return PlannedStore(store, plan)


def _planned(bundle: "Bundle", key: str | None) -> "tuple[list[PlannedFile], str]":
    """Return the files to write, and in words whether they include a signature."""
    from train.registry.versions import plan_publication

    plan = plan_publication(bundle)
    if not key:
        return plan, UNSIGNED
    from train.registry.signing import open_signer

    signer = open_signer(key)
    # The manifest stays last: without it the version does not exist.
    plan.insert(-1, signer.file(bundle.manifest))
    return plan, signed_with(signer.public_key.id)
