"""A bundle: the directory that `fit` and `export` write and `publish` reads.

It holds the two artifacts, the fitted estimators as joblib pickles (a record of the training that
the service never reads), the metrics, and the manifest with the digest of each file.
"""

import hashlib
import io
import json
import pickle
import platform
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.manifest import FORMAT, Manifest, read_manifest
from chalicelib.registry import tutorial_pickles
from chalicelib.registry.fetch import resolve_function
from chalicelib.scoring import classifier, vectorizer
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from chalicelib.version_names import version_of
from train.errors import InputError
from train.files import read_bytes

if TYPE_CHECKING:
    from train.export.exported import Export

MANIFEST = "manifest.json"
METRICS = "metrics.json"
FIT_HINT = "; 'python -m train fit' writes a model"
LIBRARIES = ("scikit-learn", "numpy", "scipy", "joblib", "safetensors")


class PickleNames(NamedTuple):
    """The file names of the pickled vectorizer and classifier."""

    vectorizer: str
    classifier: str


TUTORIAL_PICKLES = PickleNames(tutorial_pickles.VECTORIZER_KEY, tutorial_pickles.CLASSIFIER_KEY)
OTHER_PICKLES = PickleNames(tutorial_pickles.VECTORIZER_KEY, "classifier.pkl")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A checked manifest and the contents of the files that it lists, by name."""

    manifest: Manifest
    files: dict[str, bytes]

    def model(self) -> Model:
        """Build the model as the service does."""
        return build_model(
            self.files[vectorizer.FILE_NAME],
            self.files[classifier.FILE_NAME],
            self.manifest,
            partial(resolve_function, self.manifest),
        )


def pickle_names(recipe: str) -> PickleNames:
    """Return the names of a recipe's pickles: only the tutorial's classifier is naive Bayes.

    >>> pickle_names("tutorial").classifier, pickle_names("default").classifier
    ('naive_bayes_clf.pkl', 'classifier.pkl')
    """
    return TUTORIAL_PICKLES if recipe == "tutorial" else OTHER_PICKLES


def make_bundle(
    export: "Export",
    estimators: tuple[Any, Any],
    facts: Mapping[str, Any],
    now: datetime,
    more: Mapping[str, bytes] | None = None,
) -> Bundle:
    """Put a model and its manifest together.

    `estimators` are the fitted vectorizer and classifier that were exported. `facts` are the
    manifest's `recipe`, `data`, `metrics`, `positive` and `threshold`. The version's name starts
    with `now`, the time of training with its zone. `more` are further files by name, such as the
    report.
    """
    names = pickle_names(facts["recipe"])
    files = {
        vectorizer.FILE_NAME: export.vectorizer,
        classifier.FILE_NAME: export.classifier,
        names.vectorizer: _pickle(estimators[0]),
        names.classifier: _pickle(estimators[1]),
        METRICS: (json.dumps(facts["metrics"], indent=2, sort_keys=True) + "\n").encode(),
    } | dict(more or {})
    document = manifest_fields(export, facts, now) | {
        "format": FORMAT,
        "files": {name: _entry(raw) for name, raw in sorted(files.items())},
    }
    return Bundle(read_manifest(document, version_of(document), MANIFEST), files)


def manifest_fields(export: "Export", facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the fields of a manifest that describe the model: all but its format and files."""
    return {
        "created": now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
        "classes": list(export.read_classifier.classes),
        "libraries": {name: version(name) for name in LIBRARIES}
        | {"python": platform.python_version()},
        **({"functions": export.functions} if export.functions else {}),
        **facts,
        # Without the field a text has one label, as in all manifests of format 1 classifiers.
        **({"several": True} if export.several else {}),
    }


def check_writable(directory: Path) -> None:
    """Check that files can be written to a directory, or that it can be created.

    Call it before training, so that a mistyped path does not waste the training. A training that
    stops leaves no empty directory.

    Raises
    ------
    InputError
        If the directory cannot be written.
    """
    try:
        existing = next(
            each for each in (directory, *directory.absolute().parents) if each.exists()
        )
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as exc:
        raise InputError(f"{directory}: cannot write the model there: {exc.strerror}") from exc


def write_bundle(bundle: Bundle, directory: Path) -> None:
    """Write the files, the manifest last: a directory without one is not a bundle.

    Raises
    ------
    InputError
        If the directory cannot be written.
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
        If the manifest is missing or a file cannot be read.
    FormatError
        If the manifest does not have the format, or a file does not match its digest.
    """
    raw = read_bytes(directory / MANIFEST, FIT_HINT)
    document = strict_json.Record(strict_json.parse(raw, MANIFEST), MANIFEST).fields()
    manifest = read_manifest(document, version_of(document), MANIFEST)
    files = {name: read_bytes(directory / name, FIT_HINT) for name in manifest.files}
    for name, content in files.items():
        if _entry(content) != manifest.files[name]._asdict():
            raise FormatError(f"{directory / name}: changed since the model was made; fit it again")
    return Bundle(manifest, files)


def with_files(bundle: Bundle, changed: Mapping[str, bytes]) -> Bundle:
    """Return a copy of a bundle with other contents of some files; it names what it replaces."""
    files = bundle.files | dict(changed)
    document = bundle.manifest.document | {
        "files": {name: _entry(raw) for name, raw in sorted(files.items())},
        "replaces": bundle.manifest.version,
    }
    return Bundle(read_manifest(document, version_of(document), MANIFEST), files)


def _entry(raw: bytes) -> dict[str, Any]:
    return {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def _pickle(estimator: Any) -> bytes:
    """Pickle an estimator; functions that no module holds, such as lambdas, by their code."""
    import joblib  # imports numpy, which a command that only reads a bundle does without

    buffer = io.BytesIO()
    try:
        joblib.dump(estimator, buffer)
    except (pickle.PicklingError, AttributeError, TypeError):
        import cloudpickle

        pickled: bytes = cloudpickle.dumps(estimator)
        return pickled
    return buffer.getvalue()
