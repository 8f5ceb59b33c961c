"""A model that gives a text several labels, or none. Standard library only, see `model`."""

from itertools import compress

from chalicelib.scoring.model import Classification, Model


class SeveralLabelsModel(Model):
    """A checked model; a text has each label whose score is above 0."""

    __slots__ = ()

    def predict(self, text: str) -> tuple[str, ...]:
        """Return the labels of a text, in the order of the classes."""
        return self._labels(self.scores(text))

    def classify(self, text: str) -> Classification:
        """Return the labels, and the probability of each class whatever the others are."""
        scores = self.scores(text)
        return Classification(self._labels(scores), self.classifier.probabilities(scores))

    def _labels(self, scores: tuple[float, ...]) -> tuple[str, ...]:
        return tuple(compress(self.classifier.classes, (score > 0.0 for score in scores)))
