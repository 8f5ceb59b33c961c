"""The recipe "tutorial": TF-IDF and Gaussian naive Bayes, with the tutorial's own parameters."""

from collections.abc import Sequence
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer

from train.recipes.sparse_gaussian_nb import fit_gaussian

HALF = 0.5
"""The probability over which the second of two classes wins; scikit-learn's own."""


def fit_tutorial(texts: Sequence[str], labels: Sequence[str]) -> tuple[Any, Any, float | None]:
    """Return the fitted vectorizer, the fitted classifier and the decision threshold."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, max_df=0.5)
    classifier = fit_gaussian(vectorizer.fit_transform(texts), labels)
    return vectorizer, classifier, HALF if len(classifier.classes_) == 2 else None
