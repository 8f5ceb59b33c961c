"""What `ask` and `learn` read: the base, the reports of a store, and texts that were served."""

import os
from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.settings import read_settings
from train.cli.console import note
from train.cli.corpus.reading import read_test, read_training
from train.cli.model_commands import goal_of as wanted_goal
from train.corpus.sources.addresses import Address
from train.counted import counted
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows

if TYPE_CHECKING:
    from chalicelib.manifest import Manifest
    from chalicelib.reports.stored_report import StoredReport
    from train.corpus.reader import Corpus
    from train.learning.current_model import CurrentModel
    from train.learning.reported import Report
    from train.learning.rounds import Material
    from train.registry.writable_store import StoreWriter


def read_seen(addresses: Sequence[Address], args: Namespace) -> list[str]:
    """Return the texts of files that need no labels, without empty ones."""
    columns = args.text_column or ()
    reading = RowReading(encoding=args.encoding, text_columns=columns, tell=note)
    return [row.text for row in read_rows(addresses, reading) if row.text.strip()]


def reports_store(args: Namespace) -> "StoreWriter":
    """Return the store of the reports: that of `--reports`, of `REPORTS_URI` or of the models."""
    from train.registry.writable_store import open_reports

    default = read_settings(os.environ).reports_uri or args.store
    return open_reports(default if args.reports is None else args.reports)


def read_reports(args: Namespace, current: "CurrentModel") -> "list[Report]":
    """Return the reports that count; without any, an empty list.

    A damaged report is told and left out, so that it does not stop the learning from others.
    """
    from train.learning.stored_reports import learned_reports, with_labels
    from train.reports.reading import read_reports as read_stored
    from train.reports.reporters import reporter_digests

    faults: list[str] = []
    store = reports_store(args)
    stored = read_stored(store, datetime.now(UTC), faults)
    for fault in faults:
        note(f"left out: {fault}")
    trusted = reporter_digests(store, args.trust_reporter, args.caller)
    _check_renamed(args.report_labels, stored, current.manifest.classes)
    renamed = [with_labels(report, args.report_labels) for report in stored]
    reports = learned_reports(renamed, current, trusted)
    if trusted:
        _tell_trusted(reports, trusted)
    return reports


def _check_renamed(
    names: Mapping[str, str], stored: "Sequence[StoredReport]", classes: Sequence[str]
) -> None:
    """Refuse a new name that is no class, and tell of an old one that no report has."""
    unknown = [name for name in names.values() if name not in classes]
    if unknown:
        raise InputError(
            f"--report-labels: found the new name {unknown[0]!r}; expected one of "
            f"{', '.join(classes)}"
        )
    labels = {
        label
        for report in stored
        for label in ([report.label] if isinstance(report.label, str) else report.label)
    }
    for missing in sorted(set(names) - labels):
        found = ", ".join(sorted(labels)) or "none"
        note(f"--report-labels: no report has the label {missing!r}; the labels are: {found}")


def _tell_trusted(reports: "Sequence[Report]", trusted: "Sequence[str]") -> None:
    """Say how many reports are trusted, and of how many reporters there is none: a typo, maybe."""
    from train.learning.reported import TRUSTED

    found = [report.reporter for report in reports if report.source == TRUSTED]
    note(f"trusted: {counted(len(found), 'report')}")
    missing = len({*trusted} - {*found})
    if missing:
        note(
            f"trusted: {counted(missing, 'reporter')} without any report; 'reports list' "
            "shows the digests of those who reported, and --caller says who sent a name"
        )


def read_material(
    args: Namespace, current: "CurrentModel", reports: "Sequence[Report]"
) -> "Material":
    """Read the base and the served texts that the options name.

    Raises
    ------
    InputError
        If the recipe cannot be fitted again, or the base has other labels than the model.
    """
    from train.learning.old_set import split_base
    from train.learning.rounds import Material, goal_of, recipe_of

    manifest = current.manifest
    recipe, goal = recipe_of(current, args.recipe), goal_of(current, wanted_goal(args))
    base = read_training(args, partial(_check_classes, manifest), manifest.positive)
    split = split_base(base, read_test(args, manifest.classes))
    seen = tuple(read_seen(args.seen, args))
    return Material(split, tuple(reports), seen, recipe, goal)


def _check_classes(manifest: "Manifest", base: "Corpus") -> None:
    if {*base.counts()} != {*manifest.classes}:
        raise InputError(
            f"--data has the labels {', '.join(base.counts())}; expected those of the current "
            f"version {manifest.version}: {', '.join(sorted(manifest.classes))}; --labels renames "
            "some. Other classes need 'fit' instead of 'learn', 'publish --promote --force', and "
            "a new deployment"
        )
