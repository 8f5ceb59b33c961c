"""The recipes: named pairs of a vectorizer and a way to fit a classifier to its vectors."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from train.errors import InputError
from train.gaussian import fit_gaussian

RANDOM_STATE = 42
CALIBRATION_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is made: `vectorizer()` is unfitted, `fit_classifier(vectors, labels)` fits."""

    name: str
    vectorizer: Callable[[], Any]
    fit_classifier: Callable[[Any, list[str]], Any]


def _tutorial_vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(sublinear_tf=True, max_df=0.5)


def _default_vectorizer() -> FeatureUnion:
    """Words and punctuation marks with their neighbours, and the characters within words."""
    words = TfidfVectorizer(
        token_pattern=r"\w+|[^\w\s]",  # noqa: S106 - a pattern of tokens, no password
        ngram_range=(1, 2),
        sublinear_tf=True,
    )
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), sublinear_tf=True)
    return FeatureUnion([("words", words), ("characters", characters)])


def _fit_calibrated_svm(vectors: Any, labels: list[str]) -> CalibratedClassifierCV:
    """Fit a linear support vector machine and, on its out-of-fold scores, a sigmoid to it."""
    label, least = min(Counter(labels).items(), key=lambda item: item[1])
    if least < 2:
        raise InputError(
            f"class {label!r} has {least} text to train on after the split; recipe 'default' "
            "needs at least 2 for its calibration: add texts, or use --recipe tutorial"
        )
    machine = LinearSVC(C=2, random_state=RANDOM_STATE)
    folds = min(CALIBRATION_FOLDS, least)
    return CalibratedClassifierCV(machine, method="sigmoid", ensemble=False, cv=folds).fit(
        vectors, labels
    )


RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe("default", _default_vectorizer, _fit_calibrated_svm),
        Recipe("tutorial", _tutorial_vectorizer, fit_gaussian),
    )
}
