"""How much spam is still caught in disguise, by a recipe as it is and without its defences."""

from functools import partial

import numpy as np

from chalicelib.model import cut_at
from train.attacks import common_words, under_attack
from train.corpus import Corpus
from train.crossval import INNER_FOLDS, over_splits
from train.default_recipe import Parts, fit_default
from train.errors import InputError
from train.export import export_model
from train.protocols import RANDOM_STATE, distinct
from train.recipes import RECIPES, Recipe

PADDING_VOCABULARY = 100
UNDEFENDED = Recipe("default", partial(fit_default, parts=Parts(defended=False)))
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
    cut = cut_at(fitted.threshold)

    def predict(text: str) -> str:
        return export.read_classifier.label(export.scores(text), cut)

    words = common_words(_of(ham, texts, labels), PADDING_VOCABULARY)
    shares = under_attack(predict, _of(spam, test, truth), spam, words, RANDOM_STATE)
    others = _of(ham, test, truth)
    return shares | {"blocked ham": sum(predict(text) == spam for text in others) / len(others)}


def _of(label: str, texts: list[str], labels: list[str]) -> list[str]:
    return [text for text, name in zip(texts, labels, strict=True) if name == label]
