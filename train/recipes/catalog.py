"""The recipes: named ways to fit a vectorizer and a classifier to labelled texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from train.errors import InputError
from train.recipes.default import fit_default
from train.recipes.tutorial import fit_tutorial


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


RECIPES = {
    recipe.name: recipe
    for recipe in (Recipe("default", fit_default), Recipe("tutorial", fit_tutorial))
}
