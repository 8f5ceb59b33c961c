"""The recipes by name: ways to fit a vectorizer and a classifier to labelled texts."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from train.errors import InputError
from train.recipe_name import RecipeName, read_recipe_name
from train.recipes.class_order import class_order
from train.recipes.default import fit_default
from train.recipes.default_options import DEFAULT, RecipeOptions, suited
from train.recipes.fitted import Fitted
from train.recipes.tutorial import fit_tutorial
from train.unwanted import Unwanted, unwanted_of

_Fit = Callable[[Sequence[str], Sequence[str], Unwanted], Fitted]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A name, a function that fits to texts and labels, and the fewest texts of a class.

    The function raises ValueError if the texts have no terms. `probability_if_much` is the
    threshold if more texts are unwanted than people get, see `Unwanted`.
    """

    name: str
    fit_estimators: _Fit
    least_texts: int
    probability_if_much: float | None = None

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], positive: str | None = None
    ) -> Fitted:
        """Fit to texts with one label each.

        scikit-learn sorts the classes, and some of its results depend on their order. So it fits to
        numbers instead of the labels, the highest for the positive class, if there is one: other
        names for the classes lead to the same model, unless the name of the positive class says
        that it is unwanted.

        Raises
        ------
        InputError
            If the texts have no terms, or a class has too few texts.
        """
        classes = class_order(set(labels), positive)
        self._check(labels)
        numbers = {label: f"{number:06d}" for number, label in enumerate(classes)}
        unwanted = unwanted_of(Counter(labels), positive)
        try:
            fitted = self.fit_estimators(texts, [numbers[label] for label in labels], unwanted)
        except ValueError as exc:  # scikit-learn raises it for texts without terms
            raise InputError(f"the texts cannot be vectorized: {exc}") from exc
        fitted.classifier.classes_ = np.array(classes)
        return fitted._replace(threshold=self.threshold(fitted.threshold, unwanted))

    def threshold(self, own: float | None, unwanted: Unwanted) -> float | None:
        """Return the threshold of a classifier whose own is `own`, or None if it has none."""
        if own is None or not unwanted.much or self.probability_if_much is None:
            return own
        return self.probability_if_much

    def _check(self, labels: Sequence[str]) -> None:
        label, least = min(Counter(labels).items(), key=lambda item: item[1])
        if least < self.least_texts:
            raise InputError(
                f"class {label!r} has {least} text to train on after the split; recipe "
                f"{self.name!r} needs at least {self.least_texts} to calibrate: add texts, or use "
                "--recipe tutorial"
            )


PROBABILITY_IF_MUCH = 0.7
"""The threshold of the recipe "default" if more than a fifth of the texts are unwanted.

The more spam a linear SVM learns from, the lower is the probability at its boundary: 0.7 to 0.8
with the 13 % of the SMS Spam Collection, 0.6 with the 30 % of the embedded corpus. docs/accuracy.md
says how this threshold and the cost of a mistake were chosen.
"""


def default_recipe(name: str, options: RecipeOptions) -> Recipe:
    """Return the recipe "default" with some options."""
    fit = partial(_fit_default, options)
    return Recipe(name, fit, least_texts=2, probability_if_much=PROBABILITY_IF_MUCH)


def _fit_default(
    options: RecipeOptions, texts: Sequence[str], labels: Sequence[str], unwanted: Unwanted
) -> Fitted:
    return fit_default(texts, labels, suited(options, unwanted))


def _fit_tutorial(
    texts: Sequence[str], labels: Sequence[str], _: Unwanted, *, mask_numbers: bool = False
) -> Fitted:
    return fit_tutorial(texts, labels, mask_numbers=mask_numbers)


RECIPES = {
    recipe.name: recipe
    for recipe in (
        default_recipe("default", DEFAULT),
        Recipe("tutorial", _fit_tutorial, least_texts=1),
    )
}


def recipe_named(name: str | RecipeName) -> Recipe:
    """Return a recipe by its name with the options.

    >>> recipe_named("default-10000-masked").name
    'default-10000-masked'

    Raises
    ------
    InputError
        If there is no such recipe, or it has no such option.
    """
    if str(name) in RECIPES:
        return RECIPES[str(name)]
    options = read_recipe_name(name)
    if options is None:
        raise InputError(f"found the recipe {str(name)!r}; expected one of {', '.join(RECIPES)}")
    if options.recipe == "tutorial" and options.terms is not None:
        raise InputError(
            f"found {options.terms:,} terms for the recipe 'tutorial', which keeps all terms; "
            "expected the recipe 'default', or no --terms"
        )
    if options.recipe == "default":
        return default_recipe(str(options), options_of(options))
    fit = partial(_fit_tutorial, mask_numbers=options.masked)
    return replace(RECIPES["tutorial"], name=str(options), fit_estimators=fit)


def options_of(name: RecipeName) -> RecipeOptions:
    """Return the options of the recipe "default" that a name stands for."""
    options = replace(DEFAULT, mask_numbers=name.masked)
    if name.terms is None:
        return options
    return replace(options, terms=name.terms, terms_otherwise=name.terms)
