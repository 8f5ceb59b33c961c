"""Sparse vector to scores and probabilities: one discriminant function for every classifier.

    score_k(x) = intercept_k + sum_j linear_kj x_j + sum_j quadratic_kj x_j^2

The sums run over the terms that occur, so a prediction costs what the text is long, not what the
vocabulary is large. Every linear classifier has this form; Gaussian naive Bayes has it too, with
the square term, because the terms that do not occur can be added up beforehand (the derivation
is in docs/format.md). With two classes only the margin is kept, the score of the second class
over that of the first, which is then 0. Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Iterable, Sequence
from operator import add, mul
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.manifest import MAX_CLASSES
from chalicelib.scoring.artifact import Artifact, read_artifact
from chalicelib.scoring.sparse_vector import BlockVector, take

if TYPE_CHECKING:
    from array import array

FILE_NAME = "classifier.safetensors"
LINKS = ("softmax", "logistic", "none")


class Classifier(NamedTuple):
    """The classes, the link from scores to probabilities, and the coefficients.

    `intercept` has one number a row, `linear` and `quadratic` have `width` a row, row after row;
    there is a row per class, or one for the margin where there are two classes.
    """

    classes: tuple[str, ...]
    link: str
    width: int
    intercept: "array[float]"
    linear: "array[float]"
    quadratic: "array[float] | None"

    def scores(self, vector: Sequence[BlockVector]) -> tuple[float, ...]:
        """Return a score per class, in the order of `classes`."""
        rows = [self._row(row, vector) for row in range(len(self.intercept))]
        return (0.0, rows[0]) if len(self.classes) == 2 else tuple(rows)

    def label(self, scores: tuple[float, ...], margin_threshold: float = 0.0) -> str:
        """Return the class that wins: of two the second, if its margin is over the threshold.

        Otherwise the class with the highest score wins, the first of equals.
        """
        if len(scores) == 2:
            return self.classes[scores[1] - scores[0] > margin_threshold]
        return self.classes[scores.index(max(scores))]

    def probabilities(self, scores: tuple[float, ...]) -> tuple[float, ...] | None:
        """Turn scores into a probability per class, or None where the classifier has none.

        softmax: p_k = exp(s_k) / sum_i exp(s_i). logistic: p_k = 1 / (1 + exp(-s_k)), divided by
        their sum, and for two classes simply the logistic function of the margin.
        """
        if self.link == "none":
            return None
        if len(scores) == 2:
            second = logistic(scores[1] - scores[0])
            return (1.0 - second, second)
        if self.link == "softmax":
            most = max(scores)
            parts = [math.exp(score - most) for score in scores]
        else:
            parts = [logistic(score) for score in scores]
        total = sum(parts)
        if total == 0.0:
            return (1.0 / len(parts),) * len(parts)
        return tuple(part / total for part in parts)

    def contribution(self, row: int, column: int, value: float) -> float:
        """Return what one column of a vector adds to the score of a row."""
        at = row * self.width + column
        weight = self.linear[at]
        if self.quadratic is not None:
            weight += self.quadratic[at] * value
        return weight * value

    def _row(self, row: int, vector: Sequence[BlockVector]) -> float:
        score, offset = self.intercept[row], row * self.width
        for columns, values, scale in vector:
            places = [offset + column for column in columns] if offset else columns
            weights: Iterable[float] = take(self.linear, places)
            if self.quadratic is not None:
                scaled = [scale * value for value in values]
                weights = map(add, weights, map(mul, take(self.quadratic, places), scaled))
            score += scale * sum(map(mul, weights, values))
        return score


def logistic(score: float) -> float:
    """Return 1 / (1 + exp(-score)) for any finite score.

    >>> logistic(0.0), logistic(-1e6), logistic(1e6)
    (0.5, 0.0, 1.0)
    """
    if score >= 0:
        return 1.0 / (1.0 + math.exp(-score))
    odds = math.exp(score)
    return odds / (1.0 + odds)


def read_classifier(raw: bytes, width: int, where: str = FILE_NAME) -> Classifier:
    """Check the bytes of a classifier file that goes with a vectorizer of `width` columns.

    Raises
    ------
    FormatError
        For anything that docs/format.md does not allow.
    """
    artifact = read_artifact(raw, where, "classifier")
    classes = artifact.config.texts("classes", 2, MAX_CLASSES)
    link = artifact.config.text("link", LINKS)
    classifier = _build(artifact, tuple(classes), link, width)
    artifact.end()
    return classifier


def _build(artifact: Artifact, classes: tuple[str, ...], link: str, width: int) -> Classifier:
    rows = 1 if len(classes) == 2 else len(classes)
    shape = (rows, width)
    quadratic = artifact.floats("quadratic", shape) if artifact.has("quadratic") else None
    return Classifier(
        classes=classes,
        link=link,
        width=width,
        intercept=artifact.floats("intercept", (rows,)),
        linear=artifact.floats("linear", shape),
        quadratic=quadratic,
    )
