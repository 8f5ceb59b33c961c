"""The commands that work on a store: publish, promote, compare, predict and others.

A command imports what needs scikit-learn or boto3 only when it runs, so that `list` stays fast.
"""

import json
import os
from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tqdm import tqdm

from chalicelib.errors import NotInStoreError
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.store.opening import open_reader
from train.cli.console import note
from train.cli.tables import comparison_table, version_table
from train.errors import InputError
from train.files import write_bytes
from train.registry.current_model import fetch_current, fetch_current_manifest
from train.registry.predictions_key import find_key
from train.registry.stored_predictions import fetch_predictions, with_same_keys

if TYPE_CHECKING:
    from chalicelib.manifest import Manifest
    from chalicelib.store.base import StoreReader
    from train.evaluation.predictions import Predictions
    from train.registry.writable_store import StoreWriter


def publish(args: Namespace) -> None:
    """Publish a model as a new version and print only the version."""
    from train.registry.bundle import read_bundle
    from train.registry.versions import create_once, plan_publication
    from train.registry.writable_store import open_writer

    bundle = read_bundle(args.directory)
    writer = open_writer(args.store)
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
    """Promote a version, so that the service loads it."""
    from train.registry.writable_store import open_writer

    _promote(args.version, open_writer(args.store), force=args.force, dry_run=args.dry_run)


def rollback(args: Namespace) -> None:
    """Promote the version before the current one again and print it."""
    from train.registry.versions import move_pointer, plan_rollback
    from train.registry.writable_store import open_writer

    writer = open_writer(args.store)
    promotion = plan_rollback(writer, datetime.now(UTC))
    if not args.dry_run:
        move_pointer(promotion, writer)
    note(f"{'would roll' if args.dry_run else 'rolled'} back from {promotion.previous}")
    print(promotion.version)


def list_(args: Namespace) -> None:
    """List the published versions, the oldest first."""
    from train.registry.versions import list_versions
    from train.registry.writable_store import open_writer

    writer = open_writer(args.store)
    versions = [published.facts() for published in list_versions(writer)]
    if not versions:
        note(f"no version is published at {writer.uri}")
    print(json.dumps(versions, indent=2) if args.json else version_table(versions))


def show(args: Namespace) -> None:
    """Print the manifest of a version as JSON; without a version, that of the promoted one."""
    store = open_reader(args.store)
    if args.version:
        manifest = fetch_manifest(store, args.version)
    else:
        manifest = fetch_current_manifest(store)
    print(json.dumps(manifest.document, indent=2))


def verify(args: Namespace) -> None:
    """Read a version back, check every digest and print each file's state."""
    from train.registry.versions import verify as verify_version
    from train.registry.writable_store import open_writer

    damaged = 0
    for name, state in verify_version(args.version, open_writer(args.store)):
        print(f"{name:<24} {state}")
        damaged += state != "ok"
    if damaged:
        raise InputError(f"{args.version}: {damaged} file(s) do not match the manifest")


def compare(args: Namespace) -> None:
    """Compare two published versions on the texts that both predicted."""
    from train.evaluation.comparison import compare as compare_predictions
    from train.report.comparison_report import ComparedModel, comparison_report
    from train.report.wording import verdict

    store = open_reader(args.store)
    manifests = [fetch_manifest(store, version) for version in (args.first, args.second)]
    first, second = (_fetch_predictions(store, manifest) for manifest in manifests)
    if first.classes != second.classes:
        raise InputError(
            f"{args.first} has the classes {', '.join(first.classes)} and {args.second} has "
            f"{', '.join(second.classes)}; expected versions with the same classes"
        )
    first, second = with_same_keys(first, second, find_key(os.environ))
    comparison = compare_predictions(first, second)
    print(json.dumps(asdict(comparison), indent=2) if args.json else comparison_table(comparison))
    if comparison.texts:
        note(verdict(comparison, "the first", "the second"))
    else:
        note("no texts in common to compare them on")
    if args.report:
        page = comparison_report(
            ComparedModel(args.first, manifests[0].document, first),
            ComparedModel(args.second, manifests[1].document, second),
            comparison,
        )
        write_bytes(args.report, page)


def _fetch_predictions(store: "StoreReader", manifest: "Manifest") -> "Predictions":
    predictions = fetch_predictions(store, manifest)
    if predictions is None:
        raise InputError(
            f"{manifest.version}: this version has no predictions to compare; 'fit' writes them, "
            "'export' does not"
        )
    return predictions


def predict(args: Namespace) -> None:
    """Print the promoted model's label of each text, one per line."""
    try:
        model = fetch_current(open_reader(args.store))
    except NotInStoreError as exc:
        raise InputError(f"{exc}; 'python -m train publish --promote' puts a model there") from exc
    for text in args.texts:
        print(model.predict(text))


def _promote(
    version: str, writer: "StoreWriter", *, force: bool = False, dry_run: bool = False
) -> None:
    from train.registry.promotion_gate import refuse_worse
    from train.registry.versions import move_pointer, plan_promotion

    comparison_note = "" if force else refuse_worse(version, writer)
    promotion = plan_promotion(version, writer, datetime.now(UTC))
    if promotion is None:
        note(f"already promoted at {writer.uri}: {version}")
        return
    if not dry_run:
        move_pointer(promotion, writer)
    if comparison_note:
        note(comparison_note)
    action = "would promote" if dry_run else "promoted"
    note(f"{action} at {writer.uri}: {version}, after {promotion.previous or 'none'}")
