"""The command that asks a person for labels: it writes a sheet and reads it back."""

import functools
from argparse import Namespace
from collections import Counter
from typing import TYPE_CHECKING

from train.cli.console import note, print_result
from train.cli.learning.labels_of_files import read_table, store_and_tell
from train.cli.learning.list_decisions import say_list_decisions
from train.cli.learning.sources import read_material, read_reports, read_seen
from train.cli.registry.signatures import public_keys
from train.counted import counted
from train.errors import InputError
from train.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from train.learning.current_model import CurrentModel
    from train.learning.reported import Report
    from train.learning.sheet import KnownText, SheetRow


def ask(args: Namespace) -> None:
    """Write a sheet of texts for a person to label, or read the labels of a sheet."""
    from train.learning.current_model import fetch_current_model
    from train.registry.pointer_moves import read_current
    from train.registry.writable_store import open_writer

    writer = open_writer(args.store)
    current = fetch_current_model(writer, read_current(writer).pointer, public_keys())
    if args.read:
        _read(args, current)
    else:
        _write(args, current)


def _write(args: Namespace, current: "CurrentModel") -> None:
    from train.learning.sheet import write_sheet

    if args.out.exists() and not args.dry_run:
        raise InputError(
            f"{args.out}: already exists and may hold labels; name another file with --out"
        )
    seen = read_seen(args.texts, args) if args.texts else []
    reports = read_reports(args, current)
    say_list_decisions(current, reports)
    rows = _rows(args, current, seen, reports)
    for why, count in Counter(row.why for row in rows).items():
        note(f"{counted(count, 'text')}: {why}")
    if not rows:
        raise InputError(
            "found no text to ask about; expected unlabelled texts in --texts, or reports that "
            "wait for a person (--data also finds those that 'learn' sets aside)"
        )
    if not args.dry_run:
        write_bytes(args.out, write_sheet(rows).encode())
        print_result(str(args.out))
    note(f"fill in the column 'label', then run: python -m train ask --read {args.out}")


def _rows(
    args: Namespace, current: "CurrentModel", seen: "Sequence[str]", reports: "Sequence[Report]"
) -> "list[SheetRow]":
    from train.learning.rounds import compose_material
    from train.learning.sheet_rows import disputed, sheet_rows

    if args.data:
        material = read_material(args, current, reports)
        composed = compose_material(material, current)
        # What a person has said is not asked again.
        aside = [each for each in composed.aside if not each.report.trusted]
    else:
        aside = disputed(reports)
    if len(aside) > args.aside:
        needed = counted(len(aside), "report needs", "reports need")
        note(f"{needed} a person; the sheet has {args.aside} of them (--aside)")
    counts = {"uncertain": args.uncertain, "audited": args.random}
    return sheet_rows(seen, current, reports, aside[: args.aside], **counts)


def _read(args: Namespace, current: "CurrentModel") -> None:
    from train.learning.sheet import read_sheet

    table = read_table(args.read, args.encoding)
    sheet = read_sheet(table, current.manifest.classes, _known_texts(args, current))
    store_and_tell(args, args.read, sheet, current)


def _known_texts(args: Namespace, current: "CurrentModel") -> "KnownText":
    """Return a function that finds a text by its key in `--texts` and the reports.

    These are read only if a text of the sheet was changed, which it says.
    """
    from train.evaluation.predictions import text_key

    @functools.cache
    def texts() -> dict[str, str]:
        seen = read_seen(args.texts, args) if args.texts else []
        reported = (report.text for report in read_reports(args, current))
        return {text_key(text): text for text in (*seen, *reported)}

    def known(key: str) -> str | None:
        found = texts().get(key)
        if found is not None:
            note(f"{args.read}: the text {key} was changed; the label counts for the one of the id")
        return found

    return known
