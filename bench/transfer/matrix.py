"""The metrics of the default recipe by what it was fitted to and by what it was tested on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from bench.transfer.corpora import CLASSES, SPAM, Corpora
from bench.transfer.fits import Fit
from train.evaluation.cross_validation import over_splits
from train.evaluation.metrics import Metrics, calibration_error, evaluate, label_metrics
from train.evaluation.predictions import Prediction
from train.evaluation.protocols import Protocol
from train.export.exporter import export_model
from train.recipes.catalog import default_recipe
from train.recipes.default_options import DEFAULT, RecipeOptions

METRICS = ("mcc", "blocked_ham", "spam_caught", "calibration_error")

Matrix = dict[str, dict[str, Metrics]]
"""The metrics by what a model was fitted to, then by what it was tested on."""


def measure(corpora: Corpora, fits: Sequence[Fit], options: RecipeOptions = DEFAULT) -> Matrix:
    """Return the metrics of the fits; those with the same name are tested as one model."""
    texts, labels = [row.text for row in corpora.rows], [row.label for row in corpora.rows]
    splits = [fit.split for fit in fits]
    protocol = Protocol("transfer", "", texts, labels, splits, len(splits), SPAM)
    predicted = over_splits(partial(_predict, options), protocol, splits, "transfer")
    found: dict[str, dict[str, list[Prediction]]] = defaultdict(lambda: defaultdict(list))
    for fit, rows in zip(fits, predicted, strict=True):
        for position, row in zip(fit.split.test, rows, strict=True):
            found[fit.fitted_to][corpora.rows[position].source].append(row)
    return {
        name: {source: _metrics(rows) for source, rows in tests.items()}
        for name, tests in found.items()
    }


def _predict(
    options: RecipeOptions, texts: list[str], labels: list[str], test: list[str], truth: list[str]
) -> Sequence[Prediction]:
    fitted = default_recipe("default", options).fit(texts, labels, SPAM)
    export = export_model(fitted.vectorizer, fitted.classifier, texts[:20])
    return evaluate(export, test, truth, fitted.threshold, SPAM).predictions.rows


def _metrics(rows: Sequence[Prediction]) -> Metrics:
    truth = [row.label for row in rows]
    metrics = label_metrics(CLASSES, truth, [row.predicted for row in rows])
    probabilities = np.array([row.probability for row in rows])
    metrics["calibration_error"] = calibration_error(probabilities, np.array(truth) == SPAM)
    return {name: metrics[name] for name in METRICS}


def table(matrix: Mapping[str, Mapping[str, Metrics]], sources: Sequence[str], metric: str) -> str:
    """Return a metric as a Markdown table: a row for each model, a column for each test."""
    lines = [f"| fitted to | {' | '.join(sources)} |", "| --- |" + " ---: |" * len(sources)]
    for name, tests in matrix.items():
        values = [tests.get(source, {}).get(metric) for source in sources]
        cells = ["-" if value is None else f"{value:.4f}" for value in values]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
