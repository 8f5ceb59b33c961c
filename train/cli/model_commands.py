"""The commands that make and evaluate a model: corpus, fit, evaluate and card.

A command imports what needs scikit-learn only when it runs, so that `--help` stays fast.
"""

import json
import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from train.cli.console import note
from train.cli.corpus.reading import read_examples, read_test, read_training
from train.cli.output_files import check_model_output, check_not_read
from train.cli.step_bar import step_bar
from train.cli.tables import attack_table, metrics_table
from train.cli.written_model import REPORT, report_of, sizes, warn_of_numbers
from train.defaults import INNER_FOLDS
from train.errors import InputError
from train.files import write_bytes
from train.recipe_name import RecipeName
from train.registry.predictions_key import find_or_make_key

if TYPE_CHECKING:
    from train.evaluation.thresholds import ThresholdGoal
    from train.trained import Trained


def corpus(args: Namespace) -> None:
    """Print the path of a corpus to start with; download it first if possible."""
    from train.corpus.first_corpus import SAMPLE

    path = _fetch_sms(args.out) if args.all is None else _fetch_all(args.all)
    if path is None:
        note(f"using the embedded corpus instead, {SAMPLE.name}")
    print(path or SAMPLE)


def _fetch_sms(path: Path) -> Path | None:
    """Return the path of the SMS Spam Collection, or None if it cannot be fetched."""
    from train.corpus.download import fetch
    from train.corpus.first_corpus import SMS

    if path.is_dir() or (path.exists() and not path.stat().st_size):
        found = "a directory" if path.is_dir() else "empty"
        raise InputError(f"{path}: is {found}; expected the collection, or no such file")
    if not path.exists():
        try:
            fetch(SMS.files[0], path)
        except InputError as exc:
            note(str(exc))
            return None
    return path


def _fetch_all(directory: Path) -> Path | None:
    """Return the path of all corpora in one file, or None if no corpus can be fetched."""
    from train.corpus.first_corpus import fetch_corpora, write_union

    fetched = fetch_corpora(directory, note)
    for each in fetched:
        note(f"{each.name}: {each.credit}")
    return write_union(directory, fetched) if fetched else None


def fit(args: Namespace) -> None:
    """Fit a recipe, print its metrics, and write the model with a report."""
    if args.stream:
        from train.cli.stream_command import fit_streamed

        fit_streamed(args)
        return
    if args.epochs is not None:
        raise InputError("found --epochs without --stream; expected both")
    # Before scikit-learn is imported: a mistake in the texts is told a second earlier.
    training = read_training(args)
    known = tuple(training.counts())
    test, examples = read_test(args, known), read_examples(args, known)

    from train.fit import fit as fit_recipe
    from train.recipes.catalog import recipe_named
    from train.registry.bundle import write_bundle

    check_model_output(args)
    secret = find_or_make_key(os.environ)
    goal = goal_of(args)
    folds = INNER_FOLDS if args.folds is None else args.folds
    with step_bar(6 if folds or goal.is_set else 4) as begin:
        more: dict[str, Any] = {"goal": goal, "examples": examples, "begin": begin}
        trained = fit_recipe(recipe_named(recipe_of(args)), training, test, folds=folds, **more)
        begin("report")
        texts = training.texts + (test.texts if test else [])
        bundle = trained.bundle({REPORT: report_of(trained, texts, args, secret)}, secret)
    write_bundle(bundle, args.out)
    tell_result(trained, bundle.files, args)


def evaluate(args: Namespace) -> None:
    """Evaluate a recipe on labelled texts, by cross-validation or another protocol."""
    from train.evaluation.cross_validation import cross_validate
    from train.evaluation.protocols import PROTOCOLS, distinct
    from train.evaluation.robustness import check_attacks, spam_caught
    from train.recipes.catalog import recipe_named

    check_not_read(args.json, args.data, "--json")
    labelled = read_training(args)
    if args.attacks:
        check_attacks(labelled)
    if args.protocol == "distinct":
        protocol = distinct(labelled, args.folds, args.repeats)
    else:
        protocol = PROTOCOLS[args.protocol](labelled)
    name = recipe_named(RecipeName(args.recipe, args.terms)).name
    facts: dict[str, Any] = {"recipe": name, "data": labelled.facts()}
    metrics = facts | cross_validate(name, protocol, goal_of(args)).metrics
    print(metrics_table(metrics))
    if args.attacks:
        metrics["attacks"] = spam_caught(args.recipe, labelled)
        print(f"\n{attack_table(**metrics['attacks'])}")
    if args.json:
        document = json.dumps(metrics, indent=2, sort_keys=True) + "\n"
        write_bytes(args.json, document.encode())


def card(args: Namespace) -> None:
    """Print the model card for the metrics in a directory."""
    from train.report.model_card import model_card

    print(model_card(args.directory), end="")


def tell_result(trained: "Trained", files: dict[str, bytes], args: Namespace) -> None:
    """Print the metrics of a model, and tell which files were written."""
    metrics = trained.facts["metrics"]
    print(json.dumps(metrics, indent=2) if args.json else metrics_table(metrics))
    if metrics["accuracy"] < metrics["majority_baseline"]:
        note(
            f"warning: the accuracy, {metrics['accuracy']:.4f}, is below that of always predicting "
            f"the most frequent label, {metrics['majority_baseline']:.4f}; check the labels and "
            "the columns before you publish this model"
        )
    note(f"wrote {args.out}: {sizes(files)}")
    warn_of_numbers(trained.export, "; --mask-numbers masks them")


def recipe_of(args: Namespace) -> RecipeName:
    """Return the recipe with the options that the arguments name."""
    return RecipeName(args.recipe, args.terms, args.mask_numbers)


def goal_of(args: Namespace) -> "ThresholdGoal":
    """Return the threshold goal that the options name."""
    from train.evaluation.thresholds import ThresholdGoal

    return ThresholdGoal(args.max_blocked_ham, args.blocked_ham_cost)
