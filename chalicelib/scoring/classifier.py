"""Turn a sparse vector into scores and probabilities, alike for all classifiers.

    score_k(x) = intercept_k + sum_j linear_kj x_j + sum_j quadratic_kj x_j^2

The sums run over the terms that occur, so the cost depends on the length of the text, not on the
size of the vocabulary. Every linear classifier has this form. Gaussian naive Bayes has it with the
square term, because the share of the terms that do not occur is added up once, in the intercept
(docs/format.md derives it). With two classes only the margin is stored: the score of the second
class, if that of the first is 0. Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Sequence
from operator import mul
from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.manifest import MAX_CLASSES
from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.artifact import FORMAT, Artifact, read_artifact
from chalicelib.scoring.sparse_vector import BlockVector, take

if TYPE_CHECKING:
    from array import array

FILE_NAME = "classifier.safetensors"
LINKS = ("softmax", "logistic", "none")


class Classifier(NamedTuple):
    """The classes, the link from scores to probabilities, and the coefficients.

    `intercept` has one number for each row; `linear` and `quadratic` have `width`, row after row.
    There is one row for each class, or a single row, the margin's, if there are two classes.
    """

    classes: tuple[str, ...]
    link: str
    width: int
    intercept: "array[float]"
    linear: "array[float]"
    quadratic: "array[float] | None"

    @property
    def several(self) -> bool:
        """False: format 1 has no classifier that gives a text several labels."""
        return False

    @property
    def has_probabilities(self) -> bool:
        """Whether the classifier turns scores into probabilities."""
        return self.link != "none"

    def scores(self, vector: Sequence[BlockVector]) -> tuple[float, ...]:
        """Return one score for each class, in the order of `classes`."""
        rows = [self._row(row, vector) for row in range(len(self.intercept))]
        return (0.0, rows[0]) if len(self.classes) == 2 else tuple(rows)

    def label(self, scores: tuple[float, ...], margin_threshold: float = 0.0) -> str:
        """Return the winning class: of two, the second if the margin is above the threshold.

        With more classes the highest score wins, and of equal scores the first.
        """
        if len(scores) == 2:  # the comparison is the index: False is 0, True is 1
            return self.classes[scores[1] - scores[0] > margin_threshold]
        return self.classes[scores.index(max(scores))]

    def margin_at(self, threshold: float | None, positive: str | None = None) -> float:
        """Return the margin above which the second of two classes wins.

        `threshold` is the probability above which the positive class wins, by default the second.
        Its margin is ln(t / (1 - t)), the inverse of the logistic function. If the first class is
        positive, it wins if the second's margin is below -ln(t / (1 - t)), and the second if its
        margin is that or more: above the next lower number.

        >>> from array import array
        >>> pair = Classifier(("fraud", "safe"), "logistic", 0, array("d"), array("d"), None)
        >>> pair.margin_at(None, "fraud"), pair.margin_at(0.5), pair.margin_at(0.5, "fraud")
        (0.0, 0.0, -5e-324)
        """
        if threshold is None:
            return 0.0
        margin = math.log(threshold / (1.0 - threshold))
        return math.nextafter(-margin, -math.inf) if positive == self.classes[0] else margin

    def probabilities(self, scores: tuple[float, ...]) -> tuple[float, ...] | None:
        """Turn scores into one probability for each class, or None if the link is "none".

        softmax: p_k = exp(s_k) / sum_i exp(s_i). logistic: p_k = 1 / (1 + exp(-s_k)), divided by
        their sum; with two classes p_2 is the logistic function of the margin.
        """
        if self.link == "none":
            return None
        if len(scores) == 2:
            second = logistic(scores[1] - scores[0])
            return (1.0 - second, second)
        if self.link == "softmax":
            # exp(1000) overflows, so the highest score is subtracted first. It cancels out:
            # softmax of (1000, 999) is softmax of (0, -1).
            highest = max(scores)
            positives = [math.exp(score - highest) for score in scores]
        else:
            positives = [logistic(score) for score in scores]
        total = sum(positives)
        if total == 0.0:  # every logistic underflowed
            return (1.0 / len(positives),) * len(positives)
        return tuple(positive / total for positive in positives)

    def contribution(self, row: int, column: int, value: float) -> float:
        """Return the contribution of a column to a row's score: linear * x + quadratic * x^2."""
        position = row * self.width + column
        weight = self.linear[position]
        if self.quadratic is not None:
            weight += self.quadratic[position] * value
        return weight * value

    def share(self, row: int, block: BlockVector) -> float:
        """Return the contribution of a block to a row's score.

        With x = scale * value, linear * x + quadratic * x^2 is scale * (linear + quadratic * x) *
        value, so the scale multiplies the sum once instead of each entry.
        """
        # Rows follow one another: with width 3, column 1 of row 2 is element 2 * 3 + 1.
        (columns, values, scale), offset = block, row * self.width
        positions = [offset + column for column in columns] if offset else columns
        weights = take(self.linear, positions)
        total: float
        if self.quadratic is None:
            total = sum(map(mul, weights, values))
            return scale * total
        # Both sums apart would be faster, but lose five digits where they cancel.
        squares = take(self.quadratic, positions)
        shares = zip(weights, squares, values, strict=True)
        total = sum([(weight + square * (scale * x)) * x for weight, square, x in shares])
        return scale * total

    def _row(self, row: int, vector: Sequence[BlockVector]) -> float:
        """Return a row's score."""
        score = self.intercept[row]
        for block in vector:
            score += self.share(row, block)
        return score


def logistic(score: float) -> float:
    """Return 1 / (1 + exp(-score)) for any finite score.

    >>> logistic(0.0), logistic(-1e6), logistic(1e6)
    (0.5, 0.0, 1.0)
    """
    # exp of a high number overflows; both forms take exp of a negative one.
    if score >= 0:
        return 1.0 / (1.0 + math.exp(-score))
    odds = math.exp(score)
    return odds / (1.0 + odds)


def read_classifier(raw: bytes, width: int, where: str = FILE_NAME) -> Classifier:
    """Check the bytes of a classifier file and build it for a vectorizer of `width` columns.

    Raises
    ------
    FormatError
        If the file breaks a rule of docs/format.md.
    """
    artifact = read_artifact(raw, where, "classifier")
    if artifact.format != FORMAT:
        raise FormatError(f"{where}: format is {artifact.format}; expected {FORMAT}")
    return build_classifier(artifact, width)


def build_classifier(artifact: Artifact, width: int) -> Classifier:
    """Build the classifier of an artifact of format 1; raises what `read_classifier` raises."""
    classes = artifact.config.texts("classes", 2, MAX_CLASSES)
    link = artifact.config.text("link", LINKS)
    classifier = _build(artifact, tuple(classes), link, width)
    artifact.finish()
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
