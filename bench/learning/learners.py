"""What makes the model of the next week: nothing, online updates, the loop, or all labels."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from sklearn.linear_model import SGDClassifier

from bench.learning.domains import HAM, SPAM, Labelled
from bench.learning.quick_recipe import Floats, Scorer
from bench.learning.ways import Way
from train.corpus.reader import Corpus
from train.defaults import RANDOM_STATE
from train.evaluation.predictions import text_key
from train.learning.composition import SetAside, compose
from train.learning.decisions import Band, Decide, Decision, two_class_decision
from train.learning.reported import Report
from train.recipes.default_vectorizer import make_vectorizer

BAND = Band(0.1, 0.9)
"""The band of the simulated policy, the same for every domain."""

PASSES = 5
"""How often online updates go over the base, and over each week's reports."""


class Recipe(Protocol):
    """Fits a model of ham and spam."""

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], weights: Floats | None = None
    ) -> Scorer:
        """Fit to texts of both classes, with a weight [texts] for each."""
        ...


def deciding(scorer: Scorer) -> Decide:
    """Return what a model decides under the simulated policy."""

    def decide(texts: Sequence[str]) -> list[Decision]:
        found = scorer.probabilities(texts).tolist()
        return [two_class_decision(each, (HAM, SPAM), scorer.threshold, BAND) for each in found]

    return decide


class Learner:
    """Learns nothing: the model of the base serves all weeks."""

    def __init__(self, base: Corpus, way: Way, recipe: Recipe) -> None:
        self._base, self._way, self._recipe = base, way, recipe
        self.scorer = recipe.fit(base.texts, base.labels)
        self.aside: tuple[SetAside, ...] = ()

    def learn(self, reports: Sequence[Report], seen: Sequence[Labelled]) -> None:
        """Learn from all reports so far and from the texts of all weeks so far."""


class Everything(Learner):
    """Learns the true label of every text."""

    def learn(self, reports: Sequence[Report], seen: Sequence[Labelled]) -> None:
        """Fit to the base and everything seen."""
        texts = self._base.texts + [row.text for row in seen]
        self.scorer = self._recipe.fit(texts, self._base.labels + [row.label for row in seen])


class Online(Learner):
    """Updates a linear model with the reports of each week, and never fits it again."""

    def __init__(self, base: Corpus, way: Way, recipe: Recipe) -> None:
        super().__init__(base, way, recipe)
        self._vectorizer = make_vectorizer().fit(base.texts)
        self._model = SGDClassifier(loss="log_loss", random_state=RANDOM_STATE)
        self._learned = 0
        self._update(base.texts, base.labels)

    def learn(self, reports: Sequence[Report], seen: Sequence[Labelled]) -> None:
        """Update with the reports since the last time."""
        fresh, self._learned = reports[self._learned :], len(reports)
        if fresh:
            self._update([report.text for report in fresh], [report.label for report in fresh])

    def _update(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        vectors = self._vectorizer.transform(texts)
        for _ in range(PASSES):
            self._model.partial_fit(vectors, labels, classes=[HAM, SPAM])
        self.scorer = Scorer(self._probabilities, 0.5)

    def _probabilities(self, texts: Sequence[str]) -> Floats:
        return np.asarray(self._model.predict_proba(self._vectorizer.transform(texts))[:, 1])


class Loop(Learner):
    """Composes a corpus from the base and the reports, as `python -m train learn` does."""

    def learn(self, reports: Sequence[Report], seen: Sequence[Labelled]) -> None:
        """Compose, and fit; the parts that the way lacks are switched off."""
        composition = compose(
            self._base,
            reports,
            [row.text for row in seen] if self._way.decides else [],
            deciding(self.scorer),
            self._refit if self._way.sets_aside else _never_contradict,
            seed=RANDOM_STATE,
        )
        self.aside = composition.aside
        corpus = composition.corpus
        reported = {text_key(report.text) for report in reports}
        weights = [self._way.weight if text_key(t) in reported else 1 for t in corpus.texts]
        self.scorer = self._recipe.fit(corpus.texts, corpus.labels, np.array(weights, float))

    def _refit(self, texts: Sequence[str], labels: Sequence[str]) -> Decide:
        return deciding(self._recipe.fit(texts, labels))


LEARNERS: dict[str, type[Learner]] = {
    "nothing": Learner,
    "everything": Everything,
    "online": Online,
    "loop": Loop,
}


def _never_contradict(texts: Sequence[str], labels: Sequence[str]) -> Decide:
    """Stand in for a refit: no decision has a margin."""
    del texts, labels
    return lambda others: [Decision(HAM, 0.0, sure=False) for _ in others]
