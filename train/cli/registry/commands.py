"""The commands that work on a store: publish, promote, compare and others.

A command imports what needs scikit-learn or boto3 only when it runs, so that `list` stays fast.
"""

import json
import os
from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.registry.fetch import fetch_manifest
from chalicelib.store.opening import open_reader
from train.cli.console import note, print_result
from train.cli.policy.in_force import check_policy, say_policy
from train.cli.policy.stored import damaged_policies, show_policy, with_policy
from train.cli.registry.promotion import promote as promote_version
from train.cli.registry.promotion import read_checks, say_other_labels, try_promotion
from train.cli.registry.publication import publish_bundle, say_publication
from train.cli.registry.signatures import fetch_signed, signature_state
from train.cli.tables import comparison_table, version_table
from train.cli.trials.ended_trial import say_ended_trial
from train.cli.trials.trial_options import read_trial
from train.counted import counted
from train.errors import InputError
from train.files import write_bytes
from train.registry.current_model import fetch_current_manifest, fetch_current_pointer
from train.registry.predictions_key import find_key
from train.registry.stored_predictions import fetch_predictions, with_same_keys

if TYPE_CHECKING:
    from chalicelib.manifest import Manifest
    from chalicelib.store.base import StoreReader
    from train.evaluation.predictions import Predictions


def publish(args: Namespace) -> None:
    """Publish a model as a new version and print the version's name."""
    from train.registry.bundle import read_bundle
    from train.registry.writable_store import open_writer

    checks = read_checks(args)
    if args.must_pass and not args.promote:
        raise InputError("found --must-pass without --promote; expected both")
    bundle, writer = read_bundle(args.directory), open_writer(args.store)
    version = bundle.manifest.version
    if args.dry_run:
        planned = say_publication(bundle, writer, args.sign)
        print_result(version)
        if args.promote:
            try_promotion(version, planned, checks)
        return
    signed = publish_bundle(bundle, writer, args.sign)
    print_result(version)
    note(f"published at {writer.uri}, {signed}")
    if args.promote:
        promote_version(version, writer, checks)


def promote(args: Namespace) -> None:
    """Promote a version, so that the service loads it, or put it on trial."""
    from train.registry.writable_store import open_writer

    checks, choice, writer = read_checks(args), read_trial(args), open_writer(args.store)
    if args.end_trial or choice is not None:
        from train.cli.trials.trial_commands import begin_trial, end_trial

        if choice is None:
            end_trial(writer, dry_run=args.dry_run)
        else:
            begin_trial(
                args.version, choice, writer, checks, policy=args.policy, dry_run=args.dry_run
            )
        return
    version = args.version
    if version is None:
        if args.policy is None:
            raise InputError(
                "found nothing to promote; expected VERSION or --policy; 'python -m train list' "
                "lists the versions"
            )
        version = fetch_current_manifest(writer).version
    move = try_promotion if args.dry_run else promote_version
    move(version, writer, checks, policy=args.policy)


def rollback(args: Namespace) -> None:
    """Return to the version and the policy before the current ones; print the version's name."""
    from train.cli.registry.rolling_back import say_rollback
    from train.registry.pointer_moves import move_pointer, plan_rollback, read_current
    from train.registry.writable_store import open_writer

    writer = open_writer(args.store)
    current = read_current(writer).pointer
    promotion = plan_rollback(writer, datetime.now(UTC), past_policies=args.past_policies)
    manifest = fetch_signed(writer, promotion.version)
    if promotion.pointer.policy is not None:
        check_policy(writer, manifest, promotion.pointer.policy)
    if not args.dry_run:
        move_pointer(promotion, writer)
    say_rollback(current, promotion.pointer, dry_run=args.dry_run)
    say_ended_trial(current, promotion.pointer)
    say_other_labels(current, manifest)
    say_policy(promotion.pointer)
    print_result(promotion.version)


def list_(args: Namespace) -> None:
    """List the published versions, oldest first."""
    from train.registry.pointer_moves import read_current
    from train.registry.published_version import faults, list_versions
    from train.registry.writable_store import open_writer

    writer = open_writer(args.store)
    listed = list_versions(writer)
    for fault in faults(listed, writer):
        note(fault)
    pointer = read_current(writer).pointer
    versions = [published.facts() for published in listed]
    say_policy(pointer)
    if not versions:
        note(f"no version is published at {writer.uri}")
    if args.json:
        versions = [with_policy(facts, pointer) for facts in versions]
    print_result(json.dumps(versions, indent=2) if args.json else version_table(versions))


def show(args: Namespace) -> None:
    """Print the manifest of a version, by default the promoted one, as JSON."""
    store = open_reader(args.store)
    if args.policy is not None:
        show_policy(store, args.policy)
        return
    if args.version:
        manifest = fetch_manifest(store, args.version)
    else:
        pointer = fetch_current_pointer(store)
        manifest = pointer.manifest
        say_policy(pointer)
    print_result(json.dumps(manifest.document, indent=2))
    note(signature_state(store, manifest).reason)


def verify(args: Namespace) -> None:
    """Read a version and its policies, check every digest, and print the state of each file."""
    from train.registry.versions import verify as verify_version
    from train.registry.writable_store import open_writer

    damaged, writer = 0, open_writer(args.store)
    for name, state in verify_version(args.version, writer):
        print_result(f"{name:<24} {state}")
        damaged += state != "ok"
    damaged += damaged_policies(args.version, writer)
    signature = signature_state(writer, fetch_manifest(writer, args.version))
    if signature.is_ok:
        note(signature.reason)
    if damaged:
        raise InputError(
            f"{args.version}: {counted(damaged, 'file does', 'files do')} not match the manifest"
        )
    if not signature.is_ok:
        raise InputError(signature.reason)


def compare(args: Namespace) -> None:
    """Compare two published versions on the test texts that they share."""
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
    print_result(
        json.dumps(asdict(comparison), indent=2) if args.json else comparison_table(comparison)
    )
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
            "and so does 'export --test'"
        )
    return predictions
