"""Score raw texts with an exported model, as the service does, and find what differs."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from chalicelib.scoring.model import Classification, Label, label_string
from chalicelib.scoring.several_labels import labels_of
from train.checking.raw_texts import RawText
from train.errors import InputError
from train.export.exporter import Export

TOLERANCE = 1e-6
"""How far a probability may be from the one in the file."""
MOST_SHOWN = 5

Classify = Callable[[str], Classification]


class Difference(NamedTuple):
    """A text to which the model gives another label or probability."""

    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return the difference as messages have it."""
        return f"{self.where}: expected {self.expected}, found {self.found}"


def classify_with(export: Export, threshold: float | None, positive: str | None) -> Classify:
    """Return a function that classifies a text as the service does with these facts.

    Several labels of a text become a JSON array in a string, as in the Open Inference Protocol.
    """
    classifier = export.read_classifier
    margin = classifier.margin_at(threshold, positive)

    def classify(text: str) -> Classification:
        scores = export.scores(text)
        label: Label = classifier.label(scores, margin)
        if export.several:
            label = label_string(labels_of(classifier.classes, scores))
        return Classification(label, classifier.probabilities(scores))

    return classify


def differences(
    texts: Sequence[RawText], found: Sequence[Classification], classes: Sequence[str]
) -> list[Difference]:
    """Return where labels differ, or probabilities by more than 1e-6."""
    pairs = zip(texts, found, strict=True)
    all_found = (difference(text, result, classes) for text, result in pairs)
    return [each for each in all_found if each is not None]


def difference(text: RawText, found: Classification, classes: Sequence[str]) -> Difference | None:
    """Return what differs between a row and what the model found."""
    if text.label != found.label:
        return Difference(text.where, text.label, label_string(found.label))
    by_class = dict(zip(classes, found.probabilities or (), strict=False))
    for name, expected in text.probabilities.items():
        if abs(by_class[name] - expected) > TOLERANCE:
            probabilities = (
                f"probability {number:.8g} of {name}" for number in (expected, by_class[name])
            )
            return Difference(text.where, *probabilities)
    return None


def check_probabilities(texts: Sequence[RawText], classes: Sequence[str], able: bool) -> None:
    """Refuse probabilities of a class that the model does not know, or if it has none.

    Raises
    ------
    InputError
        If a row has some.
    """
    for text in texts:
        unknown = [name for name in text.probabilities if name not in classes or not able]
        if unknown:
            known = ", ".join(f"probability_{name}" for name in classes) if able else "no column"
            raise InputError(
                f"{text.where}: has the column probability_{unknown[0]}; expected {known}, because "
                f"the model has {'these classes' if able else 'no probabilities'}"
            )


def shown(found: Sequence[Difference]) -> str:
    """Return the first differences in one line."""
    more = len(found) - MOST_SHOWN
    return "; ".join(map(str, found[:MOST_SHOWN])) + (f"; and {more} more" if more > 0 else "")
