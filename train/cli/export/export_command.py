"""The command `export`: a model from fitted scikit-learn objects.

It imports what needs scikit-learn only when it runs, so that `--help` stays fast.
"""

import os
from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from train.cli.console import note
from train.cli.corpus.reading import read_test
from train.cli.export.checking import checked_facts, read_check
from train.cli.output_files import check_model_output
from train.cli.tables import metrics_table
from train.cli.written_model import REPORT, report_of, sizes, warn_of_export
from train.registry.predictions_key import find_or_make_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from train.corpus.reader import Corpus
    from train.export.estimators import Estimators
    from train.registry.bundle import Bundle
    from train.trained import Trained


def export(args: Namespace) -> None:
    """Export your own fitted classifier from its files to data-only files."""
    from train.export.cleaning.before_vectorizers import cleaning_before
    from train.export.cleaning.cleaner import Cleaner, cleaned
    from train.export.files.estimators import load_estimators
    from train.export.files.loading import Loading
    from train.export.files.named_function import load_function, with_functions
    from train.export.functions.exporter import FunctionExporter
    from train.measure import measure
    from train.registry.bundle import write_bundle

    check_model_output(args)
    functions = FunctionExporter(args.functions, load_function(args.row) if args.row else None)
    loading = Loading(note, args.trust, args.main, args.per_label, args.features, args.classifier)
    found, estimators, known = _with_names(load_estimators(args.files, loading), args)
    steps = cleaning_before(with_functions(args.clean), found, functions)
    vectorizer = cleaned(estimators.vectorizer, steps, functions.resolve)
    estimators = estimators._replace(vectorizer=vectorizer)
    test, raw = read_test(args, known), read_check(args, known)
    recipe = f"exported from {', '.join(path.name for path in args.files)}"
    dense = args.dense or None
    measured = measure(estimators, recipe, test, args.positive, args.threshold, functions, dense)
    own = [Cleaner(steps, functions.resolve), *found] if steps else found
    facts = measured.facts | checked_facts(measured.export, own, raw, measured.facts, args.clean)
    bundle = _bundle(replace(measured, facts=facts), test, args)
    for told in (*(f"warning: {each}" for each in functions.notes), *functions.write()):
        note(told)
    write_bundle(bundle, args.out)
    note(f"wrote {args.out}: {sizes(bundle.files)}")
    warn_of_export(measured.export, found)


def _with_names(
    found: "list[Any]", args: Namespace
) -> "tuple[list[Any], Estimators, Sequence[str]]":
    """Return the estimators, with the names of `--labels`; the same split; and the labels."""
    from train.export.classifiers.new_names import known_labels, new_names
    from train.export.estimators import split_estimators

    estimators = split_estimators(found)
    known = known_labels(estimators.classifier)
    names = new_names(known, args.labels, bool(args.test or args.check))
    if names is None:
        return found, estimators, known
    found = [*found, names]
    return found, split_estimators(found), [*map(names.name, known)]


def _bundle(measured: "Trained", test: "Corpus | None", args: Namespace) -> "Bundle":
    """Return the files to write; with texts to test on, print the metrics and add a report."""
    if test is None:
        return measured.bundle()
    print(metrics_table(measured.facts["metrics"]))
    secret = find_or_make_key(os.environ)
    return measured.bundle({REPORT: report_of(measured, test.texts, args, secret)}, secret)
