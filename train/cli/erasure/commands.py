"""The commands that delete: prune, delete and forget.

Each makes its plan first. With `--dry-run` the plan is only printed.
"""

import os
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.settings import read_settings
from train.cli.console import note, print_result
from train.counted import counted
from train.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from train.corpus.all_texts import TextReading
    from train.erasure.findings import Findings
    from train.erasure.model_files import FoundInFiles
    from train.erasure.sought_texts import SoughtTexts
    from train.registry.deletion import Deletion
    from train.registry.writable_store import StoreWriter


def prune(args: Namespace) -> None:
    """Delete old versions and policies, except those that the pointer names; print them."""
    from train.registry.deletion import plan_pruning
    from train.registry.published_version import faults, list_versions
    from train.registry.writable_store import open_writer

    writer = open_writer(args.store)
    for fault in faults(list_versions(writer), writer):
        note(f"{fault}; kept")
    deletions = plan_pruning(writer, args.keep_last, args.keep)
    for deletion in deletions:
        _delete(deletion, writer, dry_run=args.dry_run)
    action = "would delete" if args.dry_run else "deleted"
    note(f"{action} {counted(len(deletions), 'version')} at {writer.uri}")
    _prune_policies(writer, args)


def _prune_policies(writer: "StoreWriter", args: Namespace) -> None:
    """Delete the policies that the pointer does not name, but for the newest ones."""
    from train.policy.stored_policies import delete_policy, unused_policies

    unused = unused_policies(writer, args.keep_last)
    for policy_id in unused:
        if not args.dry_run:
            delete_policy(policy_id, writer)
        print_result(policy_id)
    if unused:
        policies = counted(len(unused), "policy", "policies")
        note(f"{'would delete' if args.dry_run else 'deleted'} {policies}")


def delete(args: Namespace) -> None:
    """Delete a version with all its files, including old object versions on S3; print its name."""
    from train.registry.deletion import plan_deletion
    from train.registry.writable_store import open_writer

    writer = open_writer(args.store)
    deletion = plan_deletion(args.version, writer, force=args.force)
    _delete(deletion, writer, dry_run=args.dry_run)
    _say_what_the_pointer_names(deletion, writer)


def _delete(deletion: "Deletion", writer: "StoreWriter", *, dry_run: bool) -> None:
    from train.registry.deletion import delete as delete_version

    if dry_run:
        for key in deletion.keys:
            note(f"would delete {writer.uri}/{key}")
    else:
        delete_version(deletion, writer)
    print_result(deletion.version)


def _say_what_the_pointer_names(deletion: "Deletion", writer: "StoreWriter") -> None:
    """Say what a forced deletion means for the service and for a rollback."""
    from train.registry.pointer_moves import read_current

    pointer = read_current(writer).pointer
    if pointer is None:
        return
    if pointer.manifest.version == deletion.version:
        note(
            f"the pointer at {writer.uri} names {deletion.version}: a running service keeps it in "
            "memory, a new one responds with 503; promote another version"
        )
    if pointer.trial is not None and pointer.trial.manifest.version == deletion.version:
        note(
            f"the pointer at {writer.uri} still names it as a trial, which services cannot load; "
            "'python -m train promote --end-trial' ends it"
        )
    if deletion.version in (pointer.previous, pointer.earlier):
        note(f"{writer.uri} cannot be rolled back to {deletion.version}")


def forget(args: Namespace) -> None:
    """Find a person's texts in corpora, versions and reports, and erase them."""
    from train.erasure.sought_texts import read_sought_texts
    from train.registry.writable_store import open_writer

    reading = _reading(args)
    sought = read_sought_texts(args.texts, reading)
    writer = open_writer(args.store)
    findings = _search(args, writer, sought, reading)
    places = list(findings.places())
    for place in places:
        print_result(place)
    for doubt in findings.doubts():
        note(doubt)
    copies = {} if args.dry_run else _erase(findings, writer)
    _say_what_remains(findings, args, copies)
    if not places:
        note(findings.nowhere())
    if left := "; ".join(findings.left()):
        raise InputError(left)


def _reading(args: Namespace) -> "TextReading":
    from train.corpus.all_texts import TextReading

    return TextReading(args.text_column or (), args.label_column, args.encoding, note)


