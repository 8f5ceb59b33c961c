"""The tutorial's own bucket: two joblib pickles, loaded only where `ALLOW_PICKLE=1` says so.

Unpickling runs whatever code the file holds, and needs the scikit-learn it was made with in the
deployment (`requirements-joblib.txt`). Whoever can write to the bucket can then run code in the
service. Nothing else in `chalicelib/` imports joblib, and nothing else unpickles.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import FormatError, NotInStoreError, StoreError
from chalicelib.manifest import DIGEST_DIGITS, Manifest
from chalicelib.store.base import StoreReader

VECTORIZER_KEY = "tfidf_vectorizer.pkl"
CLASSIFIER_KEY = "naive_bayes_clf.pkl"
MAX_PICKLE_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class PickledModel:
    """A fitted vectorizer and classifier of scikit-learn's, and a manifest that says so."""

    manifest: Manifest
    vectorizer: Any
    classifier: Any

    def predict(self, text: str) -> str:
        """Return the label of a text; the vector is made dense, as naive Bayes needs it."""
        return str(self.classifier.predict(self.vectorizer.transform([text]).toarray())[0])


def fetch_pickled(
    store: StoreReader, allowed: bool, known: str | None, no_pointer: NotInStoreError
) -> PickledModel | None:
    """Fetch the tutorial's two pickles from directly under the store's address.

    Parameters
    ----------
    store
        A store without a pointer.
    allowed
        What `ALLOW_PICKLE` says.
    known
        The version of pickles that are loaded already; None is returned while it is the same.
    no_pointer
        The error that told that there is no pointer; raised again where there are no pickles.

    Raises
    ------
    StoreError
        When there are pickles but they are not allowed; nothing has been unpickled.
    FormatError
        When they cannot be loaded here.
    """
    try:
        raw = [store.read(key, MAX_PICKLE_BYTES) for key in (VECTORIZER_KEY, CLASSIFIER_KEY)]
    except NotInStoreError:
        raise no_pointer from None
    if not allowed:
        raise StoreError(
            f"{store.uri}: found no current.json but {VECTORIZER_KEY} and {CLASSIFIER_KEY}; "
            "unpickling runs code and is refused unless ALLOW_PICKLE=1 is set"
        )
    version = f"pickle-{hashlib.sha256(b''.join(raw)).hexdigest()[:DIGEST_DIGITS]}"
    if version == known:
        return None
    vectorizer, classifier = (_unpickle(content, store.uri) for content in raw)
    if not hasattr(vectorizer, "transform") or not hasattr(classifier, "classes_"):
        raise FormatError(
            f"{store.uri}: the pickles hold a {type(vectorizer).__name__} and a "
            f"{type(classifier).__name__}; a fitted vectorizer and classifier are required"
        )
    model = PickledModel(_manifest(version, classifier), vectorizer, classifier)
    _try_out(model, store.uri)
    return model


def _try_out(model: PickledModel, where: str) -> None:
    """Label a text: two files, replaced one after the other, may not go together."""
    try:
        model.predict("")
    except Exception as exc:  # whatever the estimators may raise: the old model serves on
        raise FormatError(
            f"{where}: the pickled {type(model.vectorizer).__name__} and "
            f"{type(model.classifier).__name__} cannot label a text ({type(exc).__name__})"
        ) from exc


def _unpickle(raw: bytes, where: str) -> Any:
    try:
        import joblib
    except ImportError as exc:
        raise FormatError(
            f"{where}: ALLOW_PICKLE=1 needs what requirements-joblib.txt names ({exc})"
        ) from exc
    try:
        return joblib.load(io.BytesIO(raw))
    except Exception as exc:  # whatever the pickle's own code may raise: the old model serves on
        raise FormatError(f"{where}: a pickle cannot be loaded ({type(exc).__name__})") from exc


def _manifest(version: str, classifier: Any) -> Manifest:
    classes = tuple(str(label) for label in classifier.classes_)
    document: dict[str, object] = {"classes": list(classes), "recipe": "joblib pickles"}
    return Manifest(version, classes, None, {}, document)
