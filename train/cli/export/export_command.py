"""The command `export`: a model from fitted scikit-learn objects.

It imports what needs scikit-learn only when it runs, so that `--help` stays fast.
"""

import os
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from train.cli.console import note
from train.cli.corpus_reading import read_test
from train.cli.tables import metrics_table
from train.cli.written_model import REPORT, report_of, sizes, warn_of_numbers
from train.corpus.positive_class import choose_positive
from train.registry.predictions_key import find_or_make_key

if TYPE_CHECKING:
    from train.export.exporter import Estimators, Export
    from train.registry.bundle import Bundle


def export(args: Namespace) -> None:
    """Export fitted scikit-learn objects from your own files."""
    from train.export.cleaning.cleaner import cleaned
    from train.export.cleaning.parsing import parse_cleaning
    from train.export.exporter import split_estimators
    from train.export.files.estimators import load_estimators
    from train.export.files.loading import Loading
    from train.registry.bundle import check_writable, write_bundle

    check_writable(args.out)
    steps = parse_cleaning(args.clean)
    found = load_estimators(args.files, Loading(note, args.trust, args.main))
    estimators = split_estimators(found)
    estimators = estimators._replace(vectorizer=cleaned(estimators.vectorizer, steps))
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
        bundle = measured.bundle({REPORT: report_of(measured, test.texts, args, secret)}, secret)
    write_bundle(bundle, args.out)
    note(f"wrote {args.out}: {sizes(bundle.files)}")
    warn_of_numbers(exported, "")


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
