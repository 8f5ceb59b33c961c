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
        help="only list what the files need, without running anything in them",
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
        help="measure the model on these labelled texts, which it must not have been fitted to, "
        "and write a report; without it, promoting the model over another needs --force",
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
        help="how you cleaned the texts before the vectorizer, such as: lower links= "
        "'s/[^a-z ]/ /' stop_words=english porter; or a function of yours, such as clean.py:clean; "
        "the served model does the same (docs/cleaning.md)",
    )
    parser.add_argument(
        "--row",
        metavar="MODULE:FUNCTION",
        help="your function that makes a row of a text, for a ColumnTransformer over a table: it "
        "returns the cells as a list, or as a dictionary by column",
    )


def _add_own_code_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--dense",
        action="store_true",
        help="the classifier was fitted to dense rows, by toarray() outside the files; XGBoost "
        "takes what sparse rows leave out for missing",
    )
    parser.add_argument(
        "--functions",
        action=BooleanOptionalAction,
        default=True,
        help="write the functions of yours that the model calls to chalicelib/functions/, so that "
        "they are deployed with the app (docs/functions.md); --no-functions refuses such a model",
    )


def _add_check_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        nargs="+",
        type=address,
        metavar="FILE",
        help="raw texts with the labels that your own code gives them, and perhaps columns such as "
        "probability_spam: the model must give each the same, or nothing is written",
    )
    parser.add_argument(
        "--threshold",
        type=probability,
        metavar="P",
        help="label a text as the positive class if its probability is above P; by default 0.5, "
        "as scikit-learn does",
    )


def _add_files(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=local_path,
        metavar="FILE",
        help="a fitted Pipeline, or a fitted vectorizer and a fitted classifier, and the "
        "LabelEncoder of its labels if there is one, in any order: pickles, joblib or skops files, "
        "directories of them, MLflow folders (docs/export.md); "
        "unpickling a file can run code, so use only files that you trust",
    )
    parser.add_argument(
        "--main",
        type=local_path,
        metavar="SCRIPT",
        help="the script or notebook that made a pickle which needs functions of it; only the "
        "definitions of these functions are run",
    )
    parser.add_argument(
        "--per-label",
        action="store_true",
        help="the files hold a classifier for each of several labels, in a dict by label or in a "
        "file for each; a text gets each label whose classifier predicts 1 (docs/export.md)",
    )
    parser.add_argument(
        "--trust",
        nargs="+",
        default=[],
        metavar="NAME",
        help="types that a skops file may contain, beside those that skops trusts; functions that "
        "a pickle may import although they can run commands, such as os.system",
    )
