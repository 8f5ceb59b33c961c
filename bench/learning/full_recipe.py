"""The default recipe as it is published, in the form that the simulation fits."""

from collections.abc import Sequence

import numpy as np

from bench.learning.domains import SPAM
from bench.learning.quick_recipe import Floats, Scorer
from train.recipes.catalog import RECIPES


class FullRecipe:
    """Fits the default recipe; knows no weights."""

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], weights: Floats | None = None
    ) -> Scorer:
        """Fit to texts of both classes; texts of weight 1 only."""
        if weights is not None and np.any(weights != 1):
            raise ValueError("the default recipe fits at weight 1; leave out the weighted ways")
        vectorizer, classifier, threshold = RECIPES["default"].fit(texts, labels, SPAM)

        def probabilities(others: Sequence[str]) -> Floats:
            if not others:
                return np.zeros(0)
            return np.asarray(classifier.predict_proba(vectorizer.transform(others))[:, 1])

        return Scorer(probabilities, 0.5 if threshold is None else threshold)
