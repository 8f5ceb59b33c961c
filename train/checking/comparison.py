"""Score raw texts with an exported model, as the service does, and find what differs."""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import NamedTuple

from chalicelib import strict_json
from train.checking.raw_texts import RawText
from train.errors import InputError
from train.export.exported import Export

MOST_SHOWN = 5


class Difference(NamedTuple):
    """A text to which the model gives another label or probability."""

    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return the difference as messages have it."""
        return f"{self.where}: expected {self.expected}, found {self.found}"


class Found(NamedTuple):
    """What a model gives a text; several labels are one string, see `joined`.

    `margin` is that of the second of two classes, such as scikit-learn's `decision_function`.
    """

    label: str
    probabilities: tuple[float, ...] | None
    margin: float | None = None


Classify = Callable[[str], Found]


class Check(NamedTuple):
    """Everything that a cause is sought in.

    `classify` is what is served, `plain` the same with scikit-learn's own threshold. `own` returns
    what scikit-learn's own objects predict for texts, or None if they cannot. `given` are the steps
    of `--clean`: what is tried comes before them. `ties` are what
    `train.export.warnings` says.
    """

    texts: Sequence[RawText]
    classify: Classify
    plain: Classify
    classes: tuple[str, ...]
    positive: str | None
    own: Callable[[Sequence[str]], list[str] | None]
    given: tuple[str, ...] = ()
    several: bool = False
    ties: Sequence[str] = ()


def classify_with(export: Export, threshold: float | None, positive: str | None) -> Classify:
    """Return a function that classifies a text as the service does with these facts."""
    classifier = export.read_classifier
    margin = 0.0 if export.several else classifier.margin_at(threshold, positive)

    def classify(text: str) -> Found:
        scores = export.scores(text)
        if export.several:
            label = joined(compress(classifier.classes, (score > 0.0 for score in scores)))
        else:
            label = classifier.label(scores, margin)
        is_pair = len(classifier.classes) == 2 and not export.several
        margin_of_second = scores[1] - scores[0] if is_pair else None
        return Found(label, classifier.probabilities(scores), margin_of_second)

    return classify


def joined(labels: Iterable[str]) -> str:
    """Return the labels of a text that has several as one string: a sorted JSON array.

    >>> joined(["urgent", "spam"]), joined([])
    ('["spam", "urgent"]', '[]')
    """
    return json.dumps(sorted(labels), ensure_ascii=False)


def with_several(text: RawText) -> RawText:
    """Return a row whose label is an array of labels, or one label, as `joined` has it."""
    if not text.label.startswith("["):
        return text._replace(label=joined([text.label]))
    found = strict_json.parse(text.label.encode(), f"{text.where}: the label")
    if not isinstance(found, list) or not all(isinstance(each, str | int) for each in found):
        raise InputError(f"{text.where}: the label is {text.label}; expected an array of labels")
    return text._replace(label=joined(map(str, found)))


def differences(
    texts: Sequence[RawText], found: Sequence[Found], classes: Sequence[str]
) -> list[Difference]:
    """Return where labels differ, or probabilities by more than their rounding and 1e-6."""
    pairs = zip(texts, found, strict=True)
    all_found = (difference(text, result, classes) for text, result in pairs)
    return [each for each in all_found if each is not None]


def difference(text: RawText, found: Found, classes: Sequence[str]) -> Difference | None:
    """Return what differs between a row and what the model found."""
    if text.label != found.label:
        return Difference(text.where, text.label, found.label)
    by_class = dict(zip(classes, found.probabilities or (), strict=False))
    for name, expected in text.probabilities.items():
        if abs(by_class[name] - expected) > text.rounding.tolerance(expected):
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
