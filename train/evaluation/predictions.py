"""What a model said of labelled texts that it was not fitted to, kept without the texts.

A version carries its predictions, so that two versions can be compared, and a worse one refused,
wherever both were measured on the same text. A text is known by its `text_key` alone.
"""

import hashlib
import json
from dataclasses import dataclass

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.manifest import MAX_CLASSES
from chalicelib.strict_json import Record

FILE_NAME = "predictions.json"
KEY_DIGITS = 16
MAX_ROWS = 10**8


@dataclass(frozen=True, slots=True)
class Prediction:
    """A text's key, its true class, the predicted one, and a probability.

    The probability is that of the second class where there are two, and otherwise that of the
    predicted class.
    """

    key: str
    label: str
    predicted: str
    probability: float


@dataclass(frozen=True, slots=True)
class Predictions:
    """The classes, in the order of the classifier's, and one row per text."""

    classes: tuple[str, ...]
    rows: tuple[Prediction, ...]


def text_key(text: str) -> str:
    r"""Return what a text is known by: a digest that case and white space do not change.

    >>> text_key("See  you\nat EIGHT") == text_key("see you at eight ")
    True
    """
    folded = fold(text).encode("utf-8", "surrogatepass")
    return hashlib.sha256(folded).hexdigest()[:KEY_DIGITS]


def fold(text: str) -> str:
    r"""Fold case and white space: texts that differ in these alone count as one.

    >>> fold(" See  you\nat EIGHT")
    'see you at eight'
    """
    return " ".join(text.casefold().split())


def write_predictions(predictions: Predictions) -> bytes:
    """Return the bytes of the file, in which classes are numbers and probabilities rounded."""
    number = {name: index for index, name in enumerate(predictions.classes)}
    rows = [
        [row.key, number[row.label], number[row.predicted], round(row.probability, 6)]
        for row in predictions.rows
    ]
    document = {"classes": list(predictions.classes), "rows": rows}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def read_predictions(raw: bytes) -> Predictions:
    """Read the file.

    Raises
    ------
    FormatError
        When it is no such file.
    """
    record = Record(strict_json.parse(raw, FILE_NAME), FILE_NAME)
    classes = tuple(record.texts("classes", 2, MAX_CLASSES))
    rows = record.items("rows", 0, MAX_ROWS)
    record.end()
    try:
        return Predictions(classes, tuple(_row(classes, *row) for row in rows))  # type: ignore[misc]
    except (TypeError, IndexError, ValueError) as exc:
        raise FormatError(f"{FILE_NAME}: a row is not [key, class, class, probability]") from exc


def _row(classes: tuple[str, ...], key: str, label: int, predicted: int, p: float) -> Prediction:
    return Prediction(str(key), classes[label], classes[predicted], float(p))
