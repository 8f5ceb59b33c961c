"""The recipes by name: ways to fit a vectorizer and a classifier to labelled texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from train.defaults import RECIPE_NAMES
from train.errors import InputError
from train.recipes.default import RecipeOptions, fit_default
from train.recipes.fitted import Fitted
from train.recipes.tutorial import fit_tutorial

_Fit = Callable[[Sequence[str], Sequence[str]], Fitted]

MASKED = "-masked"
"""Ends the name of a recipe that masks numbers."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A name, and a function that fits to texts and labels; it raises ValueError without terms."""

    name: str
    fit_estimators: _Fit

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


_FITS: tuple[_Fit, ...] = (fit_default, fit_tutorial)
RECIPES = {name: Recipe(name, fit) for name, fit in zip(RECIPE_NAMES, _FITS, strict=True)}

_MASKING: dict[str, _Fit] = {
    "default": partial(fit_default, options=RecipeOptions(mask_numbers=True)),
    "tutorial": partial(fit_tutorial, mask_numbers=True),
}


def masking_numbers(name: str) -> Recipe:
    """Return the variant of a recipe that masks numbers; its own name tells it apart.

    >>> masking_numbers("tutorial").name
    'tutorial-masked'
    """
    return Recipe(f"{name}{MASKED}", _MASKING[name])


def recipe_named(name: str) -> Recipe:
    """Return a recipe by its own name, also one that masks numbers.

    >>> recipe_named("tutorial").name, recipe_named("tutorial-masked").name
    ('tutorial', 'tutorial-masked')
    """
    if name.endswith(MASKED):
        return masking_numbers(name.removesuffix(MASKED))
    return RECIPES[name]
