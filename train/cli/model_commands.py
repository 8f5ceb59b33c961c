"""The commands that make and evaluate a model: corpus, fit, evaluate, export and card.

A command imports what needs scikit-learn only when it runs, so that `--help` stays fast.
"""

import json
import os
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.errors import ServiceError
from chalicelib.store.opening import open_reader
from train.cli.console import note
from train.cli.corpus_reading import read_examples, read_test, read_training
from train.cli.step_bar import step_bar
from train.cli.tables import attack_table, metrics_table
from train.corpus.download import SAMPLE, SMS_SHA256, SMS_URL, fetch_sms
from train.corpus.positive_class import choose_positive
from train.errors import InputError
from train.files import write_bytes
from train.registry.predictions_key import VARIABLE, find_or_make_key
from train.registry.stored_predictions import (
    VersionPredictions,
    fetch_current_predictions,
    with_plain_keys,
)

if TYPE_CHECKING:
    from train.evaluation.thresholds import ThresholdGoal
    from train.export.exporter import Estimators, Export
    from train.fit import Trained
    from train.registry.bundle import Bundle

REPORT = "report.html"


def corpus(args: Namespace) -> None:
    """Print the path of a corpus to start with; download the corpus first if possible."""
    if not args.out.exists():
        try:
            fetch_sms(args.out, SMS_URL, SMS_SHA256)
        except InputError as exc:
            note(f"{exc}\nusing the embedded corpus instead, {SAMPLE.name}")
            print(SAMPLE)
            return
    print(args.out)


def fit(args: Namespace) -> None:
    """Fit a recipe, print its metrics, and write the model with a report."""
    from train.fit import fit as fit_recipe
    from train.recipes.catalog import RECIPES, masking_numbers
    from train.registry.bundle import check_writable, write_bundle

    training = read_training(args)
    known = tuple(training.counts())
    test, examples = read_test(args, known), read_examples(args, known)
    check_writable(args.out)
    secret = find_or_make_key(os.environ)
    recipe = masking_numbers(args.recipe) if args.mask_numbers else RECIPES[args.recipe]
    goal = _goal(args)
    with step_bar(6 if args.folds or goal.is_set else 4) as begin:
        more: dict[str, Any] = {"goal": goal, "examples": examples, "begin": begin}
        trained = fit_recipe(recipe, training, test, folds=args.folds, **more)
        begin("report")
        texts = training.texts + (test.texts if test else [])
        bundle = trained.bundle({REPORT: _report(trained, texts, args, secret)}, secret)
    write_bundle(bundle, args.out)
    metrics = trained.facts["metrics"]
    print(json.dumps(metrics, indent=2) if args.json else metrics_table(metrics))
    note(f"wrote {args.out}: {_sizes(bundle.files)}")
    _warn_of_numbers(trained.export, "; --mask-numbers masks them")


def evaluate(args: Namespace) -> None:
    """Evaluate a recipe on labelled texts, by cross-validation or another protocol."""
    from train.evaluation.cross_validation import cross_validate
    from train.evaluation.protocols import PROTOCOLS, distinct
    from train.evaluation.robustness import check_attacks, spam_caught

    labelled = read_training(args)
    if args.attacks:
        check_attacks(labelled)
    if args.protocol == "distinct":
        protocol = distinct(labelled, args.folds, args.repeats)
    else:
        protocol = PROTOCOLS[args.protocol](labelled)
    facts: dict[str, Any] = {"recipe": args.recipe, "data": labelled.facts()}
    metrics = facts | cross_validate(args.recipe, protocol, _goal(args)).metrics
    print(metrics_table(metrics))
    if args.attacks:
        metrics["attacks"] = spam_caught(args.recipe, labelled)
        print(f"\n{attack_table(**metrics['attacks'])}")
    if args.json:
        document = json.dumps(metrics, indent=2, sort_keys=True) + "\n"
        write_bytes(args.json, document.encode())


def export(args: Namespace) -> None:
    """Export fitted scikit-learn objects from your own joblib files."""
    from train.export.exporter import load_estimators
    from train.registry.bundle import check_writable, write_bundle

    check_writable(args.out)
    estimators = load_estimators(args.files)
    known = [str(label) for label in getattr(estimators.classifier, "classes_", ())]
    test = read_test(args, known)
    recipe = f"exported from {args.files[-1].name}"
    if test is None:
        exported, bundle = _unmeasured(estimators, recipe, args.positive)
    else:
        from train.fit import measure

        measured = measure(estimators, recipe, test, args.positive)
        print(metrics_table(measured.facts["metrics"]))
        secret = find_or_make_key(os.environ)
        exported = measured.export
        bundle = measured.bundle({REPORT: _report(measured, test.texts, args, secret)}, secret)
    write_bundle(bundle, args.out)
    note(f"wrote {args.out}: {_sizes(bundle.files)}")
    _warn_of_numbers(exported, "")


def _unmeasured(
    estimators: "Estimators", recipe: str, positive: str | None
) -> tuple["Export", "Bundle"]:
    from train.export.exporter import export_model
    from train.registry.bundle import make_bundle

    exported = export_model(*estimators)
    classes = dict.fromkeys(exported.read_classifier.classes, 0)
    facts = {
        "recipe": recipe,
        "data": None,
        "metrics": None,
        "positive": choose_positive(classes, positive).label,
        "threshold": exported.threshold,
    }
    return exported, make_bundle(exported, estimators, facts, datetime.now(UTC))


def card(args: Namespace) -> None:
    """Print the model card for the metrics in a directory."""
    from train.report.model_card import model_card

    print(model_card(args.directory), end="")


def _goal(args: Namespace) -> "ThresholdGoal":
    from train.evaluation.thresholds import ThresholdGoal

    return ThresholdGoal(args.max_blocked_ham, args.blocked_ham_cost)


def _report(trained: "Trained", texts: list[str], args: Namespace, secret: bytes) -> bytes:
    from train.report.contents import report_contents
    from train.report.model_report import report

    promoted = _promoted_predictions(args.store, trained, secret)
    return report(report_contents(trained, texts, args.mistakes, promoted))


def _promoted_predictions(uri: str, trained: "Trained", secret: bytes) -> VersionPredictions | None:
    """Return the promoted version's predictions, or None if they cannot be fetched or compared."""
    try:
        promoted = fetch_current_predictions(open_reader(uri))
    except ServiceError:
        return None
    if promoted is None:
        return None
    plain = with_plain_keys(promoted.predictions, trained.predictions(), secret)
    if plain is None:
        note(f"not compared with {promoted.version}: its predictions have another {VARIABLE}")
        return None
    return VersionPredictions(promoted.version, plain)


def _warn_of_numbers(export: "Export", advice: str) -> None:
    """Tell how many numbers of the corpus the model contains."""
    from train.recipes.number_terms import number_terms

    blocks = export.read_vectorizer.blocks
    count = len({term for block in blocks for term in number_terms(block.columns)})
    if count:
        note(
            f"warning: {count} terms of the model look like telephone, card or account numbers; "
            f"whoever may call /explain can find out which numbers the texts contain{advice}"
        )


def _sizes(files: dict[str, bytes]) -> str:
    return ", ".join(f"{name} {len(raw):,} bytes" for name, raw in files.items())
