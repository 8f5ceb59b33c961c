"""Fitted scikit-learn objects to the two data-only files, checked by the reader that serves them.

The files are written with the safetensors library, as docs/format.md specifies. Each has one
metadata entry, because the library writes several in no fixed order and the same model must give
the same bytes.
"""

import json
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from safetensors.numpy import save
from sklearn.pipeline import Pipeline

from chalicelib.scoring.artifact import FORMAT, METADATA_KEY
from chalicelib.scoring.classifier import Classifier, read_classifier
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer
from train.errors import InputError
from train.export.classifiers import Discriminant, discriminant
from train.export.float32_check import margins, rounded, vectors_of
from train.export.vectorizers import SUPPORTED, export_vectorizer

FLOAT32_TOLERANCE = 1e-6
"""How much a score of a training text may change for the coefficients to be kept in float32."""
TRIED_TEXTS = 100
"""How many training texts, spread over all of them, the exported model itself must score so."""
TEXTS_AT_ONCE = 10_000
"""How many texts stand in one matrix, so that it takes no more memory for a large corpus."""


@dataclass(frozen=True, slots=True)
class Export:
    """The bytes of the two artifacts, and what they read back as."""

    vectorizer: bytes
    classifier: bytes
    read_vectorizer: Vectorizer
    read_classifier: Classifier

    @property
    def threshold(self) -> float | None:
        """The probability over which scikit-learn itself takes the second of two classes."""
        calibrated = self.read_classifier.link != "none"
        return 0.5 if calibrated and len(self.read_classifier.classes) == 2 else None

    def scores(self, text: str) -> tuple[float, ...]:
        """Score a text as the service will."""
        return self.read_classifier.scores(self.read_vectorizer.transform(text))


def export_model(vectorizer: Any, classifier: Any, texts: Iterable[str] = ()) -> Export:
    """Export a fitted vectorizer and a fitted classifier that goes with it.

    Parameters
    ----------
    vectorizer
        `TfidfVectorizer`, `CountVectorizer` or a `FeatureUnion` of them.
    classifier
        One of those that `train.export.classifiers` knows.
    texts
        The training texts. Where they are given, and there is no quadratic term, coefficients
        are kept in float32 if that changes no score of a text by more than 1e-6.

    Raises
    ------
    InputError
        Names what the format cannot say.
    """
    form = discriminant(classifier)
    exact = _write(vectorizer, form, np.float64)
    texts = list(dict.fromkeys(texts))
    if not texts or form.quadratic is not None:
        return exact
    small = _write(vectorizer, form, np.float32)
    every = max(1, len(texts) // TRIED_TEXTS)
    parts = (texts[at : at + TEXTS_AT_ONCE] for at in range(0, len(texts), TEXTS_AT_ONCE))
    vectors = ((part, vectors_of(vectorizer, part, form.presence)) for part in parts)
    return small if all(_agree(exact, small, *each, every) for each in vectors) else exact


def split_estimators(estimators: Sequence[Any]) -> tuple[Any, Any]:
    """Return vectorizer and classifier from a fitted `Pipeline` of both, or from the two."""
    steps = list(estimators)
    if len(steps) == 1 and isinstance(steps[0], Pipeline):
        steps = [step for _, step in steps[0].steps]
    names = ", ".join(type(step).__name__ for step in steps)
    if len(steps) != 2:
        raise InputError(
            f"found {names}; supported is a Pipeline of two steps, a vectorizer ({SUPPORTED}) "
            "and a classifier, or these two in a file each"
        )
    return steps[0], steps[1]


def _write(vectorizer: Any, form: Discriminant, float_type: Any) -> Export:
    config, tensors = export_vectorizer(vectorizer, form.presence, float_type)
    vectorizer_bytes = _file("vectorizer", config, tensors)
    config = {"classes": list(form.classes), "link": form.link}
    tensors = {"intercept": form.intercept, "linear": form.linear.astype(float_type)}
    if form.quadratic is not None:
        tensors["quadratic"] = form.quadratic
    classifier_bytes = _file("classifier", config, tensors)
    read = read_vectorizer(vectorizer_bytes)
    if form.linear.shape[1] != read.width:
        raise InputError(
            f"the classifier has {form.linear.shape[1]} features and the vectorizer "
            f"{read.width} terms; they must be fitted together"
        )
    return Export(
        vectorizer_bytes, classifier_bytes, read, read_classifier(classifier_bytes, read.width)
    )


def _file(kind: str, config: dict[str, Any], tensors: dict[str, Any]) -> bytes:
    config = {"format": FORMAT, "kind": kind} | config
    text = json.dumps(config, sort_keys=True, separators=(",", ":"))
    contiguous = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    return save(contiguous, metadata={METADATA_KEY: text})


def _agree(exact: Export, small: Export, texts: Sequence[str], vectors: Any, every: int) -> bool:
    """Tell whether the small model's scores are the exact ones, within the tolerance.

    All are compared as matrices; that these say what the small model computes, the model itself
    shows by scoring one text of `every` so many.
    """
    expected = margins(exact.read_classifier, vectors)
    vectors = rounded(vectors, exact.read_vectorizer, small.read_vectorizer)
    tried = [small.scores(text)[-expected.shape[1] :] for text in texts[::every]]
    changes = (margins(small.read_classifier, vectors) - expected, tried - expected[::every])
    return all(np.abs(change).max() <= FLOAT32_TOLERANCE for change in changes)


def load_estimators(paths: Sequence[Path]) -> tuple[Any, Any]:
    """Unpickle a fitted vectorizer and classifier from joblib files of one's own.

    Raises
    ------
    InputError
        When a file cannot be read or unpickled, or holds something else.
    """
    return split_estimators([_load(path) for path in paths])


def _load(path: Path) -> Any:
    try:
        return joblib.load(path)
    except FileNotFoundError as exc:
        raise InputError(f"{path}: no such file") from exc
    except (OSError, EOFError, ValueError, KeyError, IndexError, pickle.UnpicklingError) as exc:
        raise InputError(f"{path}: not a joblib file ({type(exc).__name__}: {exc})") from exc
    except (ImportError, AttributeError, TypeError) as exc:
        raise InputError(f"{path}: needs code that is not installed here ({exc})") from exc
