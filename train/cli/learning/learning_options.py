"""The commands that learn from users, with their options."""

from argparse import ArgumentParser
from pathlib import Path

from train.cli.argument_types import at_most, local_path, reporter
from train.cli.command import AddCommand, add_read_store, add_written_store
from train.cli.corpus.options import (
    add_corpus_options,
    add_reading_options,
    address,
    label_names,
)
from train.cli.learning import ask_command, learn_command
from train.cli.model_options import add_positive, add_threshold_options
from train.cli.output_files import written
from train.cli.registry.check_options import add_checks
from train.cli.reports.options import add_caller
from train.cli.trials.trial_options import percentage
from train.defaults import ASIDE_TEXTS, AUDITED_TEXTS, UNCERTAIN_TEXTS
from train.recipe_name import RECIPE_NAMES

SHEET = Path("sheet.csv")


def add_learning_commands(add: AddCommand, model_uri: str) -> None:
    """Add `ask` and `learn`."""
    _add_ask(add, model_uri)
    _add_learn(add, model_uri)


def _add_ask(add: AddCommand, model_uri: str) -> None:
    ask = add("ask", ask_command.ask, "--texts recent.csv --out sheet.csv")
    _add_sheet(ask)
    _add_counts(ask)
    ask.add_argument(
        "--data",
        nargs="+",
        type=address,
        metavar="FILE",
        help="the base of 'learn'; with it, the sheet also has the reports that 'learn' sets aside",
    )
    add_reading_options(ask)
    _add_reports(ask)
    _add_recipe(ask)
    ask.add_argument("--dry-run", action="store_true", help="write and store nothing")
    add_read_store(ask, model_uri)
    # As for `learn`, whose set-aside reports are asked about.
    ask.set_defaults(
        seen=[],
        test=None,
        positive=None,
        max_blocked_ham=None,
        blocked_ham_cost=None,
    )


def _add_sheet(ask: ArgumentParser) -> None:
    ask.add_argument(
        "--texts",
        nargs="+",
        type=address,
        metavar="FILE",
        default=[],
        help="write a sheet with some of these texts, which the service has labelled; files as for "
        "'predict --data'. Without this option, the sheet has reports only. "
        "With --read: find here the texts that a spreadsheet has changed",
    )
    ask.add_argument(
        "--read",
        type=local_path,
        metavar="SHEET",
        help="read the labels of a sheet and store them as reports",
    )
    ask.add_argument(
        "--out",
        type=written,
        default=SHEET,
        metavar="SHEET",
        help="the file of the sheet to write; default: %(default)s",
    )


def _add_counts(ask: ArgumentParser) -> None:
    for option, default, which in (
        ("--uncertain", UNCERTAIN_TEXTS, "that the model is least sure of"),
        ("--random", AUDITED_TEXTS, "drawn at random, for the audit"),
        ("--aside", ASIDE_TEXTS, "from reports that a person must decide"),
    ):
        ask.add_argument(
            option,
            type=at_most(1000),
            default=default,
            metavar="N",
            help=f"ask about N texts {which}; default: %(default)s",
        )


def _add_learn(add: AddCommand, model_uri: str) -> None:
    learn = add("learn", learn_command.learn, "--data base.csv --shadow")
    add_corpus_options(learn)
    add_positive(learn)
    _add_reports(learn)
    _add_more_texts(learn)
    _add_recipe(learn)
    add_threshold_options(learn)
    _add_gate(learn)
    _add_outcome(learn)
    add_written_store(learn, model_uri)
    learn.set_defaults(mistakes=0)  # the report of a version holds no reported text


def _add_more_texts(learn: ArgumentParser) -> None:
    """Add the texts next to the base and the reports, and where to keep those of reports."""
    learn.add_argument(
        "--seen",
        nargs="+",
        type=address,
        default=[],
        metavar="FILE",
        help="texts that the service has labelled; for each report, 'learn' adds up to three of "
        "them with the current version's label, if that version is sure of it",
    )
    learn.add_argument(
        "--test",
        nargs="+",
        type=address,
        metavar="FILE",
        help="the old set: labelled texts on which versions are compared; default: every tenth "
        "text of --data",
    )
    learn.add_argument(
        "--keep",
        type=local_path,
        metavar="FILE",
        help="add the labels of reports and sheets that count to this CSV file, for --data, since "
        "they expire; a person's label on a text of the base replaces the base's if the file "
        "comes first",
    )


def _add_recipe(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--recipe",
        choices=RECIPE_NAMES,
        help="the recipe to fit; default: that of the current version",
    )


def _add_reports(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--reports",
        metavar="URI",
        help="the store of the reports: a directory or s3://bucket/prefix; default: REPORTS_URI, "
        "otherwise the store of the models",
    )
    parser.add_argument(
        "--trust-reporter",
        type=reporter,
        nargs="+",
        default=[],
        metavar="NAME|DIGEST",
        help="trust the labels of these reporters like those on a sheet: the names that clients "
        "sent, or the digests that 'reports list' shows",
    )
    add_caller(parser, "--trust-reporter")
    parser.add_argument(
        "--report-labels",
        type=label_names,
        default={},
        metavar="OLD=NEW,...",
        help="rename labels in reports, if the classes were renamed since",
    )


def _add_gate(parser: ArgumentParser) -> None:
    add_checks(
        parser,
        "put the version on trial or promote it only if it labels each text of this file as the "
        "file does",
        "continue even if the version is worse than the current one; --must-pass still counts",
    )


def _add_outcome(parser: ArgumentParser) -> None:
    outcome = parser.add_mutually_exclusive_group()
    outcome.add_argument(
        "--shadow", action="store_true", help="try the version on each request, for the log only"
    )
    outcome.add_argument(
        "--canary",
        type=percentage,
        default=0,
        metavar="PERCENT",
        help="let the version respond to this percentage of the requests",
    )
    outcome.add_argument("--promote", action="store_true", help="promote the version")
    parser.add_argument(
        "--sign",
        metavar="KEY",
        help="sign the version, as for 'publish'",
    )
    parser.add_argument("--dry-run", action="store_true", help="publish nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
