"""A model that gives a text several labels, or none. Standard library only, see `model`."""

from collections.abc import Iterable
from itertools import compress

from chalicelib.scoring.model import Classification, Model


class SeveralLabelsModel(Model):
    """A checked model; a text has each label whose score is above 0."""

    __slots__ = ()

    def predict(self, text: str) -> tuple[str, ...]:
        """Return the labels of a text, in the order of the classes."""
        return self._labels(self.scores(text))

    def classify(self, text: str) -> Classification:
        """Return the labels, and the probability of each class independent of the others."""
        scores = self.scores(text)
        return Classification(self._labels(scores), self.classifier.probabilities(scores))

    def _labels(self, scores: tuple[float, ...]) -> tuple[str, ...]:
        return labels_of(self.classifier.classes, scores)


def labels_of(classes: Iterable[str], scores: Iterable[float]) -> tuple[str, ...]:
    """Return the classes whose score is above 0.

    >>> labels_of(("spam", "urgent", "question"), (2.0, 0.0, 0.5))
    ('spam', 'question')
    """
    return tuple(compress(classes, (score > 0.0 for score in scores)))
