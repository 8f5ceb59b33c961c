"""The action `import` of `reports`: store the rows of a table as reports."""

from argparse import Namespace

from train.cli.console import note
from train.cli.learning.labels_of_files import read_table, store_and_tell
from train.cli.learning.sources import read_seen
from train.cli.registry.signatures import public_keys
from train.errors import InputError


def import_(args: Namespace) -> None:
    """Store a table of texts with their right labels, such as a help desk's, as reports."""
    if args.label is not None and args.reporter is None:
        raise InputError("--label is that of each text; expected --reporter, who says so of all")
    from train.learning.current_model import fetch_current_model
    from train.learning.imported import ImportColumns, labelled_alike, read_import
    from train.registry.pointer_moves import read_current
    from train.registry.writable_store import open_writer

    models = open_writer(args.store)
    current = fetch_current_model(models, read_current(models).pointer, public_keys())
    classes = current.manifest.classes
    if args.label is not None:
        read = labelled_alike(read_seen([args.file], args), args.label, classes, args.reporter)
        store_and_tell(args, args.file, read, current)
        return
    columns = ImportColumns(
        args.text_column or (),
        args.label_column,
        args.labels,
        args.reporter,
        args.reporter_column,
    )
    table = read_table(args.file, args.encoding, "; --label is for texts of one label")
    read = read_import(table, classes, columns, note)
    store_and_tell(args, args.file, read, current)
