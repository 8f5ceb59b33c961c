"""A classifier of format 2: the features that it sees, the form that scores them, the classes.

It has the interface of `chalicelib.scoring.classifier.Classifier`. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from chalicelib.errors import FormatError
from chalicelib.manifest import MAX_CLASSES
from chalicelib.scoring.artifact import Artifact
from chalicelib.scoring.features.reader import read_features
from chalicelib.scoring.features.steps import Features
from chalicelib.scoring.kinds.form import Form, FormReader
from chalicelib.scoring.sparse_vector import BlockVector
from chalicelib.strict_json import Record

_COMBINED = (
    *("after", "calibrated", "chain", "codes", "one_vs_one", "one_vs_rest"),
    *("several", "stack", "vote"),
)
KINDS = ("constant", "kernel", "linear", "neighbours", "perceptron", "spread", "trees", *_COMBINED)
"""The kinds of form; a module of `chalicelib.scoring.kinds` has the same name."""

LINKS = ("softmax", "logistic", "identity", "own", "none")
"""How the probabilities follow from the scores.

"softmax" and "logistic" are those of format 1; with "identity" the scores are the probabilities;
with "own" they cannot be computed from the scores; with "none" there are none.
"""


class Scores(tuple[float, ...]):
    """One score for each class, with the probabilities of the same text, if there are any."""

    probabilities: tuple[float, ...] | None


class FormClassifier(NamedTuple):
    """The classes, and the form that scores the features.

    `several` means that a text can have several labels, or none.
    """

    classes: tuple[str, ...]
    several: bool
    link: str
    features: Features
    form: Form

    @property
    def has_probabilities(self) -> bool:
        """Whether the classifier has probabilities."""
        return self.link != "none"

    def scores(self, vector: Sequence[BlockVector]) -> Scores:
        """Return one score for each class, in the order of `classes`."""
        outcome = self.form.outcome(self.features.vector(vector))
        scores = Scores(outcome.scores)
        scores.probabilities = outcome.probabilities
        return scores

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
        If the scores are the probabilities, the margin p - (1 - p) is 2 p - 1; otherwise it is that
        of `chalicelib.scoring.classifier.Classifier.margin_at`.

        Raises
        ------
        FormatError
            If the labels do not follow from probabilities, so no threshold applies.
        """
        if threshold is None:
            return 0.0
        if self.link in ("own", "none"):
            raise FormatError(
                f"threshold is {threshold}; expected null, because the classifier's labels do not "
                "follow from probabilities"
            )
        margin = 2.0 * threshold - 1.0
        if self.link != "identity":
            margin = math.log(threshold / (1.0 - threshold))
        return math.nextafter(-margin, -math.inf) if positive == self.classes[0] else margin

    def probabilities(self, scores: tuple[float, ...]) -> tuple[float, ...] | None:
        """Return the probabilities that belong to these scores, or None."""
        return scores.probabilities if isinstance(scores, Scores) else None


def build_form_classifier(artifact: Artifact, starts: Sequence[int]) -> FormClassifier:
    """Build the classifier of an artifact of format 2.

    `starts` has the first column of each block of the vectorizer, and the number of columns.

    Raises
    ------
    FormatError
        If the file breaks a rule of docs/format.md.
    """
    config = artifact.config
    several = config.flag("several")
    classes = tuple(config.texts("classes", 1 if several else 2, MAX_CLASSES))
    link = config.text("link", LINKS)
    if several and link not in ("own", "none"):
        raise config.error(f"several is true and link is {link!r}; expected own or none")
    features = read_features(artifact, config.take("features"), starts)
    record = Record(config.take("form"), f"{artifact.where}: form")
    form = _read(FormReader(artifact, record, "form", features.width, len(classes), _read))
    artifact.finish()
    classifier = FormClassifier(classes, several, link, features, form)
    _check_outcome(classifier, artifact.where, len(starts) - 1)
    return classifier


def _read(reader: FormReader) -> Form:
    kind = reader.record.text("kind", KINDS)
    module = f"combined.{kind}" if kind in _COMBINED else kind
    form: Form = import_module(f"chalicelib.scoring.kinds.{module}").read(reader)
    reader.record.finish()
    return form


def _check_outcome(classifier: FormClassifier, where: str, blocks: int) -> None:
    """Score the vector of no term: the forms must fit together and return what the link needs."""
    scores = classifier.scores([BlockVector((), (), 1.0)] * blocks)
    probabilities = scores.probabilities
    numbers = [*scores, *(probabilities or ())]
    expected = len(classifier.classes) * (2 if classifier.has_probabilities else 1)
    if len(numbers) != expected or not all(map(math.isfinite, numbers)):
        raise FormatError(
            f"{where}: the form gives {len(scores)} scores and {len(probabilities or ())} "
            f"probabilities; expected finite ones for {len(classifier.classes)} classes, and "
            f"probabilities unless the link is 'none'; the link is {classifier.link!r}"
        )
