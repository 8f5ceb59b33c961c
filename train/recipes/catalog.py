"""The recipes by name: ways to fit a vectorizer and a classifier to labelled texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from train.defaults import RECIPE_NAMES
from train.errors import InputError
from train.recipes.default import fit_default
from train.recipes.fitted import Fitted
from train.recipes.tutorial import fit_tutorial


@dataclass(frozen=True, slots=True)
class Recipe:
    """A name, and a function that fits to texts and labels; it raises ValueError without terms."""

    name: str
    fit_estimators: Callable[[Sequence[str], Sequence[str]], Fitted]

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Fitted:
        """Fit to texts with one label each.

        Raises
        ------
        InputError
            If the texts have no terms, or a class has too few texts.
        """
        try:
            return self.fit_estimators(texts, labels)
        except ValueError as exc:  # scikit-learn raises it for texts without terms
            raise InputError(f"the texts cannot be vectorized: {exc}") from exc


RECIPES = {
    name: Recipe(name, fit)
    for name, fit in zip(RECIPE_NAMES, (fit_default, fit_tutorial), strict=True)
}
