"""How right each model is: fitted to some texts, it labels others that it has not seen.

A fast model that is wrong more often is not ahead. All models are fitted to the same two thirds of
the distinct texts and label the other third, three times, so that each text is labelled once.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.contenders.fitters import FITTERS
from bench.measure.turns import in_turns
from chalicelib.scoring.model import Model
from train.corpus.reader import Corpus
from train.evaluation.metrics import label_metrics
from train.evaluation.protocols import Protocol, distinct
from train.export.exporter import export_model
from train.recipes.fitted import Fitted
from train.registry.bundle import make_bundle

FOLDS = 3
METRICS = ("accuracy", "mcc", "spam_caught", "blocked_ham")


def held_out(corpus: Corpus) -> Protocol:
    """Return the folds that every model is fitted to and labels."""
    return distinct(corpus, folds=FOLDS, repeats=1)


def measure_quality(protocol: Protocol) -> dict[str, dict[str, Any]]:
    """Return the metrics of each model that scikit-learn or LightGBM fits."""
    names = in_turns([*FITTERS], 1, "quality")
    return quality_of(protocol, {name: fold_labels(name, protocol) for name in names})


def quality_of(
    protocol: Protocol, labels: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, dict[str, Any]]:
    """Return the metrics of models over the test texts of all folds, from the labels by fold."""
    truth = [protocol.labels[at] for split in protocol.splits for at in split.test]
    classes = sorted(set(truth))
    metrics = {
        name: label_metrics(classes, truth, [label for fold in folds for label in fold])
        for name, folds in labels.items()
    }
    return {name: {metric: each[metric] for metric in METRICS} for name, each in metrics.items()}


def fold_labels(name: str, protocol: Protocol) -> list[list[str]]:
    """Return the labels of each fold's test texts, by the exported model."""
    labels = []
    for training, test in protocol.splits:
        texts, known = (
            [values[at] for at in training] for values in (protocol.texts, protocol.labels)
        )
        model = exported(FITTERS[name](texts, known), texts)
        labels.append([str(model.predict(protocol.texts[at])) for at in test])
    return labels


def exported(fitted: Fitted, texts: Sequence[str]) -> Model:
    """Return the model that the service would make of a fitted one; `texts` check its export."""
    vectorizer, classifier, threshold = fitted
    facts = {"recipe": "bench", "data": None, "metrics": None, "threshold": threshold}
    export = export_model(vectorizer, classifier, texts[:100])
    return make_bundle(export, (vectorizer, classifier), facts, datetime.now(UTC)).model()
