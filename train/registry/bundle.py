"""A bundle: the directory that `fit` and `export` write and `publish` reads.

It holds the two artifacts, both estimators as joblib pickles (the record of training, never read
by the service), the metrics, and the manifest with the digest of each.
"""

import hashlib
import io
import json
import platform
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.manifest import FORMAT, Manifest, read_manifest, version_of
from chalicelib.scoring import classifier, vectorizer
from chalicelib.scoring.model import Model, build_model
from train.errors import InputError
from train.files import read_bytes

if TYPE_CHECKING:
    from train.export.exporter import Export

MANIFEST = "manifest.json"
METRICS = "metrics.json"
FIT_HINT = "; 'python -m train fit' writes a model"
VECTORIZER_PICKLE = "tfidf_vectorizer.pkl"
CLASSIFIER_PICKLE = "naive_bayes_clf.pkl"
LIBRARIES = ("scikit-learn", "numpy", "scipy", "joblib", "safetensors")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A checked manifest and the files that it names, by name."""

    manifest: Manifest
    files: dict[str, bytes]

    def model(self) -> Model:
        """Build the model as the service would."""
        return build_model(
            self.files[vectorizer.FILE_NAME], self.files[classifier.FILE_NAME], self.manifest
        )


def make_bundle(
    export: "Export",
    estimators: tuple[Any, Any],
    facts: Mapping[str, Any],
    now: datetime,
    more: Mapping[str, bytes] | None = None,
) -> Bundle:
    """Put a model together with its manifest.

    Parameters
    ----------
    export
        The two artifacts.
    estimators
        The fitted vectorizer and classifier that they were made from.
    facts
        `recipe`, `data`, `metrics` and `threshold`, as the manifest keeps them.
    now
        The time of training, aware of its zone; it begins the version's name.
    more
        Further files by name, such as the report.
    """
    files = {
        vectorizer.FILE_NAME: export.vectorizer,
        classifier.FILE_NAME: export.classifier,
        VECTORIZER_PICKLE: _pickle(estimators[0]),
        CLASSIFIER_PICKLE: _pickle(estimators[1]),
        METRICS: (json.dumps(facts["metrics"], indent=2, sort_keys=True) + "\n").encode(),
    } | dict(more or {})
    document = describe(export, facts, now) | {
        "format": FORMAT,
        "files": {name: _entry(raw) for name, raw in sorted(files.items())},
    }
    return Bundle(read_manifest(document, version_of(document), MANIFEST), files)


def describe(export: "Export", facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return what a manifest says of a model, all but its files."""
    return {
        "created": now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
        "classes": list(export.read_classifier.classes),
        "libraries": {name: version(name) for name in LIBRARIES}
        | {"python": platform.python_version()},
        **facts,
    }


def check_writable(directory: Path) -> None:
    """Make the directory where it is missing, and refuse one that cannot be written to.

    Called before a model is trained, so that no training is lost to a typing mistake.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as exc:
        raise InputError(f"{directory}: cannot write the model there: {exc.strerror}") from exc


def write_bundle(bundle: Bundle, directory: Path) -> None:
    """Write the files, the manifest last; without it a directory is no bundle.

    Raises
    ------
    InputError
        When the directory cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / MANIFEST).unlink(missing_ok=True)
        for name, raw in bundle.files.items():
            (directory / name).write_bytes(raw)
        (directory / MANIFEST).write_bytes(strict_json.canonical(bundle.manifest.document))
    except OSError as exc:
        raise InputError(f"{directory}: cannot write the model there: {exc.strerror}") from exc


def read_bundle(directory: Path) -> Bundle:
    """Read a bundle and check every file against the manifest.

    Raises
    ------
    InputError
        When there is no manifest or a file cannot be read.
    FormatError
        When the manifest is not one, or a file is not what it says.
    """
    raw = read_bytes(directory / MANIFEST, FIT_HINT)
    document = strict_json.Record(strict_json.parse(raw, MANIFEST), MANIFEST).fields()
    manifest = read_manifest(document, version_of(document), MANIFEST)
    files = {name: read_bytes(directory / name, FIT_HINT) for name in manifest.files}
    for name, content in files.items():
        if _entry(content) != {
            "size": manifest.files[name].size,
            "sha256": manifest.files[name].sha256,
        }:
            raise FormatError(f"{directory / name}: changed since the model was made; fit it again")
    return Bundle(manifest, files)


def _entry(raw: bytes) -> dict[str, Any]:
    return {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def _pickle(estimator: Any) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(estimator, buffer)
    return buffer.getvalue()
