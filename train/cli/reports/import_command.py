"""The action `import` of `reports`: store the rows of a table as reports."""

from argparse import Namespace

from train.cli.console import note
from train.cli.learning.labels_of_files import read_table, store_and_tell
from train.cli.registry.signatures import public_keys


def import_(args: Namespace) -> None:
    """Store a table of texts with their right labels, such as a help desk's, as reports."""
    from train.learning.current_model import fetch_current_model
    from train.learning.imported import ImportColumns, read_import
    from train.registry.pointer_moves import read_current
    from train.registry.writable_store import open_writer

    models = open_writer(args.store)
    current = fetch_current_model(models, read_current(models).pointer, public_keys())
    columns = ImportColumns(
        args.text_column or (),
        args.label_column,
        args.labels,
        args.reporter,
        args.reporter_column,
    )
    table = read_table(args.file, args.encoding)
    read = read_import(table, current.manifest.classes, columns, note)
    store_and_tell(args, args.file, read, current)
