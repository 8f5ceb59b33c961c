"""Run `fit --stream`: fit a recipe to more texts than fit into memory."""

import os
import shutil
from argparse import Namespace

from chalicelib.settings import read_settings
from train.cli.console import note
from train.cli.corpus.reading import read_examples, read_test
from train.cli.corpus.table import corpus_table
from train.cli.model_commands import goal_of, recipe_of, tell_result
from train.cli.output_files import check_model_output
from train.cli.written_model import REPORT, report_of
from train.corpus.collecting import Reading
from train.corpus.sources.addresses import check_present
from train.defaults import RANDOM_STATE
from train.errors import InputError
from train.recipes.catalog import options_of
from train.registry.bundle import write_bundle
from train.registry.predictions_key import find_or_make_key
from train.scoring_files.scoring import processors
from train.streaming.census import Census, take_census
from train.streaming.fitting import Wishes, fit_stream
from train.streaming.shuffled_rows import ShuffledRows

MOST_PROCESSES = 6
"""More processes would make vectors faster than one can learn from them."""


def fit_streamed(args: Namespace) -> None:
    """Fit the recipe to a stream of texts, print its metrics, and write the model."""
    _refuse(args)
    check_present([*args.data, *(args.test or ()), *([args.examples] if args.examples else ())])
    check_model_output(args)
    secret = find_or_make_key(os.environ)
    with ShuffledRows(RANDOM_STATE) as rows:
        census = _census(args, rows)
        wishes = _wishes(args, census)
        trained, texts = fit_stream(census, wishes, min(MOST_PROCESSES, processors()), note)
    bundle = trained.bundle({REPORT: report_of(trained, texts, args, secret)}, secret)
    write_bundle(bundle, args.out)
    tell_result(trained, bundle.files, args)


def _refuse(args: Namespace) -> None:
    """Refuse the options that need all texts in memory."""
    if args.recipe != "default":
        raise InputError(
            f"--recipe {args.recipe} needs all texts at once; --stream fits --recipe default"
        )
    if args.folds:
        raise InputError(
            f"--folds {args.folds} needs all texts at once; --stream evaluates on held-out texts: "
            "expected no --folds, or --folds 0"
        )


def _census(args: Namespace, rows: ShuffledRows) -> Census:
    free = shutil.disk_usage(rows.directory).free
    note(
        f"keeps a copy of the texts in {rows.directory} while it runs; "
        f"{free:,} bytes are free there"
    )
    census = take_census(
        args.data,
        (args.text_column or (), args.label_column),
        args.positive,
        Reading(args.encoding, args.labels, tell=note),
        rows,
        read_settings(os.environ).max_text_bytes,
    )
    note(corpus_table(census.summary, census.positive))
    if census.keys is None:
        note("warning: too many texts to record; 'forget' cannot find one in the model")
    return census


def _wishes(args: Namespace, census: Census) -> Wishes:
    known, name = tuple(census.counts), recipe_of(args)
    return Wishes(
        str(name),
        options_of(name),
        goal_of(args),
        read_test(args, known),
        read_examples(args, known),
        args.epochs,
    )
