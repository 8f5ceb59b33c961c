"""The commands `export` and `doctor`, with their options."""

from argparse import ArgumentParser, BooleanOptionalAction

from train.cli.argument_types import local_path, probability
from train.cli.command import AddCommand
from train.cli.corpus.options import add_reading_options, address
from train.cli.export import doctor_command, export_command
from train.cli.model_options import add_model_directory, add_positive, add_report_options


def add_export_commands(add: AddCommand, model_uri: str) -> None:
    """Add `export` and `doctor`."""
    _add_export(add, model_uri)
    doctor = add("doctor", doctor_command.doctor, "pipeline.joblib")
    _add_files(doctor)
    _add_code_before(doctor)
    doctor.add_argument(
        "--no-load",
        action="store_true",
        help="only list what the files need; run nothing in them",
    )
    doctor.add_argument("--json", action="store_true", help="print one JSON object")


def _add_export(add: AddCommand, model_uri: str) -> None:
    export = add("export", export_command.export, "pipeline.joblib --test held-out.csv")
    _add_files(export)
    _add_code_before(export)
    _add_own_code_options(export)
    add_positive(export)
    _add_check_options(export)
    export.add_argument(
        "--test",
        nargs="+",
        type=address,
        metavar="FILE",
        help="measure the model on these labelled texts, which must not be training texts, and "
        "write a report; without it, replacing another model needs 'promote --force'",
    )
    add_reading_options(export)
    add_report_options(export, model_uri)
    add_model_directory(export)


def _add_code_before(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--clean",
        nargs="+",
        default=[],
        metavar="STEP",
        help="how your code cleans texts before the vectorizer: steps such as lower links= "
        "'s/[^a-z ]/ /' stop_words=english porter, or your function, such as clean.py:clean; "
        "the served model does the same (docs/cleaning.md)",
    )
    parser.add_argument(
        "--features",
        nargs="+",
        default=[],
        metavar="PART",
        help="what makes the columns, in their order, if your code joins them by hstack: files or "
        "keys of vectorizers, and functions of yours that make numbers of a text, such as "
        "features.py:extra; each after the functions that clean its texts, and before its "
        "transformers (docs/export.md)",
    )
    parser.add_argument(
        "--row",
        metavar="MODULE:FUNCTION",
        help="your function that turns a text into a table row, for a ColumnTransformer; it must "
        "return the cells as a list, or as a dictionary by column",
    )


def _add_own_code_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--dense",
        action="store_true",
        help="the classifier was fitted to dense rows, by toarray() in your code; XGBoost treats "
        "zeros that sparse rows omit as missing values",
    )
    parser.add_argument(
        "--functions",
        action=BooleanOptionalAction,
        default=True,
        help="write your functions that the model calls to chalicelib/functions/, so that they are "
        "deployed with the app (docs/functions.md); --no-functions refuses such a model",
    )


def _add_check_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        nargs="+",
        type=address,
        metavar="FILE",
        help="raw texts with the labels that your own code gives them, and optional columns such "
        "as probability_spam; if the model gives another value, nothing is written",
    )
    parser.add_argument(
        "--threshold",
        type=probability,
        metavar="P",
        help="label a text as the positive class if its probability is above P; default: 0.5, as "
        "in scikit-learn",
    )


def _add_files(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=local_path,
        metavar="FILE",
        help="a fitted Pipeline, or a fitted vectorizer and a fitted classifier, in any order, and "
        "the LabelEncoder of the labels if there is one: pickles, joblib or skops files, "
        "directories of them, MLflow folders (docs/export.md). Unpickling a file can run code, so "
        "use only files that you trust",
    )
    about = (
        "the script or notebook with functions that a pickle needs; only the definitions of "
        "these functions are run"
    )
    parser.add_argument("--main", type=local_path, metavar="SCRIPT", help=about)
    about = (
        "the files hold one classifier per label, in a dict by label or in separate files; a "
        "text gets each label whose classifier predicts 1 (docs/export.md)"
    )
    parser.add_argument("--per-label", action="store_true", help=about)
    about = "the classifier to serve, if the files hold several: its key in a dict, or its file"
    parser.add_argument("--classifier", metavar="NAME", help=about)
    about = (
        "accept these types in a skops file, in addition to those that skops trusts; accept "
        "these functions in a pickle although they can run commands, such as os.system"
    )
    parser.add_argument("--trust", nargs="+", default=[], metavar="NAME", help=about)
