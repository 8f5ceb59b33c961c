"""Fetch the predictions that a published version carries."""

from typing import NamedTuple

from chalicelib.manifest import Manifest
from chalicelib.registry.fetch import fetch_file
from chalicelib.store.base import StoreReader
from train.evaluation.predictions import FILE_NAME, Predictions, read_predictions
from train.registry.current_model import fetch_current_manifest


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
