"""Options of the recipe, compared on left-out corpora and at home."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from bench.transfer.corpora import Corpora
from bench.transfer.fits import Fits
from bench.transfer.matrix import measure
from train.corpus.first_corpus import SMS
from train.recipes.default_options import RecipeOptions
from train.report.transfer_tables import OTHERS

CHOICES = [
    *(
        RecipeOptions((2, 4), c, c, terms, terms)
        for c, terms in product((0.25, 0.5, 1, 3), (20_000, 40_000, 60_000))
    ),
    *(RecipeOptions((1, 4), c, c, 40_000, 40_000) for c in (0.5, 1, 3)),
]
SHOWN = ("mcc", "blocked_ham", "calibration_error")
HEAD = (
    f"| characters | C | terms | elsewhere: {' | '.join(SHOWN)} | at home: {' | '.join(SHOWN)} |\n"
    "| --- |" + " ---: |" * (2 + 2 * len(SHOWN))
)


def print_choices(corpora: Corpora, choices: Sequence[RecipeOptions] = CHOICES) -> None:
    """Print the mean metrics over the left-out sources, and those on the collection at home."""
    fits = Fits(corpora)
    chosen = [*fits.left_out(), *fits.at_home(SMS.name)]
    print(HEAD)
    for options in choices:
        matrix = measure(corpora, chosen, options)
        means = [
            np.mean([tests[name] for tests in matrix[row].values() if tests[name] is not None])
            for row in (OTHERS, SMS.name)
            for name in SHOWN
        ]
        cells = f"{options.ngram_range} | {options.c:g} | {options.terms:,}"
        print(f"| {cells} | {' | '.join(f'{mean:.4f}' for mean in means)} |", flush=True)
