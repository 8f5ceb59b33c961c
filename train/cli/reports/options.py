"""The command `reports` and its actions, with their options."""

from argparse import ArgumentParser

from train.cli.argument_types import days, local_path
from train.cli.command import AddCommand, add_read_store, adder
from train.cli.corpus.options import add_reading_options, add_text_options
from train.cli.output_files import printed_or_written
from train.cli.reports import commands, import_command
from train.defaults import OUTPUT_FORMATS

EXAMPLE = "--reports s3://my-models/spam"


def add_report_commands(add: AddCommand, model_uri: str) -> None:
    """Add `reports` with `list`, `export`, `import` and `forget`."""
    reports = add("reports", commands.reports, f"list {EXAMPLE}")
    actions = reports.add_subparsers(metavar="ACTION", required=True)
    action = adder(actions, "python -m train reports")
    _add_list(action("list", commands.list_, EXAMPLE))
    _add_export(action("export", commands.export, f"--out reports.csv {EXAMPLE}"))
    _add_import(
        action("import", import_command.import_, f"desk.xlsx --reporter desk {EXAMPLE}"), model_uri
    )
    _add_forget(action("forget", commands.forget, f"request.txt --dry-run {EXAMPLE}"))


def _add_store(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--reports",
        metavar="URI",
        help="the store of the reports: a directory or s3://bucket/prefix; default: "
        "REPORTS_URI, otherwise MODEL_URI",
    )


def add_caller(parser: ArgumentParser, names: str) -> None:
    """Add the option that says who sent the names of another option."""
    parser.add_argument(
        "--caller",
        nargs="+",
        default=[],
        metavar="ID",
        help=f"who sent the names of {names}: the IDs of API keys, or of users or roles that "
        "signed; default: requests with neither",
    )


def _add_list(parser: ArgumentParser) -> None:
    _add_store(parser)
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.add_argument(
        "--show-texts", action="store_true", help="also print each report with its text"
    )


def _add_export(parser: ArgumentParser) -> None:
    _add_store(parser)
    parser.add_argument(
        "--all",
        action="store_true",
        help="write each reporter's label, even for texts on which reporters disagree",
    )
    parser.add_argument(
        "--format",
        choices=OUTPUT_FORMATS,
        help="CSV or JSON lines; by default as the name of --out says, else CSV",
    )
    parser.add_argument(
        "--out",
        type=printed_or_written,
        metavar="FILE",
        help="the file to write, or -; default: standard output",
    )


def _add_import(parser: ArgumentParser, model_uri: str) -> None:
    _add_store(parser)
    parser.add_argument(
        "file",
        type=local_path,
        metavar="FILE",
        help="a table with a text and its right label in each row: CSV, Excel and others; with "
        "--label, any file of texts, such as a mailbox",
    )
    parser.add_argument("--label", help="the right label of each text, for files without labels")
    add_reading_options(parser)
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--reporter", metavar="NAME", help="your name for who says so")
    who.add_argument(
        "--reporter-column", metavar="COLUMN", help="the column with the name of who says so"
    )
    parser.add_argument("--dry-run", action="store_true", help="store nothing")
    add_read_store(parser, model_uri)


def _add_forget(parser: ArgumentParser) -> None:
    _add_store(parser)
    parser.add_argument(
        "texts",
        nargs="*",
        metavar="TEXT|FILE",
        help="a text, or a file with one: a corpus file (each row's text), a mail or a mailbox. "
        "Case and white space do not matter",
    )
    add_text_options(parser)
    parser.add_argument(
        "--reporter",
        nargs="+",
        default=[],
        metavar="NAME|DIGEST",
        help="erase the reports of these reporters: the names that clients sent, or the digests "
        "that 'reports list' shows",
    )
    add_caller(parser, "--reporter")
    parser.add_argument(
        "--older-than", type=days, metavar="DAYS", help="erase reports older than this many days"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="only print what the command would do"
    )
