"""How each model of scikit-learn or LightGBM is fitted, by the prefix of its files."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from lightgbm import LGBMClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from train.corpus.labels.positive_class import choose_positive
from train.recipes.catalog import RECIPES, Recipe
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


def fit_recipe(recipe: Recipe, texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """Fit a recipe as `python -m train fit` does: it knows which class is positive."""
    return recipe.fit(texts, labels, choose_positive(Counter(labels)).label)


FITTERS: dict[str, Fit] = {
    **{name: partial(fit_recipe, recipe) for name, recipe in RECIPES.items()},
    "multinomial": fit_multinomial,
    "lightgbm": fit_lightgbm,
}
