"""What a model decides about texts: the published one, or a recipe that is fitted again."""

from collections.abc import Callable, Sequence
from typing import Protocol

from train.export.exported import Export
from train.export.exporter import export_model
from train.learning.decisions import (
    Band,
    Decide,
    Decision,
    Refit,
    likeliest_decision,
    two_class_decision,
)
from train.recipes.catalog import Recipe

SURE = 0.9
"""Without a band in the policy, a label is sure if its probability is at least this."""

SURE_BAND = Band(1 - SURE, SURE)
HALF = 0.5


class Rule(Protocol):
    """Turns the probabilities of the classes into a decision."""

    def __call__(self, probabilities: Sequence[float]) -> Decision:
        """Return the decision; the probabilities are in the order of the model's classes."""
        ...


def rule(
    classes: tuple[str, ...],
    positive: str | None,
    threshold: float | None,
    band: Band | None = None,
    below: float = SURE,
) -> Rule:
    """Return how a model with these classes decides.

    Parameters
    ----------
    classes
        In the order of the probabilities.
    positive
        Of two classes the one that the threshold and the band are about; by default the second.
    threshold
        The probability above which it wins; by default one half.
    band
        Of two classes, the probabilities between which a label is unsure.
    below
        Of more, the highest probability below which a label is unsure.
    """
    if len(classes) != 2:
        return lambda given: likeliest_decision(dict(zip(classes, given, strict=True)), below)
    at = 1 if positive is None else classes.index(positive)
    pair = (classes[1 - at], classes[at])
    limit = HALF if threshold is None else threshold
    return lambda given: two_class_decision(given[at], pair, limit, band or SURE_BAND)


def refitting(recipe: Recipe, positive: str | None) -> Refit:
    """Return a function that fits a recipe to labelled texts and returns how that decides."""

    def refit(texts: Sequence[str], labels: Sequence[str]) -> Decide:
        fitted = recipe.fit(texts, labels, positive)
        export = export_model(fitted.vectorizer, fitted.classifier, texts)
        classes = export.read_classifier.classes
        return deciding(_probabilities(export), rule(classes, positive, fitted.threshold))

    return refit


def deciding(probabilities: Callable[[str], Sequence[float]], by: Rule) -> Decide:
    """Return a `Decide` for a function that returns a text's probabilities."""
    return lambda texts: [by(probabilities(text)) for text in texts]


def _probabilities(export: Export) -> Callable[[str], Sequence[float]]:
    classifier = export.read_classifier
    return lambda text: classifier.probabilities(export.scores(text)) or ()
