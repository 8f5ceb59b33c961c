"""A model's predictions for labelled texts that it was not fitted to, stored without the texts.

Each version carries its predictions, so that two versions can be compared on the texts that both
predicted, and a worse one is not promoted. A text is identified by its `text_key`, which anyone can
compute who guesses the text. In the file it is therefore replaced by a keyed digest, see `keyed`.
"""

import hmac
import json
import math
from dataclasses import dataclass, replace
from typing import cast

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.manifest import MAX_CLASSES
from chalicelib.strict_json import Record
from chalicelib.text_key import KEY_DIGITS
from chalicelib.text_key import normalize_for_comparison as normalize_for_comparison
from chalicelib.text_key import text_key as text_key

FILE_NAME = "predictions.json"
PROBABILITY_DIGITS = 6
MAX_ROWS = 10**8


@dataclass(frozen=True, slots=True)
class Prediction:
    """A text's key, its true class, its predicted class and a probability.

    With two classes, the probability is that of the second of `Predictions.classes`; otherwise,
    that of the predicted class. It is NaN if the classifier has no probabilities.
    """

    key: str
    label: str
    predicted: str
    probability: float


@dataclass(frozen=True, slots=True)
class Predictions:
    """The classes, the positive one last if there is one, and one prediction per text.

    `secret_id` identifies the secret of `keyed`; None means that the rows have plain text keys.
    """

    classes: tuple[str, ...]
    rows: tuple[Prediction, ...]
    secret_id: str | None = None


def keyed(predictions: Predictions, secret: bytes) -> Predictions:
    r"""Replace the text keys by their HMAC-SHA256 (RFC 2104) with a secret.

    Without the secret, a guessed text cannot be compared with the result. With it, two versions
    have the same key for the same text.

    >>> row = Prediction(text_key("see you"), "ham", "ham", 0.5)
    >>> first, second = (keyed(Predictions(("ham", "spam"), (row,)), b"secret") for _ in range(2))
    >>> first == second, first.rows[0].key == row.key, keyed(first, b"secret") == first
    (True, False, True)
    """
    if predictions.secret_id is not None:
        return predictions
    rows = tuple(replace(row, key=keyed_text(row.key, secret)) for row in predictions.rows)
    return Predictions(predictions.classes, rows, secret_id(secret))


def keyed_text(key: str, secret: bytes) -> str:
    """Return the keyed digest of a text key."""
    return hmac.digest(secret, key.encode(), "sha256").hex()[:KEY_DIGITS]


def secret_id(secret: bytes) -> str:
    """Return an identifier of a secret, which does not reveal it."""
    return hmac.digest(secret, b"the identifier of this secret", "sha256").hex()[:KEY_DIGITS]


def write_predictions(predictions: Predictions) -> bytes:
    r"""Return the bytes of the file: class indices, and rounded probabilities or null for NaN.

    >>> row = Prediction("0123456789abcdef", "ham", "spam", 2 / 3)
    >>> write_predictions(Predictions(("ham", "spam"), (row,)))
    b'{"classes":["ham","spam"],"rows":[["0123456789abcdef",0,1,0.666667]]}\n'
    """
    index_of = {name: index for index, name in enumerate(predictions.classes)}
    rows = [
        [
            row.key,
            index_of[row.label],
            index_of[row.predicted],
            None if math.isnan(row.probability) else round(row.probability, PROBABILITY_DIGITS),
        ]
        for row in predictions.rows
    ]
    document: dict[str, object] = {"classes": list(predictions.classes), "rows": rows}
    if predictions.secret_id is not None:
        document["secret_id"] = predictions.secret_id
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def read_predictions(raw: bytes) -> Predictions:
    """Read the bytes of the file; one of an older version has plain text keys.

    Raises
    ------
    FormatError
        If the bytes do not have the form that `write_predictions` writes.
    """
    record = Record(strict_json.parse(raw, FILE_NAME), FILE_NAME)
    classes = tuple(record.texts("classes", 2, MAX_CLASSES))
    rows = record.items("rows", 0, MAX_ROWS)
    secret = record.text("secret_id") if "secret_id" in record.fields() else None
    record.finish()
    return Predictions(classes, tuple(_read_row(classes, row) for row in rows), secret)


def _read_row(classes: tuple[str, ...], row: object) -> Prediction:
    try:
        key, label, predicted, found = cast("tuple[str, int, int, float | None]", row)
        probability = math.nan if found is None else float(found)
        return Prediction(str(key), classes[label], classes[predicted], probability)
    except (TypeError, IndexError, ValueError) as exc:
        raise FormatError(
            f"{FILE_NAME}: found a row that is not [key, class, class, probability]"
        ) from exc
