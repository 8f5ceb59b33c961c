"""`learn --keep`: write the labels of people that count to a file that outlives their reports."""

from argparse import Namespace
from typing import TYPE_CHECKING

from train.cli.console import note
from train.cli.output_format import output_format
from train.counted import counted
from train.errors import InputError
from train.files import BYTE_ORDER_MARK, read_bytes, replace_bytes, write_bytes

if TYPE_CHECKING:
    from train.learning.composition import Composition
    from train.learning.rounds import Material


def keep_labels(args: Namespace, composition: "Composition", material: "Material") -> None:
    """Add to the file of `--keep` what counts and the base lacks; with `--dry-run`, only say it.

    Its columns are those that the options for reading the base name.

    Raises
    ------
    InputError
        If the file cannot be read or written, has other columns, or the name of another format.
    """
    from train.learning.kept import labels_to_keep, with_labels_kept

    path = args.keep
    output_format("csv", path)
    columns = [args.label_column or "label", *(args.text_column or ["text"])]
    kept = labels_to_keep(composition, material)
    exists = path.exists()
    try:
        raw = read_bytes(path).decode("utf-8-sig") if exists else ""
    except UnicodeDecodeError as exc:
        raise InputError(f"{path}: expected a CSV file in UTF-8; found other bytes") from exc
    written = f"{BYTE_ORDER_MARK}{with_labels_kept(raw, str(path), columns, kept)}".encode()
    if kept and not args.dry_run:
        (replace_bytes if exists else write_bytes)(path, written)
    if not kept:
        note(f"{path}: nothing to add; the base has each label that counts")
        return
    data = [str(each) for each in args.data]
    first = f"; name it before the others: --data {path} {' '.join(data)}"
    action = "would add" if args.dry_run else "added"
    note(f"{path}: {action} {counted(len(kept), 'label')}{'' if str(path) in data else first}")
