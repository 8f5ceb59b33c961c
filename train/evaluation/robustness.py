"""Measure how much disguised spam a recipe still catches, with and without its defences."""

from functools import partial

import numpy as np

from train.corpus.reader import Corpus
from train.defaults import INNER_FOLDS, RANDOM_STATE
from train.errors import InputError
from train.evaluation.attacks import caught_under_attack
from train.evaluation.cross_validation import over_splits
from train.evaluation.protocols import distinct
from train.export.exporter import export_model
from train.recipes.catalog import RECIPES, Recipe, default_recipe
from train.recipes.default_options import RecipeOptions
from train.recipes.word_disguises import common_words

PADDING_VOCABULARY = 100
UNDEFENDED = default_recipe("default", RecipeOptions(defended=False, copies=False))
"""The default recipe without its normalization of disguised letters."""

Shares = dict[str, float]
"""Maps an attack to the share of spam that is caught."""


def spam_caught(recipe: str, corpus: Corpus) -> dict[str, Shares]:
    """Cross-validate a recipe on disguised spam and return the shares caught by attack.

    Returns
    -------
    dict
        "caught" and, for the default recipe, "undefended" before it. Each maps an attack to the
        share of the positive class caught. "blocked ham" is the share of undisguised texts of the
        other class that is labelled as positive.

    Raises
    ------
    InputError
        If there are not exactly two classes, or none is positive.
    """
    protocol = distinct(corpus, folds=INNER_FOLDS, repeats=1)
    check_attacks(corpus)
    recipes = {"undefended": UNDEFENDED} if recipe == "default" else {}
    recipes["caught"] = RECIPES[recipe]
    result: dict[str, Shares] = {}
    for name, evaluated in recipes.items():
        task = partial(_caught_in_fold, evaluated, str(protocol.positive))
        folds = list(over_splits(task, protocol, protocol.splits, "attack"))
        result[name] = {
            attack: float(np.mean([fold[attack] for fold in folds])) for attack in folds[0]
        }
    return result


def check_attacks(corpus: Corpus) -> None:
    """Check that a corpus has two classes, one of them positive; call it before any slow work.

    Raises
    ------
    InputError
        If it does not; the message names the classes.
    """
    if len(corpus.counts()) != 2:
        raise InputError(f"attacks need two classes; found {', '.join(corpus.counts())}")
    if corpus.positive.label is None:
        raise InputError(
            f"attacks disguise one class; name {' or '.join(map(repr, corpus.counts()))} with "
            "--positive"
        )


def _caught_in_fold(
    recipe: Recipe,
    spam: str,
    texts: list[str],
    labels: list[str],
    test: list[str],
    truth: list[str],
) -> Shares:
    fitted = recipe.fit(texts, labels, spam)
    export = export_model(fitted.vectorizer, fitted.classifier)
    ham = export.read_classifier.classes[0]
    margin_threshold = export.read_classifier.margin_at(fitted.threshold, spam)

    def predict(text: str) -> str:
        return export.read_classifier.label(export.scores(text), margin_threshold)

    ham_words = common_words(_texts_of(ham, texts, labels), PADDING_VOCABULARY)
    spam_texts, ham_texts = _texts_of(spam, test, truth), _texts_of(ham, test, truth)
    shares = caught_under_attack(predict, spam_texts, spam, ham_words, RANDOM_STATE)
    blocked = sum(predict(text) == spam for text in ham_texts) / len(ham_texts)
    return shares | {"blocked ham": blocked}


def _texts_of(label: str, texts: list[str], labels: list[str]) -> list[str]:
    return [text for text, name in zip(texts, labels, strict=True) if name == label]
