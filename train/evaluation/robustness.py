"""How much spam is still caught in disguise, by a recipe as it is and without its defences."""

from functools import partial

import numpy as np

from chalicelib.scoring.model import margin_at
from train.corpus.reader import Corpus
from train.defaults import INNER_FOLDS, RANDOM_STATE
from train.errors import InputError
from train.evaluation.attacks import common_words, under_attack
from train.evaluation.cross_validation import over_splits
from train.evaluation.protocols import distinct
from train.export.exporter import export_model
from train.recipes.catalog import RECIPES, Recipe
from train.recipes.default import RecipeOptions, fit_default

PADDING_VOCABULARY = 100
UNDEFENDED = Recipe("default", partial(fit_default, parts=RecipeOptions(defended=False)))
"""The default recipe that takes disguised letters as they are."""

Shares = dict[str, float]


def spam_caught(recipe: str, corpus: Corpus) -> dict[str, Shares]:
    """Disguise the spam of each fold's test part, and return the share that is caught by attack.

    Returns
    -------
    dict
        "caught", and for the default recipe "undefended" before it, with the share by attack;
        "blocked ham" is the share of undisguised texts of the first class that is labelled as
        the second.

    Raises
    ------
    InputError
        When there are not two classes.
    """
    protocol = distinct(corpus, folds=INNER_FOLDS, repeats=1)
    check_two_classes(corpus)
    recipes = {"undefended": UNDEFENDED} if recipe == "default" else {}
    found: dict[str, Shares] = {}
    for name, one in (recipes | {"caught": RECIPES[recipe]}).items():
        folds = list(over_splits(partial(_caught, one), protocol, protocol.splits, "attack"))
        found[name] = {attack: float(np.mean([f[attack] for f in folds])) for attack in folds[0]}
    return found


def check_two_classes(corpus: Corpus) -> None:
    """Refuse a corpus that has not two classes, before any work is done.

    Raises
    ------
    InputError
        Names the classes.
    """
    if len(corpus.counts()) != 2:
        raise InputError(f"attacks are for two classes; found {', '.join(corpus.counts())}")


def _caught(
    recipe: Recipe, texts: list[str], labels: list[str], test: list[str], truth: list[str]
) -> Shares:
    fitted = recipe.fit(texts, labels)
    export = export_model(fitted.vectorizer, fitted.classifier)
    ham, spam = export.read_classifier.classes
    margin_threshold = margin_at(fitted.threshold)

    def predict(text: str) -> str:
        return export.read_classifier.label(export.scores(text), margin_threshold)

    words = common_words(_of(ham, texts, labels), PADDING_VOCABULARY)
    shares = under_attack(predict, _of(spam, test, truth), spam, words, RANDOM_STATE)
    others = _of(ham, test, truth)
    return shares | {"blocked ham": sum(predict(text) == spam for text in others) / len(others)}


def _of(label: str, texts: list[str], labels: list[str]) -> list[str]:
    return [text for text, name in zip(texts, labels, strict=True) if name == label]
