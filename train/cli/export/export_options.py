"""The command `export`, with its options."""

from train.cli.argument_types import local_path
from train.cli.command import AddCommand
from train.cli.corpus_options import add_reading_options, address
from train.cli.export import export_command
from train.cli.model_options import add_model_directory, add_positive, add_report_options


def add_export_commands(add: AddCommand, model_uri: str) -> None:
    """Add `export`."""
    export = add("export", export_command.export, "pipeline.joblib --test held-out.csv")
    export.add_argument(
        "files",
        nargs="+",
        type=local_path,
        metavar="FILE",
        help="a fitted Pipeline, or a fitted vectorizer and a fitted classifier, and the "
        "LabelEncoder of its labels if there is one; "
        "unpickling a file can run code, so use only files that you trust",
    )
    export.add_argument(
        "--clean",
        nargs="+",
        default=[],
        metavar="STEP",
        help="how you cleaned the texts before the vectorizer, such as: lower links= "
        "'s/[^a-z ]/ /' stop_words=english porter; or a function of yours, such as clean.py:clean, "
        "with --functions; the served model does the same (docs/cleaning.md)",
    )
    export.add_argument(
        "--functions",
        action="store_true",
        help="write the functions of yours that the model calls to chalicelib/functions/, so that "
        "they are deployed with the app (docs/functions.md)",
    )
    add_positive(export)
    export.add_argument(
        "--test",
        nargs="+",
        type=address,
        metavar="FILE",
        help="measure the model on these labelled texts, which it must not have been fitted to, "
        "and write a report; without it, promoting the model over another needs --force",
    )
    add_reading_options(export)
    add_report_options(export, model_uri)
    add_model_directory(export)
