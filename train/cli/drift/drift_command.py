"""The command `drift`: a service's log compared with the references of its models."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from typing import cast

from chalicelib.age import age_days
from chalicelib.errors import NotInStoreError
from chalicelib.manifest import Manifest
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.store.base import StoreReader
from chalicelib.store.opening import open_reader
from chalicelib.version_names import is_version
from train.cli.argument_types import local_path
from train.cli.command import AddCommand, add_read_store
from train.cli.console import note, print_result
from train.cli.drift.drift_table import drift_table
from train.drift.log_lines import LogLine, read_log
from train.drift.observed import observe
from train.drift.verdict import LEAST_COUNT, Verdict, judge
from train.errors import InputError

BEYOND_LIMITS = 3
STANDARD_INPUT = "-"


def add_drift_command(add: AddCommand, model_uri: str) -> None:
    """Add `drift`."""
    command: ArgumentParser = add("drift", drift, "service.log --from s3://my-models/spam")
    command.add_argument(
        "files",
        nargs="+",
        type=local_path,
        metavar="LOGFILE",
        help="the service's output, or an export from CloudWatch; '-': standard input",
    )
    command.add_argument("--json", action="store_true", help="print the figures as JSON")
    add_read_store(command, model_uri)


def drift(args: Namespace) -> int:
    """Compare the scores in a service's log with those of test texts; exit with 3 on drift."""
    observed = observe(_lines(args.files))
    if not observed:
        names = ", ".join(map(_name, args.files))
        raise InputError(
            f"{names}: found no log line of a labelling request; expected lines such as "
            '{"_aws":...,"Texts":1,...}'
        )
    store = open_reader(args.store)
    verdicts = [judge(name, each, _manifest(store, name)) for name, each in observed.items()]
    if args.json:
        print_result(json.dumps(_document(verdicts), indent=2))
    else:
        print_result(drift_table(verdicts, time.time()))
    return _tell(verdicts)


def _lines(files: Sequence[Path]) -> Iterator[LogLine]:
    for path in files:
        with ExitStack() as stack:
            yield from read_log(_opened(path, stack), _name(path))


def _name(path: Path) -> str:
    return "standard input" if str(path) == STANDARD_INPUT else str(path)


def _opened(path: Path, stack: ExitStack) -> BufferedReader:
    if str(path) == STANDARD_INPUT:
        return cast("BufferedReader", sys.stdin.buffer)
    try:
        return stack.enter_context(path.open("rb"))
    except OSError as exc:
        raise InputError(f"{path}: cannot be read: {exc.strerror}") from exc


def _manifest(store: StoreReader, version: str) -> Manifest | None:
    """Return a version's manifest, or None if the store has none; pickles never have one."""
    try:
        return fetch_manifest(store, version) if is_version(version) else None
    except NotInStoreError:
        return None


def _document(verdicts: Sequence[Verdict]) -> dict[str, object]:
    now = time.time()
    versions = [{"age_days": age_days(each.version, now)} | asdict(each) for each in verdicts]
    return {"versions": versions, "beyond": any(each.beyond for each in verdicts)}


def _tell(verdicts: Sequence[Verdict]) -> int:
    """Say what is beyond its limit, and what cannot be judged; return the exit code.

    Raises
    ------
    InputError
        If there is nothing to compare any version with.
    """
    for each in verdicts:
        for sentence in each.beyond:
            note(f"{each.version}: {sentence}")
        if each.note is not None:
            note(f"{each.version} {each.note}")
        elif each.samples < LEAST_COUNT:
            note(f"{each.version}: {each.samples} samples; expected at least {LEAST_COUNT}")
    if any(each.beyond for each in verdicts):
        note(
            "next: have a person label texts of these days ('python -m train ask --texts FILE'), "
            "then run 'learn'"
        )
        return BEYOND_LIMITS
    if all(each.note is not None for each in verdicts):
        raise InputError("found nothing to compare the log with; --from names the store")
    return 0
