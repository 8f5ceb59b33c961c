"""What the commands do that make and measure a model: corpus, fit, evaluate, export.

Whatever imports scikit-learn is imported by the command that needs it: `--help` should not wait
for it.
"""

import json
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.errors import ServiceError
from chalicelib.manifest import MAX_BYTES, POINTER_KEY, read_pointer
from chalicelib.store.opening import open_reader
from train.cli.console import counted, note
from train.cli.tables import table
from train.corpus.download import SAMPLE, SMS_SHA256, SMS_URL, fetch_sms
from train.corpus.reader import Corpus, read_corpus
from train.errors import InputError
from train.files import write_bytes

if TYPE_CHECKING:
    from train.evaluation.predictions import Predictions
    from train.evaluation.thresholds import Choice
    from train.fit import Trained

REPORT = "report.html"


def corpus(args: Namespace) -> None:
    """Print the path of a corpus to start with, fetching it first where the network allows."""
    if not args.out.exists():
        try:
            fetch_sms(args.out, SMS_URL, SMS_SHA256)
        except InputError as exc:
            note(f"{exc}\nusing the embedded corpus instead, {SAMPLE.name}")
            print(SAMPLE)
            return
    print(args.out)


def fit(args: Namespace) -> None:
    """Fit a recipe, print its figures and write the model with its report."""
    from train.fit import fit as fit_recipe
    from train.recipes.catalog import RECIPES
    from train.registry.bundle import check_writable, write_bundle

    training = _read(args)
    columns = (args.text_column, args.label_column)
    test = read_corpus(args.test, *columns, to_train=False) if args.test else None
    check_writable(args.out)
    trained = fit_recipe(
        RECIPES[args.recipe], training, test, folds=args.folds, choice=_choice(args)
    )
    texts = training.texts + (test.texts if test else [])
    bundle = trained.bundle({REPORT: _report(trained, texts, args)})
    write_bundle(bundle, args.out)
    metrics = trained.facts["metrics"]
    print(json.dumps(metrics, indent=2) if args.json else table(metrics))
    note(f"wrote {args.out}: {_sizes(bundle.files)}")


def evaluate(args: Namespace) -> None:
    """Measure a recipe on labelled texts, by cross-validation or another protocol."""
    from train.cli.tables import attack_table
    from train.evaluation.cross_validation import cross_validate
    from train.evaluation.protocols import PROTOCOLS, distinct
    from train.evaluation.robustness import check_two_classes, spam_caught

    texts = _read(args)
    if args.attacks:
        check_two_classes(texts)
    if args.protocol == "distinct":
        protocol = distinct(texts, args.folds, args.repeats)
    else:
        protocol = PROTOCOLS[args.protocol](texts)
    facts: dict[str, Any] = {"recipe": args.recipe, "data": texts.facts()}
    metrics = facts | cross_validate(args.recipe, protocol, _choice(args)).metrics
    print(table(metrics))
    if args.attacks:
        metrics["attacks"] = spam_caught(args.recipe, texts)
        print(f"\n{attack_table(**metrics['attacks'])}")
    if args.json:
        figures = json.dumps(metrics, indent=2, sort_keys=True) + "\n"
        write_bytes(args.json, figures.encode())


def export(args: Namespace) -> None:
    """Export fitted scikit-learn objects from joblib files of one's own."""
    from train.export.exporter import export_model, load_estimators
    from train.registry.bundle import make_bundle, write_bundle

    estimators = load_estimators(args.files)
    exported = export_model(*estimators)
    facts = {
        "recipe": f"exported from {args.files[-1].name}",
        "data": None,
        "metrics": None,
        "threshold": exported.threshold,
    }
    bundle = make_bundle(exported, estimators, facts, datetime.now(UTC))
    write_bundle(bundle, args.out)
    note(f"wrote {args.out}: {_sizes(bundle.files)}")


def card(args: Namespace) -> None:
    """Print the model card that goes with the figures in a directory."""
    from train.report.model_card import model_card

    print(model_card(args.directory), end="")


def _read(args: Namespace) -> Corpus:
    found = read_corpus(args.data, args.text_column, args.label_column)
    note(f"read {len(found.texts)} texts: {counted(found.counts())}")
    return found


def _choice(args: Namespace) -> "Choice":
    from train.evaluation.thresholds import Choice

    return Choice(args.max_blocked_ham, args.blocked_ham_cost)


def _report(trained: "Trained", texts: list[str], args: Namespace) -> bytes:
    from train.report.contents import report_contents
    from train.report.model_report import report

    promoted = _promoted(args.to)
    return report(report_contents(trained, trained.document(), texts, args.mistakes, promoted))


def _promoted(uri: str) -> "tuple[str, Predictions] | None":
    """Return the promoted version and its predictions; None where there is none to be had."""
    from train.registry.promotion_gate import predictions_of

    try:
        store = open_reader(uri)
        manifest = read_pointer(store.read(POINTER_KEY, MAX_BYTES)).manifest
        found = predictions_of(store, manifest)
    except ServiceError:
        return None
    return None if found is None else (manifest.version, found)


def _sizes(files: dict[str, bytes]) -> str:
    return ", ".join(f"{name} {len(raw):,} bytes" for name, raw in files.items())
