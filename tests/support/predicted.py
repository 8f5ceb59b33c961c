"""Bundles whose predictions a test chooses."""

import hashlib

from chalicelib.manifest import read_manifest
from chalicelib.version_names import version_of
from train.evaluation.predictions import FILE_NAME, Prediction, Predictions
from train.registry.bundle import Bundle

TEN = "0123456789"
"""The keys of ten texts, five of them spam."""


def predicted(right: str, keys: str = TEN) -> Predictions:
    """Return predictions for the texts with the keys; those in `right` are labelled right."""
    other = {"ham": "spam", "spam": "ham"}
    rows = [
        Prediction(key, label, label if key in right else other[label], 0.5)
        for key in keys
        for label in [("ham", "spam")[ord(key) % 2]]
    ]
    return Predictions(("ham", "spam"), tuple(rows))


def carrying(bundle: Bundle, raw: bytes | None) -> Bundle:
    """Return the bundle with other bytes as its predictions, or without predictions."""
    files = {name: old for name, old in bundle.files.items() if name != FILE_NAME}
    if raw is not None:
        files[FILE_NAME] = raw
    entries = {
        name: {"size": len(old), "sha256": hashlib.sha256(old).hexdigest()}
        for name, old in files.items()
    }
    document = bundle.manifest.document | {"files": entries}
    return Bundle(read_manifest(document, version_of(document), "manifest"), files)
