"""The unfitted vectorizer of the recipe "default"."""

import re

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import Normalizer
from train.recipes.default_options import DEFAULT, RecipeOptions
from train.recipes.homoglyphs import homoglyph_map
from train.recipes.number_terms import NUMBERS
from train.recipes.text_rules import SHAPES, SPELT_OUT, STATISTICS, UNSEEN


def make_vectorizer(options: RecipeOptions = DEFAULT) -> FeatureUnion:
    """Return the unfitted vectorizer: one block of characters within words, one of words."""
    letters = homoglyph_map() if options.defended else {}
    cleaning = (UNSEEN, SPELT_OUT) if options.defended else ()
    shapes = SHAPES if options.shapes else ()
    masking = (NUMBERS,) if options.mask_numbers else ()
    characters = Analyzer(
        "char_wb",
        options.ngram_range,
        normalizer=Normalizer(letters, _compiled(*cleaning, *masking), ()),
    )
    words = Analyzer(
        "word",
        (1, 2),
        token_pattern=re.compile(r"<\w+>|\w+|[^\w\s]"),
        normalizer=Normalizer(
            letters,
            _compiled(*cleaning, *shapes, *masking),
            STATISTICS if options.statistics else (),
        ),
    )
    tf = {"sublinear_tf": not options.binary, "binary": options.binary}
    return FeatureUnion(
        [
            ("characters", TfidfVectorizer(analyzer=characters, **tf)),
            ("words", TfidfVectorizer(analyzer=words, **tf)),
        ]
    )


def _compiled(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)
