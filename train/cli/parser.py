"""The command line: each command with its options."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from train.cli import model_commands, registry_commands
from train.cli.argument_types import (
    cost,
    folds,
    folds_or_none,
    local_path,
    mistakes,
    repeats,
    share,
)
from train.defaults import FOLDS, INNER_FOLDS, REPEATS

Command = Callable[[str, Callable[[Any], None], str], ArgumentParser]
"""Adds a command by its name, what it runs, and an example of its arguments."""

EXAMPLE = "20260131T093000Z-0123456789ab"
OTHER = "20260214T093000Z-ba9876543210"
RECIPES = ("default", "tutorial")
PROTOCOLS = ("distinct", "tutorial", "small")
MODEL_DIRECTORY = Path("build/model")
FIGURES = Path("docs/figures")
SMS_FILE = Path("build/sms-spam.csv")


def build_parser(model_uri: str) -> ArgumentParser:
    """Return the parser of all commands; `model_uri` is the store that they use by default."""
    parser = ArgumentParser("python -m train", description="Train and publish a text classifier.")
    add = parser.add_subparsers(metavar="COMMAND", required=True).add_parser

    def command(name: str, run: Callable[[Any], None], example: str) -> ArgumentParser:
        made = add(
            name,
            help=run.__doc__,
            description=run.__doc__,
            epilog=f"example:\n  python -m train {name} {example}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    _add_making(command, model_uri)
    _add_evaluate(command)
    _add_registry(command, model_uri)
    predict = command(
        "predict", registry_commands.predict, "'WINNER!! claim your prize' 'see you at 8'"
    )
    predict.add_argument("texts", nargs="+", metavar="TEXT")
    predict.add_argument(
        "--from", dest="source", metavar="URI", default=model_uri, help="default: %(default)s"
    )
    return parser


def _add_making(command: Command, model_uri: str) -> None:
    """Add the commands that make a model's directory."""
    corpus = command("corpus", model_commands.corpus, "--out build/sms-spam.csv")
    corpus.add_argument("--out", type=local_path, default=SMS_FILE, help="default: %(default)s")
    fit = command("fit", model_commands.fit, "--data train/sample.csv --recipe tutorial")
    _add_fit(fit, model_uri)
    export = command("export", model_commands.export, "pipeline.joblib --out build/model")
    export.add_argument(
        "files",
        nargs="+",
        type=local_path,
        metavar="FILE",
        help="a fitted Pipeline, or a fitted vectorizer and a fitted classifier; "
        "unpickled, so only from a source that may run code here",
    )
    for maker in (fit, export):
        maker.add_argument(
            "--out", type=local_path, default=MODEL_DIRECTORY, help="default: %(default)s"
        )


def _add_registry(command: Command, model_uri: str) -> None:
    """Add the commands that work on a store."""
    publish = command(
        "publish", registry_commands.publish, "build/model --to s3://my-models/spam --promote"
    )
    publish.add_argument("directory", nargs="?", type=local_path, default=MODEL_DIRECTORY)
    publish.add_argument("--promote", action="store_true", help="let the service use it at once")
    promote = command("promote", registry_commands.promote, EXAMPLE)
    rollback = command("rollback", registry_commands.rollback, "--to s3://my-models/spam")
    listing = command("list", registry_commands.list_, "--to s3://my-models/spam")
    listing.add_argument("--json", action="store_true", help="as JSON")
    show = command("show", registry_commands.show, EXAMPLE)
    verify = command("verify", registry_commands.verify, EXAMPLE)
    for named in (promote, verify):
        named.add_argument("version", metavar="VERSION")
    show.add_argument("version", nargs="?", metavar="VERSION", help="default: the promoted one")
    compare = command(
        "compare", registry_commands.compare, f"{EXAMPLE} {OTHER} --report compare.html"
    )
    for name in ("first", "second"):
        compare.add_argument(name, metavar="VERSION")
    compare.add_argument("--json", action="store_true", help="as JSON")
    compare.add_argument("--report", type=local_path, metavar="FILE", help="write a page as well")
    for promoter in (publish, promote):
        promoter.add_argument(
            "--force",
            action="store_true",
            help="promote even what is worse than the current version, or has other classes",
        )
    for writer in (publish, promote, rollback):
        writer.add_argument("--dry-run", action="store_true", help="say what would be done")
    for user in (publish, promote, rollback, listing, show, verify, compare):
        user.add_argument("--to", metavar="URI", default=model_uri, help="default: %(default)s")


def _add_fit(fit: ArgumentParser, model_uri: str) -> None:
    _add_corpus(fit)
    fit.add_argument(
        "--test",
        nargs="+",
        type=local_path,
        metavar="FILE",
        help="measure on these texts and train on all of --data; "
        "without it a tenth of --data is held out",
    )
    fit.add_argument(
        "--folds",
        type=folds_or_none,
        default=INNER_FOLDS,
        metavar="N",
        help="cross-validate the training texts in N parts, 2 to 100; 0: not at all, "
        "unless a threshold is asked for; default: %(default)s",
    )
    fit.add_argument(
        "--mistakes",
        type=mistakes,
        default=0,
        metavar="N",
        help="show the N most confident mistakes in the report, with their texts",
    )
    fit.add_argument(
        "--to",
        metavar="URI",
        default=model_uri,
        help="compare with what is promoted there; default: %(default)s",
    )
    fit.add_argument("--json", action="store_true", help="print the figures as JSON")


def _add_evaluate(command: Command) -> None:
    evaluate = command(
        "evaluate", model_commands.evaluate, "--data train/sample.csv --protocol tutorial"
    )
    _add_corpus(evaluate)
    evaluate.add_argument(
        "--protocol",
        choices=PROTOCOLS,
        default="distinct",
        help="distinct: repeated cross-validation on texts that differ; tutorial: its split; "
        "small: the first 30%% train; default: %(default)s",
    )
    evaluate.add_argument(
        "--folds", type=folds, default=FOLDS, metavar="N", help="of distinct; default: %(default)s"
    )
    evaluate.add_argument(
        "--repeats",
        type=repeats,
        default=REPEATS,
        metavar="N",
        help="of distinct; default: %(default)s",
    )
    evaluate.add_argument("--json", type=local_path, metavar="FILE", help="write the figures")
    evaluate.add_argument(
        "--attacks", action="store_true", help="disguise the spam, and see what is still caught"
    )
    card = command("card", model_commands.card, "docs/figures > docs/model-card.md")
    card.add_argument("directory", nargs="?", type=local_path, default=FIGURES)


def _add_corpus(parser: ArgumentParser) -> None:
    """Add what says which texts, which recipe and which threshold."""
    parser.add_argument(
        "--data",
        nargs="+",
        type=local_path,
        required=True,
        metavar="FILE",
        help="labelled texts: .csv, .tsv, .jsonl or .ndjson, plain or .gz",
    )
    parser.add_argument("--recipe", choices=RECIPES, default="default", help="default: %(default)s")
    parser.add_argument("--text-column", metavar="NAME", help="default: v2 or text")
    parser.add_argument("--label-column", metavar="NAME", help="default: v1 or label")
    threshold = parser.add_mutually_exclusive_group()
    threshold.add_argument(
        "--max-blocked-ham",
        type=share,
        metavar="SHARE",
        help="choose the threshold so that at most this share of ham is taken for spam",
    )
    threshold.add_argument(
        "--blocked-ham-cost",
        type=cost,
        metavar="N",
        help="choose it for a blocked ham to be as bad as N missed spam; 1: fewest mistakes",
    )
