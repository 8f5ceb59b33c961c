"""The recipe "tutorial": TF-IDF and Gaussian naive Bayes, with the tutorial's own parameters."""

import re
from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import Normalizer
from train.recipes.fitted import Fitted
from train.recipes.number_terms import NUMBERS
from train.recipes.sparse_gaussian_nb import fit_gaussian

HALF = 0.5
"""The probability above which the second of two classes wins, as in scikit-learn."""


def fit_tutorial(
    texts: Sequence[str], labels: Sequence[str], *, mask_numbers: bool = False
) -> Fitted:
    """Return the fitted vectorizer and classifier, and the threshold for two classes.

    With `mask_numbers`, each digit of a text counts as 0.
    """
    vectorizer = TfidfVectorizer(
        analyzer=_masking_words() if mask_numbers else "word", sublinear_tf=True, max_df=0.5
    )
    classifier = fit_gaussian(vectorizer.fit_transform(texts), labels)
    return Fitted(vectorizer, classifier, HALF if len(classifier.classes_) == 2 else None)


def _masking_words() -> Analyzer:
    """Return scikit-learn's default analyzer with a rule that masks numbers."""
    pattern, instead = NUMBERS
    return Analyzer(
        "word",
        (1, 1),
        token_pattern=re.compile(r"(?u)\b\w\w+\b"),
        normalizer=Normalizer({}, ((re.compile(pattern), instead),), ()),
    )
