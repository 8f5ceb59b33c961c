"""The name of a recipe with its options, as a manifest holds it: `default-10000-masked`.

It imports nothing heavy: commands that fit nothing read these names, too.
"""

import re
from typing import NamedTuple

RECIPE_NAMES = ("default", "tutorial")
"""The recipes, in the order of `train.recipes.catalog.RECIPES`."""

_NAME = re.compile(rf"({'|'.join(RECIPE_NAMES)})(?:-([1-9]\d*))?(-masked)?")


class RecipeName(NamedTuple):
    """A recipe, the most terms that a model keeps, if not its own, and whether it masks numbers.

    >>> str(RecipeName("default", 10_000, masked=True)), str(RecipeName("tutorial"))
    ('default-10000-masked', 'tutorial')
    """

    recipe: str
    terms: int | None = None
    masked: bool = False

    def __str__(self) -> str:
        """Return the name."""
        terms = "" if self.terms is None else f"-{self.terms}"
        return f"{self.recipe}{terms}{'-masked' * self.masked}"


def read_recipe_name(name: object) -> RecipeName | None:
    """Return the parts of a name, or None if a model was not fitted by a recipe.

    >>> read_recipe_name("default-10000")
    RecipeName(recipe='default', terms=10000, masked=False)
    >>> read_recipe_name("exported from mine.joblib") is None
    True
    """
    found = _NAME.fullmatch(str(name))
    if found is None:
        return None
    recipe, terms, masked = found.groups()
    return RecipeName(recipe, int(terms) if terms else None, masked is not None)
