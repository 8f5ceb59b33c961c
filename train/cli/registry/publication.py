"""Publish a bundle: write its files as a new version, signed if wanted."""

from typing import TYPE_CHECKING

from tqdm import tqdm

from train.cli.console import note
from train.cli.registry.signatures import UNSIGNED, signed_with

if TYPE_CHECKING:
    from train.registry.bundle import Bundle
    from train.registry.writable_store import StoreWriter


def publish_bundle(
    bundle: "Bundle", writer: "StoreWriter", key: str | None, *, dry_run: bool = False
) -> str:
    """Write the files of a version and return in words whether it is signed; `key` signs it."""
    from chalicelib.registry.signature import fetch_signature
    from train.registry.versions import create_once, plan_publication

    plan = plan_publication(bundle)
    signed = UNSIGNED
    if key:
        from train.registry.signing import open_signer

        signer = open_signer(key)
        # The manifest stays last: without it the version does not exist.
        plan.insert(-1, signer.file(bundle.manifest))
        signed = signed_with(signer.public_key.id)
    for name, raw in tqdm(plan, desc="publish", disable=None, leave=False):
        if dry_run:
            note(f"would write {writer.uri}/{name}, {len(raw):,} bytes")
        else:
            create_once(writer, name, raw)
    before = None if key or dry_run else fetch_signature(writer, bundle.manifest)
    return signed if before is None else signed_with(before.key_id)
