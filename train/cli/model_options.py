"""The commands that make and evaluate a model, with their options."""

from argparse import ArgumentParser
from pathlib import Path

from train.cli import model_commands
from train.cli.argument_types import (
    cost,
    epochs,
    folds,
    folds_or_none,
    local_path,
    mistakes,
    repeats,
    share,
    terms,
)
from train.cli.command import AddCommand, add_written_store
from train.cli.corpus.options import add_corpus_options, address
from train.cli.output_files import written
from train.defaults import FOLDS, INNER_FOLDS, PROTOCOL_NAMES, REPEATS
from train.recipe_name import RECIPE_NAMES

MODEL_DIRECTORY = Path("build/model")
FIGURES = Path("docs/figures")
SMS_FILE = Path("build/sms-spam.csv")
CORPORA_DIRECTORY = Path("build/corpora")
FIT_EXAMPLES = """--data train/sample.csv --recipe tutorial
  python -m train fit --data s3://bucket/texts/ --stream"""


def add_model_commands(add: AddCommand, model_uri: str) -> None:
    """Add `corpus`, `fit`, `evaluate` and `card`."""
    _add_corpus(add)
    _add_fit(add, model_uri)
    _add_evaluate(add)
    _add_card(add)


def _add_corpus(add: AddCommand) -> None:
    corpus = add("corpus", model_commands.corpus, "--all")
    which = corpus.add_mutually_exclusive_group()
    which.add_argument(
        "--out",
        type=written,
        default=SMS_FILE,
        metavar="FILE",
        help="where to save the SMS Spam Collection; default: %(default)s",
    )
    which.add_argument(
        "--all",
        nargs="?",
        type=local_path,
        const=CORPORA_DIRECTORY,
        metavar="DIRECTORY",
        help="download further public corpora and join them with the embedded one in a single "
        f"file; default: {CORPORA_DIRECTORY}",
    )


def _add_fit(add: AddCommand, model_uri: str) -> None:
    fit = add("fit", model_commands.fit, FIT_EXAMPLES)
    add_corpus_options(fit)
    _add_recipe(fit)
    add_threshold_options(fit)
    fit.add_argument(
        "--test",
        nargs="+",
        type=address,
        metavar="FILE",
        help="evaluate on these texts and train on all of --data; "
        "by default, a tenth of --data is held out",
    )
    fit.add_argument(
        "--folds",
        type=folds_or_none,
        metavar="N",
        help="cross-validate the training texts with 2 to 100 folds; 0 skips it, unless a "
        f"threshold option needs it; default: {INNER_FOLDS}, or 0 with --stream",
    )
    _add_stream(fit)
    about = (
        "read each digit as 0, so that no telephone, card or account number in the texts "
        "becomes a term; the served model does the same"
    )
    fit.add_argument("--mask-numbers", action="store_true", help=about)
    _add_examples(fit)
    add_report_options(fit, model_uri)
    fit.add_argument("--json", action="store_true", help="print the metrics as JSON")
    add_model_directory(fit)


def _add_stream(fit: ArgumentParser) -> None:
    fit.add_argument(
        "--stream",
        action="store_true",
        help="train on more texts than fit into memory: tables of any size, also under an s3:// "
        "prefix; keeps a copy of the texts on the temporary disk while it runs (docs/streaming.md)",
    )
    fit.add_argument(
        "--epochs",
        type=epochs,
        metavar="N",
        help="with --stream: how many times to read the texts, 1 to 100; default: depends on "
        "their number, once for 300,000 or more",
    )


def _add_evaluate(add: AddCommand) -> None:
    evaluate = add(
        "evaluate", model_commands.evaluate, "--data train/sample.csv --protocol tutorial"
    )
    add_corpus_options(evaluate)
    _add_recipe(evaluate)
    add_threshold_options(evaluate)
    evaluate.add_argument(
        "--protocol",
        choices=PROTOCOL_NAMES,
        default="distinct",
        help="distinct: repeated cross-validation on distinct texts; tutorial: the tutorial's "
        "split; small: train on the first 30%%; default: %(default)s",
    )
    for option, parse, default in (("--folds", folds, FOLDS), ("--repeats", repeats, REPEATS)):
        evaluate.add_argument(
            option,
            type=parse,
            default=default,
            metavar="N",
            help=f"number of {option[2:]} of protocol distinct; default: %(default)s",
        )
    evaluate.add_argument(
        "--json", type=written, metavar="FILE", help="also write the metrics to a JSON file"
    )
    evaluate.add_argument(
        "--attacks", action="store_true", help="also print how much disguised spam is caught"
    )


def _add_card(add: AddCommand) -> None:
    card = add("card", model_commands.card, "docs/figures > docs/model-card.md")
    card.add_argument(
        "directory",
        nargs="?",
        type=local_path,
        default=FIGURES,
        metavar="DIRECTORY",
        help="the directory of the JSON files that 'make card' writes; default: %(default)s",
    )


def _add_recipe(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--recipe",
        choices=RECIPE_NAMES,
        default="default",
        help="how to fit the model; default: %(default)s",
    )
    parser.add_argument(
        "--terms",
        type=terms,
        metavar="N",
        help="the most terms that the default recipe keeps, 100 to 1,000,000. With 10,000, the "
        "file is half as large and a few more labels are wrong. Default: 20,000 if at most a fifth "
        "of the texts are unwanted, such as spam, otherwise 40,000",
    )
    add_positive(parser)


def add_positive(parser: ArgumentParser) -> None:
    """Add `--positive`."""
    parser.add_argument(
        "--positive",
        metavar="LABEL",
        help="of two classes, the one to protect against, such as spam; default: the one with "
        "such a name, otherwise the rarer one",
    )


def _add_examples(parser: ArgumentParser) -> None:
    examples = parser.add_mutually_exclusive_group()
    examples.add_argument(
        "--examples",
        type=address,
        metavar="FILE",
        help="at most six labelled texts for the page to show as examples; they become public. By "
        "default, the page shows a few words of each class that occur in several texts",
    )
    examples.add_argument(
        "--no-examples",
        dest="examples",
        action="store_const",
        const=[],
        help="do not publish words or texts of the corpus as examples",
    )


def add_report_options(parser: ArgumentParser, model_uri: str) -> None:
    """Add the options of the report."""
    parser.add_argument(
        "--mistakes",
        type=mistakes,
        default=0,
        metavar="N",
        help="include the texts of the N most confident mistakes in the report; default: none",
    )
    add_written_store(parser, model_uri, "compare with the version promoted in this store")


def add_threshold_options(parser: ArgumentParser) -> None:
    """Add the options that choose the threshold."""
    threshold = parser.add_mutually_exclusive_group()
    threshold.add_argument(
        "--max-blocked-ham",
        "--max-false-positives",
        type=share,
        metavar="SHARE",
        help="choose a threshold at which at most this share of the other class, such as ham, gets "
        "the positive label, such as spam; 0 to 0.5",
    )
    threshold.add_argument(
        "--blocked-ham-cost",
        type=cost,
        metavar="N",
        help="choose the threshold with the lowest cost if one blocked ham is as bad as N missed "
        "spam (or the classes that --positive names); 1 makes the fewest mistakes",
    )


def add_model_directory(parser: ArgumentParser) -> None:
    """Add `--out`, the directory of the model."""
    parser.add_argument(
        "--out",
        type=written,
        default=MODEL_DIRECTORY,
        metavar="DIRECTORY",
        help="the directory to write the model to; default: %(default)s",
    )