def _search(
    args: Namespace, writer: "StoreWriter", sought: "SoughtTexts", reading: "TextReading"
) -> "Findings":
    from train.erasure.corpora import digests_with_texts, search_corpora
    from train.erasure.findings import Findings, ReportsIn
    from train.erasure.policies import search_policies
    from train.erasure.sought_texts import with_texts
    from train.erasure.versions import search_store
    from train.reports.erasure import Wanted, find_reports

    corpora = search_corpora(args.data, sought, reading)
    # A mail was found by its body alone; the models learned all of its text.
    sought = with_texts(sought, (each.text for file in corpora for each in file.found))
    return Findings(
        uri=writer.uri,
        corpora=corpora,
        directory=args.model,
        bundle=_search_bundle(args.model, sought),
        store=search_store(writer, sought, digests_with_texts(corpora)),
        reports=[
            ReportsIn(each, find_reports(each, Wanted(sought.texts)))
            for each in _stores_of_reports(writer)
        ],
        policies=search_policies(writer, sought),
    )


def _search_bundle(directory: "Path", sought: "SoughtTexts") -> "FoundInFiles | None":
    from train.erasure.model_files import search_files
    from train.registry.bundle import MANIFEST, read_bundle
    from train.registry.predictions_key import find_key

    if not (directory / MANIFEST).exists():
        return None
    return search_files(read_bundle(directory).files, sought, find_key(os.environ))


def _stores_of_reports(writer: "StoreWriter") -> "list[StoreWriter]":
    """Return the store of the versions, and that of `REPORTS_URI` if it is another one."""
    from train.registry.writable_store import is_same_store, open_reports

    named = read_settings(os.environ).reports_uri
    if named is None or is_same_store(named, writer.uri):
        return [writer]
    return [writer, open_reports(named)]


def _erase(findings: "Findings", writer: "StoreWriter") -> dict[str, str]:
    """Erase what was found; return the names of the copies that replace versions."""
    from train.erasure import policies
    from train.erasure.corpora import erase_from_corpora
    from train.erasure.versions import refuse_signed, replace_versions
    from train.registry.bundle import read_bundle, with_files, write_bundle
    from train.reports.erasure import erase

    refuse_signed(findings.to_replace(), writer)
    policies.refuse_signed(findings.policies.to_replace(), writer)
    for done in erase_from_corpora(findings.corpora):
        note(done)
    if findings.bundle is not None and findings.bundle.redacted:
        bundle = with_files(read_bundle(findings.directory), findings.bundle.redacted)
        write_bundle(bundle, findings.directory)
        note(f"{findings.directory}: written again without it")
    for reports in findings.reports:
        erase(reports.found.keys, reports.store)
        if keys := reports.found.keys:
            note(f"{reports.store.uri}: erased {counted(len(keys), 'report')} of it")
    replaced = policies.replace_policies(findings.policies.to_replace(), writer, datetime.now(UTC))
    for policy_id, copy in replaced.items():
        note(f"{policy_id}: replaced by {copy}")
    copies = replace_versions(findings.to_replace(), writer, datetime.now(UTC))
    for version, copy in copies.items():
        note(f"{version}: replaced by {copy}; if MODEL_VERSION pins it, pin the copy")
    return copies


def _say_what_remains(findings: "Findings", args: Namespace, copies: dict[str, str]) -> None:
    """Say which models learned from the text, and how to be rid of them."""
    from train.erasure.retraining import retraining_commands

    trained = findings.trained()
    if findings.bundle is not None and findings.bundle.is_trained:
        note(f"{findings.directory}: a fitted model cannot forget; fit it again")
    if trained:
        deleted = {file.address for file in findings.corpora if file.must_go}
        data = [path for path in args.data if path not in deleted]
        holds = any(file.still_holds for file in findings.corpora)
        when = "once no file holds the text" if holds else "without the text"
        note(f"a fitted model cannot forget; {when}, train a new one and delete these:")
        for command in retraining_commands(
            trained, data, args.store, copies, [*_reading_options(args)]
        ):
            note(f"  {command}")
        if args.store.startswith("s3://"):
            note("then deploy its stages again: a package contains the model that it serves")
    if args.dry_run:
        note("nothing was erased: --dry-run")


def _reading_options(args: Namespace) -> Iterator[str]:
    """Yield the options that say how `fit` reads the files, as they were given."""
    for option, values in (
        ("--text-column", args.text_column),
        ("--label-column", [args.label_column]),
        ("--labels", [",".join(f"{old}={new}" for old, new in args.labels.items())]),
        ("--encoding", [args.encoding]),
    ):
        if values and values[0]:
            yield from (option, *values)
