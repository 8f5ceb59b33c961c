"""Export estimators that were fitted elsewhere, and evaluate them on texts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from train.corpus.labels.positive_class import choose_positive
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.metrics import Metrics, check_measurable, evaluate
from train.evaluation.predictions import Predictions
from train.evaluation.protocols import (
    check_labels,
    other_texts_note,
)
from train.evaluation.reference import reference_facts
from train.export.classifiers.label_names import outlier_name
from train.export.estimators import Estimators
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter
from train.recipes.fitted import Fitted
from train.trained import Trained


def measure(
    estimators: Estimators,
    recipe: str,
    test: Corpus | None,
    positive: str | None = None,
    threshold: float | None = None,
    functions: FunctionExporter | None = None,
    dense: bool | None = None,
) -> Trained:
    """Export fitted estimators and evaluate them on texts that they were not fitted to.

    Without texts there are no metrics. `positive` names the positive class; without it,
    `choose_positive` does; of a detector without names, it is the outliers. `threshold` is by
    default the author's own. `functions` takes the functions of the model's author. `dense` is
    that of `export_model`.

    Raises
    ------
    InputError
        If the estimators cannot be exported, or the texts have a label that they do not know.
    """
    export = export_model(*estimators, functions=functions, dense=dense)
    chosen = _positive(export, estimators.classifier, _counts(export, test), positive)
    threshold = export.threshold_or(threshold, chosen)
    metrics, predictions = _evaluated(export, test, threshold, chosen)
    facts: dict[str, Any] = {"recipe": recipe, "data": None, "metrics": metrics}
    facts |= {"positive": chosen, "threshold": threshold}
    facts |= reference_facts(export, test.texts if test else (), (), facts)
    fitted = Fitted(*estimators, threshold)
    return Trained(fitted, export, facts, predictions, frozenset(), None, [], datetime.now(UTC))


def _counts(export: Export, test: Corpus | None) -> dict[str, int]:
    """Return the number of texts of each class; refuse texts that cannot be measured."""
    classes = export.read_classifier.classes
    counts = dict.fromkeys(classes, 0)
    if test is not None:
        check_measurable(export)
        check_labels(test, classes)
        counts |= test.counts()
    return counts


def _evaluated(
    export: Export, test: Corpus | None, threshold: float | None, positive: str | None
) -> tuple[Metrics | None, Predictions]:
    if test is None:
        return None, Predictions(export.read_classifier.classes, ())
    evaluation = evaluate(export, test.texts, test.labels, threshold, positive)
    metrics = {"protocol": other_texts_note(test), "positive": positive} | evaluation.metrics
    return metrics, evaluation.predictions


def _positive(
    export: Export, classifier: Any, counts: Mapping[str, int], named: str | None
) -> str | None:
    """Return the positive class; if a text can have several labels, there is none."""
    named = named or outlier_name(classifier, export.read_classifier.classes)
    if not export.several:
        return choose_positive(counts, named).label
    if named is not None:
        raise InputError(
            f"found the positive class {named!r}; expected none, because the model gives a text "
            "several labels"
        )
    return None
