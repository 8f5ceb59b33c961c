"""Labels that people wrote into a file: read its table, store the labels, and say what was done."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tqdm import tqdm

from train.cli.console import note
from train.cli.learning.sources import reports_store
from train.counted import counted
from train.errors import InputError
from train.files import read_bytes

if TYPE_CHECKING:
    from train.corpus.columns.judging import Table
    from train.learning.current_model import CurrentModel
    from train.learning.sheet import ReadSheet
    from train.learning.storing import StoredLabels


def read_table(path: Path, encoding: str | None, hint: str = "") -> "Table":
    """Return the rows of a file; `hint` says what else than a table can be read.

    Raises
    ------
    InputError
        If it cannot be read, or is no table.
    """
    from train.corpus.columns.judging import Table
    from train.corpus.formats.recognition import read_format
    from train.corpus.sources.addresses import Source

    source = Source(str(path), PurePosixPath(path.name), read_bytes(path))
    found = read_format(source, whole=False, encoding=encoding, wanted=(), tell=note)
    if isinstance(found, Table):
        return found
    raise InputError(
        f"{path}: expected a table, such as CSV or Excel, with a label; found text{hint}"
    )


def store_and_tell(args: Namespace, path: Path, read: "ReadSheet", current: "CurrentModel") -> None:
    """Store the labels of a file, and say how many; with `--dry-run`, only say it.

    Raises
    ------
    InputError
        If a row cannot be used; the others are stored.
    """
    from train.learning.storing import store_labels

    for fault in read.faults:
        note(fault)
    rows = tqdm(read.labelled, desc="store", disable=None, leave=False)
    now = datetime.now(UTC)
    done = store_labels(rows, reports_store(args), current, now, dry_run=args.dry_run)
    _tell(done, dry_run=args.dry_run)
    without = f"{counted(read.unlabelled, 'row')} without a label" if read.unlabelled else ""
    note(f"left: {without}" if without else "every row has a label")
    if read.faults:
        those = counted(len(read.faults), "row was", "rows were")
        raise InputError(
            f"{path}: {those} not stored; correct the rows named above and read the file "
            "again, which does not change the other labels"
        )


def _tell(done: "StoredLabels", *, dry_run: bool) -> None:
    from train.corpus.telling import some

    shown = ", ".join(f"{count} {source}" for source, count in sorted(done.sources.items()))
    labels = counted(done.sources.total(), "label")
    if shown:
        note(f"{'would store' if dry_run else 'stored'} {labels}: {shown}")
    elif not done.repeated:
        note("found no label to store")
    if done.repeated:
        note(f"{counted(len(done.repeated), 'label')} of the same reporter stored already")
    if done.replaced:
        replaced = counted(len(done.replaced), "label")
        note(f"{replaced} of the same reporter replaced by another; texts {some(done.replaced)}")
