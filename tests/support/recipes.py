"""Recipes fitted to a small corpus."""

from train.export.exported import Export
from train.export.exporter import export_model
from train.recipes.catalog import RECIPES
from train.recipes.fitted import Fitted

HAM = [
    "see you at the harbour",
    "the kite is at home",
    "soup at eight, see you",
    "home by eight",
    "see the kite",
]
SPAM = [
    "claim your lamp now!",
    "lamp sale, claim now!",
    "your free lamp!",
    "free claim, reply now",
    "sale! reply",
]
NEWS = [
    "council votes on bridge",
    "bridge opens, council says",
    "council to sell bridge",
    "rain on sunday",
    "rain closes bridge",
]


def fit(name: str, *classes: list[str]) -> Fitted:
    """Fit a recipe to the classes' texts, labelled ham, spam and news in this order."""
    labels = ("ham", "spam", "news")[: len(classes)]
    of_texts = [label for label, texts in zip(labels, classes, strict=True) for _ in texts]
    return RECIPES[name].fit([text for texts in classes for text in texts], of_texts)


def exported(fitted: Fitted) -> Export:
    return export_model(fitted.vectorizer, fitted.classifier)


def labels(fitted: Fitted, texts: list[str]) -> list[str]:
    export = exported(fitted)
    margin = export.read_classifier.margin_at(fitted.threshold)
    return [export.read_classifier.label(export.scores(text), margin) for text in texts]
