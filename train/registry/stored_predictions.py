"""Fetch the predictions that a published version carries."""

from dataclasses import replace
from typing import NamedTuple

from chalicelib.manifest import Manifest
from chalicelib.registry.fetch import fetch_file
from chalicelib.store.base import StoreReader
from train.errors import InputError
from train.evaluation.predictions import (
    FILE_NAME,
    Predictions,
    keyed,
    keyed_text,
    read_predictions,
    secret_id,
)
from train.registry.current_model import fetch_current_manifest
from train.registry.predictions_key import KEY_FILE, VARIABLE


class VersionPredictions(NamedTuple):
    """A version's name and its predictions."""

    version: str
    predictions: Predictions


def fetch_predictions(store: StoreReader, manifest: Manifest) -> Predictions | None:
    """Fetch the predictions of a version, or return None if it was published without."""
    if FILE_NAME not in manifest.files:
        return None
    return read_predictions(fetch_file(store, manifest, FILE_NAME))


def fetch_current_predictions(store: StoreReader) -> VersionPredictions | None:
    """Fetch the promoted version's predictions, or return None if it was published without.

    Raises
    ------
    StoreError, FormatError
        If no version is promoted, or the store or the version cannot be read.
    """
    manifest = fetch_current_manifest(store)
    predictions = fetch_predictions(store, manifest)
    return None if predictions is None else VersionPredictions(manifest.version, predictions)


def with_same_keys(
    first: Predictions, second: Predictions, secret: bytes | None
) -> tuple[Predictions, Predictions]:
    """Return both with the same kind of keys, so that they can be compared.

    Plain keys, of a version published before keys were used, are keyed with the publisher's secret.

    Raises
    ------
    InputError
        If they were made with different secrets, or the secret of one is not at hand.
    """
    if first.secret_id != second.secret_id and secret is not None:
        first, second = keyed(first, secret), keyed(second, secret)
    if first.secret_id != second.secret_id:
        raise InputError(
            "the predictions of the two versions were made with different keys and cannot be "
            f"compared; expected the same {VARIABLE}, or the same {KEY_FILE}, at each 'fit'"
        )
    return first, second


def with_plain_keys(stored: Predictions, known: Predictions, secret: bytes) -> Predictions | None:
    """Return stored predictions with the plain keys of the known texts, or None if not possible.

    Rows of other texts keep their keyed digests, which equal no plain key.
    """
    if stored.secret_id is None:
        return stored
    if stored.secret_id != secret_id(secret):
        return None
    plain = {keyed_text(row.key, secret): row.key for row in known.rows}
    rows = tuple(replace(row, key=plain.get(row.key, row.key)) for row in stored.rows)
    return Predictions(stored.classes, rows)
