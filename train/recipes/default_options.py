"""The options of the recipe "default"."""

from dataclasses import dataclass, replace

from train.unwanted import Unwanted


@dataclass(frozen=True, slots=True)
class RecipeOptions:
    """The options of the recipe; other values serve to measure what an option contributes.

    `ngram_range` is the range of character n-grams, `c` the linear SVM's cost of a mistake, and
    `terms` the most terms that a model keeps. Of the n-grams that are in more than a share of
    `common` of the texts, only the heaviest are kept. With `binary`, a term that repeats counts
    once. The defaults are for texts of which few are unwanted; `suited` adapts them to others.

    `defended` undoes disguises: homoglyphs, unseen characters and spelt-out words. `copies` also
    learns from texts with split words and padding. `shapes` replaces numbers and links, and
    `statistics` adds text statistics. `mask_numbers` counts each digit as 0, in the characters too.
    """

    ngram_range: tuple[int, int] = (2, 4)
    c: float = 3.0
    c_if_much: float = 0.5
    terms: int = 20_000
    terms_otherwise: int = 40_000
    common: float = 0.02
    binary: bool = True
    defended: bool = True
    copies: bool = True
    shapes: bool = True
    statistics: bool = True
    mask_numbers: bool = False


DEFAULT = RecipeOptions()


def suited(options: RecipeOptions, unwanted: Unwanted) -> RecipeOptions:
    """Return the options for texts whose positive class is unwanted, much of it, or neither.

    If much is unwanted, what the model will see differs more from these texts; then more terms
    help, common ones too. They also help to tell other classes apart, as there may be many.
    """
    return replace(
        options,
        c=options.c_if_much if unwanted.much else options.c,
        terms=options.terms if unwanted.few else options.terms_otherwise,
        common=options.common if unwanted.few else 1.0,
        binary=options.binary and unwanted.few,
        copies=options.copies and unwanted.by_name,
    )
