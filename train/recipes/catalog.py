"""The recipes by name: ways to fit a vectorizer and a classifier to labelled texts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from train.errors import InputError
from train.recipe_name import RecipeName, read_recipe_name
from train.recipes.class_order import class_order
from train.recipes.default import DEFAULT, RecipeOptions, fit_default
from train.recipes.fitted import Fitted
from train.recipes.tutorial import fit_tutorial
from train.unwanted import is_unwanted

_Fit = Callable[[Sequence[str], Sequence[str]], Fitted]

LEAST_PROBABILITY = 0.7
MUCH = 0.2
"""The least threshold of the recipe "default" if more than a fifth of the texts are unwanted.

People get less spam than that, and the more of it a linear SVM learns from, the lower is the
probability at its boundary: 0.7 to 0.8 with the 13 % of the SMS Spam Collection, 0.58 with the 30 %
of the embedded corpus. Trained on the embedded corpus, 0.7 is the least of the thresholds from 0.5
to 0.8 in steps of 0.05 that blocks fewer than 1 % of the ham of the collection.
"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A name, a function that fits to texts and labels, and the fewest texts of a class.

    The function raises ValueError if the texts have no terms. If the positive class is unwanted by
    its name, its senders disguise their texts: then `fit_disguised` fits, if there is one, and the
    threshold is no less than `least_probability` if many texts are of this class.
    """

    name: str
    fit_estimators: _Fit
    least_texts: int
    least_probability: float = 0.0
    fit_disguised: _Fit | None = None

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], positive: str | None = None
    ) -> Fitted:
        """Fit to texts with one label each.

        scikit-learn sorts the classes, and some of its results depend on their order. So it fits to
        numbers instead of the labels, the highest for the positive class, if there is one: other
        names for the classes lead to the same model. Only the threshold, and what is learned of
        disguises, depend on whether the name of the positive class says that it is unwanted.

        Raises
        ------
        InputError
            If the texts have no terms, or a class has too few texts.
        """
        classes = class_order(set(labels), positive)
        self._check(labels)
        numbers = {label: f"{number:06d}" for number, label in enumerate(classes)}
        unwanted = positive is not None and is_unwanted(positive)
        fit = (self.fit_disguised if unwanted else None) or self.fit_estimators
        try:
            fitted = fit(texts, [numbers[label] for label in labels])
        except ValueError as exc:  # scikit-learn raises it for texts without terms
            raise InputError(f"the texts cannot be vectorized: {exc}") from exc
        fitted.classifier.classes_ = np.array(classes)
        return fitted._replace(threshold=self.careful(fitted.threshold, Counter(labels), positive))

    def careful(
        self, threshold: float | None, counts: Mapping[str, int], positive: str | None
    ) -> float | None:
        """Return a threshold that is not too low for an unwanted class, see `LEAST_PROBABILITY`."""
        if threshold is None or positive is None or not is_unwanted(positive):
            return threshold
        has_much = counts[positive] > MUCH * sum(counts.values())
        return max(threshold, self.least_probability) if has_much else threshold

    def _check(self, labels: Sequence[str]) -> None:
        label, least = min(Counter(labels).items(), key=lambda item: item[1])
        if least < self.least_texts:
            raise InputError(
                f"class {label!r} has {least} text to train on after the split; recipe "
                f"{self.name!r} needs at least {self.least_texts} to calibrate: add texts, or use "
                "--recipe tutorial"
            )


def _default_recipe(name: str, options: RecipeOptions) -> Recipe:
    return Recipe(
        name,
        partial(fit_default, options=replace(options, copies=False)),
        least_texts=2,
        least_probability=LEAST_PROBABILITY,
        fit_disguised=partial(fit_default, options=options),
    )


RECIPES = {
    recipe.name: recipe
    for recipe in (
        _default_recipe("default", DEFAULT),
        Recipe("tutorial", fit_tutorial, least_texts=1),
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
        return _default_recipe(str(options), options_of(options))
    fit = partial(fit_tutorial, mask_numbers=options.masked)
    return replace(RECIPES["tutorial"], name=str(options), fit_estimators=fit)


def options_of(name: RecipeName) -> RecipeOptions:
    """Return the options of the recipe "default" that a name stands for."""
    return replace(DEFAULT, terms=name.terms or DEFAULT.terms, mask_numbers=name.masked)
