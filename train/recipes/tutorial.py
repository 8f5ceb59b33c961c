"""The recipe "tutorial": TF-IDF and Gaussian naive Bayes, with the tutorial's own parameters."""

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer

from train.recipes.fitted import Fitted
from train.recipes.sparse_gaussian_nb import fit_gaussian

HALF = 0.5
"""The probability above which the second of two classes wins, as in scikit-learn."""


def fit_tutorial(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """Return the fitted vectorizer and classifier, and the threshold for two classes."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, max_df=0.5)
    classifier = fit_gaussian(vectorizer.fit_transform(texts), labels)
    return Fitted(vectorizer, classifier, HALF if len(classifier.classes_) == 2 else None)
