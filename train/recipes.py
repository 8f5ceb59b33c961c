"""The recipes: named ways to fit a vectorizer and a classifier to labelled texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer

from train.default_recipe import fit_default
from train.errors import InputError
from train.gaussian import fit_gaussian

HALF = 0.5
"""The probability over which the second of two classes wins; scikit-learn's own."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted vectorizer and classifier, and with two classes the threshold of the second."""

    vectorizer: Any
    classifier: Any
    threshold: float | None


@dataclass(frozen=True, slots=True)
class Recipe:
    """A name and a function of texts and labels, which raises ValueError for texts of no terms."""

    name: str
    make: Callable[[Sequence[str], Sequence[str]], tuple[Any, Any, float | None]]

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Fitted:
        """Fit to texts, a label each.

        Raises
        ------
        InputError
            When the texts have no term, or a class has too few.
        """
        try:
            return Fitted(*self.make(texts, labels))
        except ValueError as exc:  # scikit-learn's word for texts without a single term
            raise InputError(f"the texts cannot be vectorized: {exc}") from exc


def _fit_tutorial(texts: Sequence[str], labels: Sequence[str]) -> tuple[Any, Any, float | None]:
    vectorizer = TfidfVectorizer(sublinear_tf=True, max_df=0.5)
    classifier = fit_gaussian(vectorizer.fit_transform(texts), labels)
    return vectorizer, classifier, HALF if len(classifier.classes_) == 2 else None


RECIPES = {
    recipe.name: recipe
    for recipe in (Recipe("default", fit_default), Recipe("tutorial", _fit_tutorial))
}
