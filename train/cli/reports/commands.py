"""The actions of `reports`: what they print, and in which order."""

import json
import os
import sys
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.scoring.model import label_string
from chalicelib.settings import read_settings
from train.cli.console import note, print_result
from train.cli.output_format import output_format
from train.counted import counted
from train.errors import InputError
from train.files import BYTE_ORDER_MARK, write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.reports.stored_report import StoredReport
    from train.registry.writable_store import StoreWriter
    from train.reports.summary import Summary


def reports(args: Namespace) -> None:
    """List, export, import or erase the labels that users reported."""


def list_(args: Namespace) -> None:
    """Count the reports by label, day and reporter; print texts only with --show-texts."""
    from train.reports.summary import summarize

    found = _read(_open(args))
    summary = summarize(found)
    if args.json:
        facts = summary.facts()
        if args.show_texts:
            facts["texts"] = [_facts(report) for report in found]
        print_result(json.dumps(facts, indent=2))
        return
    print_result(_table(summary))
    if args.show_texts:
        print_result("")
        for report in found:
            print_result(_line(report))


def export(args: Namespace) -> None:
    """Write the reports as a corpus that 'fit --data' reads."""
    from train.learning.sheet_texts import FORMULA_SIGNS
    from train.reports.export import FORMATS, agreed, contradicted

    found = _read(_open(args))
    chosen = found if args.all else agreed(found)
    form = output_format(args.format, args.out)
    written = FORMATS[form](chosen)
    if args.out:
        mark = BYTE_ORDER_MARK if form == "csv" else ""
        write_bytes(args.out, f"{mark}{written}".encode())
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(written.encode())
    note(f"wrote {len(chosen)} of {counted(len(found), 'report')}")
    if form == "csv" and any(each.text.startswith(FORMULA_SIGNS) for each in chosen):
        note("some texts begin like a formula, which a spreadsheet may run")
    texts = contradicted(found)
    if texts:
        left = "written with each label" if args.all else "left out; --all writes them"
        note(f"{counted(texts, 'text')} with different labels of several reporters: {left}")


def forget(args: Namespace) -> None:
    """Erase reports by text, reporter and age, including old object versions on S3."""
    from train.cli.reports.learned_versions import say_learned_versions
    from train.reports.erasure import Wanted, erase, find_reports
    from train.reports.reporters import reporter_digests

    texts, before = _sought(args)
    writer = _open(args)
    named = args.reporter or args.caller
    reporters = reporter_digests(writer, args.reporter, args.caller) if named else None
    found = find_reports(writer, Wanted(texts, reporters, before))
    for key in found.keys:
        print_result(f"{writer.uri}/{key}")
    say_learned_versions(args, writer, found.texts)
    if not args.dry_run:
        erase(found.keys, writer)
    action = "would erase" if args.dry_run else "erased"
    note(f"{action} {counted(len(found.keys), 'file')}" if found.keys else _nowhere(args))
    for fault in found.faults:
        note(f"not searched: {fault}")
    if found.faults:
        raise InputError(
            f"{counted(len(found.faults), 'file')} could not be searched; --reporter erases one"
        )


def _sought(args: Namespace) -> "tuple[Sequence[str] | None, datetime | None]":
    """Return the texts to forget, and before when the reports were made; None is any."""
    from train.corpus.all_texts import TextReading
    from train.erasure.sought_texts import read_sought_texts

    if not (args.texts or args.reporter or args.caller or args.older_than is not None):
        raise InputError("found nothing to forget; expected TEXT, FILE, --reporter or --older-than")
    reading = TextReading(args.text_column or (), encoding=args.encoding, tell=note)
    texts = read_sought_texts(args.texts, reading).texts if args.texts else None
    if args.older_than is None:
        return texts, None
    return texts, datetime.now(UTC) - timedelta(days=args.older_than)


def _nowhere(args: Namespace) -> str:
    from train.reports.reporters import is_digest

    named = bool(args.reporter or args.caller)
    if named + bool(args.texts) + (args.older_than is not None) > 1:
        return "found nowhere; a report has to fulfil all the conditions"
    if not (args.caller or all(map(is_digest, args.reporter))):
        return (
            "found nowhere; without --caller, a name is sought only in requests without an API "
            "key or a signature: name the IDs of clients that have these"
        )
    return "found nowhere"


def _open(args: Namespace) -> "StoreWriter":
    from train.registry.writable_store import open_reports

    settings = read_settings(os.environ)
    default = settings.reports_uri or settings.model_uri
    return open_reports(default if args.reports is None else args.reports)


def _read(writer: "StoreWriter") -> "list[StoredReport]":
    """Return the reports that still count, and name those that cannot be read."""
    from train.reports.reading import read_reports

    faults: list[str] = []
    found = read_reports(writer, datetime.now(UTC), faults)
    for fault in faults:
        note(f"left out: {fault}")
    return found


def _table(summary: "Summary") -> str:
    rows = [("", "reports", "disagree"), ("all", *map(str, summary.total))]
    for title, group in (
        ("label", summary.labels),
        ("day", summary.days),
        ("reporter", summary.reporters),
        ("source", summary.sources),
    ):
        rows += [(f"{title} {name}", *map(str, count)) for name, count in group.items()]
    width = max(len(name) for name, _, _ in rows)
    lines = [f"{name:<{width}}  {many:>7}  {disagree:>8}" for name, many, disagree in rows]
    if summary.contradictions:
        texts = counted(summary.contradictions, "text")
        lines.append(f"{texts} with different labels of several reporters")
    return "\n".join(lines)


def _facts(report: "StoredReport") -> dict[str, object]:
    served = report.served
    return {
        "reported_at": report.reported_at.isoformat(timespec="seconds"),
        "reporter": report.reporter,
        "source": report.source,
        "label": report.label,
        "served": None if served is None else served._asdict(),
        "text": report.text,
    }


def _line(report: "StoredReport") -> str:
    from train.report.visible_text import visible_line

    served = "-" if report.served is None else label_string(report.served.label)
    at = report.reported_at.isoformat(timespec="seconds")
    facts = f"{at}  {report.reporter}  {label_string(report.label)} (served: {served})"
    return visible_line(f"{facts}  {report.text}")
