"""How each model of scikit-learn or LightGBM is fitted, by the prefix of its files."""

from collections.abc import Callable, Sequence

from lightgbm import LGBMClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from train.recipes.catalog import RECIPES
from train.recipes.fitted import Fitted

Fit = Callable[[Sequence[str], Sequence[str]], Fitted]


def fit_multinomial(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """Fit naive Bayes that accepts sparse vectors."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, max_df=0.5)
    classifier = MultinomialNB().fit(vectorizer.fit_transform(texts), labels)
    return Fitted(vectorizer, classifier, None)


def fit_lightgbm(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """Fit LightGBM's 100 trees, with one thread, which is what a small function has."""
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    classifier = LGBMClassifier(n_jobs=1, verbose=-1)
    classifier.fit(vectorizer.fit_transform(texts), labels)
    return Fitted(vectorizer, classifier, None)


FITTERS: dict[str, Fit] = {
    **{name: recipe.fit for name, recipe in RECIPES.items()},
    "multinomial": fit_multinomial,
    "lightgbm": fit_lightgbm,
}
