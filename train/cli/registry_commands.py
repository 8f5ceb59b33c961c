"""What the commands do that work on a store: publish, promote, compare, predict and the like.

Whatever imports scikit-learn is imported by the command that needs it: `list` should not wait a
second for it.
"""

import json
from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tqdm import tqdm

from chalicelib.errors import NotInStoreError
from chalicelib.manifest import MAX_BYTES, POINTER_KEY, read_pointer
from chalicelib.registry.fetch import fetch_current, fetch_manifest
from chalicelib.store.opening import open_reader
from train.cli.console import note
from train.cli.tables import comparison_table, version_table
from train.errors import InputError
from train.files import write_bytes

if TYPE_CHECKING:
    from chalicelib.manifest import Manifest
    from chalicelib.store.base import StoreReader
    from train.evaluation.predictions import Predictions
    from train.registry.writable_store import StoreWriter


def publish(args: Namespace) -> None:
    """Publish a bundle and print its version, alone."""
    from train.registry.bundle import read_bundle
    from train.registry.versions import create_once, plan_publication
    from train.registry.writable_store import open_writer

    bundle = read_bundle(args.directory)
    writer = open_writer(args.to)
    plan = plan_publication(bundle)
    for key, raw in tqdm(plan, desc="publish", disable=None, leave=False):
        if args.dry_run:
            note(f"would write {writer.uri}/{key}, {len(raw):,} bytes")
        else:
            create_once(writer, key, raw)
    version = bundle.manifest.version
    print(version)
    if args.dry_run:
        note(f"would {'promote' if args.promote else 'publish'} {version} at {writer.uri}")
        return
    note(f"published at {writer.uri}")
    if args.promote:
        _promote(version, writer, force=args.force)


def promote(args: Namespace) -> None:
    """Let the pointer name a version."""
    from train.registry.writable_store import open_writer

    _promote(args.version, open_writer(args.to), force=args.force, dry_run=args.dry_run)


def rollback(args: Namespace) -> None:
    """Promote the version before the current one again, and print it."""
    from train.registry.versions import carry_out, plan_rollback
    from train.registry.writable_store import open_writer

    writer = open_writer(args.to)
    plan = plan_rollback(writer, datetime.now(UTC))
    if not args.dry_run:
        carry_out(plan, writer)
    note(f"{'would roll' if args.dry_run else 'rolled'} back from {plan.previous}")
    print(plan.version)


def list_(args: Namespace) -> None:
    """Print the published versions, the oldest first."""
    from train.registry.versions import list_versions
    from train.registry.writable_store import open_writer

    writer = open_writer(args.to)
    rows = [listed.facts() for listed in list_versions(writer)]
    if not rows:
        note(f"no version is published at {writer.uri}")
    print(json.dumps(rows, indent=2) if args.json else version_table(rows))


def show(args: Namespace) -> None:
    """Print a version's manifest as JSON; without a version that of the promoted one."""
    store = open_reader(args.to)
    if args.version:
        manifest = fetch_manifest(store, args.version)
    else:
        manifest = read_pointer(store.read(POINTER_KEY, MAX_BYTES)).manifest
    print(json.dumps(manifest.document, indent=2))


def verify(args: Namespace) -> None:
    """Read a version back and check every digest; print each file's state."""
    from train.registry.versions import verify as verify_version
    from train.registry.writable_store import open_writer

    bad = 0
    for name, state in verify_version(args.version, open_writer(args.to)):
        print(f"{name:<24} {state}")
        bad += state != "ok"
    if bad:
        raise InputError(f"{args.version}: {bad} file(s) are not what the manifest says")


def compare(args: Namespace) -> None:
    """Compare two published versions on the texts that both were measured on."""
    from train.evaluation.comparison import compare as compare_predictions
    from train.report.comparison_report import comparison_report
    from train.report.wording import verdict

    store = open_reader(args.to)
    manifests = [fetch_manifest(store, version) for version in (args.first, args.second)]
    first, second = (_predictions(store, manifest) for manifest in manifests)
    if first.classes != second.classes:
        raise InputError(
            f"{args.first} knows {', '.join(first.classes)} and {args.second} "
            f"{', '.join(second.classes)}; only versions of the same classes are compared"
        )
    comparison = compare_predictions(first, second)
    print(json.dumps(asdict(comparison), indent=2) if args.json else comparison_table(comparison))
    if comparison.texts:
        note(verdict(comparison, "the first", "the second"))
    else:
        note("measured on no text in common, so nothing can be said of both")
    if args.report:
        facts = [manifest.document for manifest in manifests]
        page = comparison_report(
            args.first, facts[0], first, args.second, facts[1], second, comparison
        )
        write_bytes(args.report, page)


def _predictions(store: "StoreReader", manifest: "Manifest") -> "Predictions":
    from train.registry.promotion_gate import predictions_of

    found = predictions_of(store, manifest)
    if found is None:
        raise InputError(
            f"{manifest.version}: it carries no predictions to compare; 'fit' makes some, and "
            "'export' does not"
        )
    return found


def predict(args: Namespace) -> None:
    """Print one label a line for the texts, by the promoted model."""
    try:
        model = fetch_current(open_reader(args.source))
    except NotInStoreError as exc:
        raise InputError(f"{exc}; 'python -m train publish --promote' puts a model there") from exc
    for text in args.texts:
        print(model.predict(text))


def _promote(
    version: str, writer: "StoreWriter", *, force: bool = False, dry_run: bool = False
) -> None:
    from train.registry.promotion_gate import refuse_worse
    from train.registry.versions import carry_out, plan_promotion

    compared = "" if force else refuse_worse(version, writer)
    plan = plan_promotion(version, writer, datetime.now(UTC))
    if plan is None:
        note(f"promoted at {writer.uri} already: {version}")
        return
    if not dry_run:
        carry_out(plan, writer)
    if compared:
        note(compared)
    did = "would promote" if dry_run else "promoted"
    note(f"{did} at {writer.uri}: {version}, after {plan.previous or 'none'}")
