"""The recipes by name: ways to fit a vectorizer and a classifier to labelled texts."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from train.defaults import MASKED
from train.errors import InputError
from train.recipes.class_order import class_order
from train.recipes.default import RecipeOptions, fit_default
from train.recipes.fitted import Fitted
from train.recipes.tutorial import fit_tutorial

_Fit = Callable[[Sequence[str], Sequence[str]], Fitted]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A name, a function that fits to texts and labels, and the fewest texts of a class.

    The function raises ValueError if the texts have no terms.
    """

    name: str
    fit_estimators: _Fit
    least_texts: int

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], positive: str | None = None
    ) -> Fitted:
        """Fit to texts with one label each.

        scikit-learn sorts the classes, and some of its results depend on their order. So it fits to
        numbers instead of the labels, the highest for the positive class, if there is one: other
        names for the classes lead to the same model.

        Raises
        ------
        InputError
            If the texts have no terms, or a class has too few texts.
        """
        classes = class_order(set(labels), positive)
        self._check(labels)
        numbers = {label: f"{number:06d}" for number, label in enumerate(classes)}
        try:
            fitted = self.fit_estimators(texts, [numbers[label] for label in labels])
        except ValueError as exc:  # scikit-learn raises it for texts without terms
            raise InputError(f"the texts cannot be vectorized: {exc}") from exc
        fitted.classifier.classes_ = np.array(classes)
        return fitted

    def _check(self, labels: Sequence[str]) -> None:
        label, least = min(Counter(labels).items(), key=lambda item: item[1])
        if least < self.least_texts:
            raise InputError(
                f"class {label!r} has {least} text to train on after the split; recipe "
                f"{self.name!r} needs at least {self.least_texts} to calibrate: add texts, or use "
                "--recipe tutorial"
            )


RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe("default", fit_default, least_texts=2),
        Recipe("tutorial", fit_tutorial, least_texts=1),
    )
}

_MASKING: dict[str, _Fit] = {
    "default": partial(fit_default, options=RecipeOptions(mask_numbers=True)),
    "tutorial": partial(fit_tutorial, mask_numbers=True),
}


def masking_numbers(name: str) -> Recipe:
    """Return the variant of a recipe that masks numbers; its own name tells it apart.

    >>> masking_numbers("tutorial").name
    'tutorial-masked'
    """
    return replace(RECIPES[name], name=f"{name}{MASKED}", fit_estimators=_MASKING[name])


def recipe_named(name: str) -> Recipe:
    """Return a recipe by its own name, also one that masks numbers.

    >>> recipe_named("tutorial").name, recipe_named("tutorial-masked").name
    ('tutorial', 'tutorial-masked')
    """
    if name.endswith(MASKED):
        return masking_numbers(name.removesuffix(MASKED))
    return RECIPES[name]
