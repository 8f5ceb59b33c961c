"""Load the tutorial's own two joblib pickles, only if `ALLOW_PICKLE=1` is set.

Unpickling runs the code in a file, and the deployment must contain the scikit-learn version that
made it, or a later one (`requirements-joblib.txt`). Anyone who can write to the bucket can then run
code in the service. Only this module uses `unpickling`, which imports joblib.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import FormatError, NotExplainableError, NotInStoreError, StoreError
from chalicelib.manifest import Manifest
from chalicelib.registry.old_estimators import check_kinds, renewed
from chalicelib.registry.unpickling import unpickle
from chalicelib.scoring.model import Classification
from chalicelib.store.base import StoreReader
from chalicelib.version_names import DIGEST_DIGITS

VECTORIZER_KEY = "tfidf_vectorizer.pkl"
CLASSIFIER_KEY = "naive_bayes_clf.pkl"
KEYS = (VECTORIZER_KEY, CLASSIFIER_KEY)
MAX_PICKLE_BYTES = 256 * 2**20
SCORING = ("predict_joint_log_proba", "predict_proba", "decision_function")
"""The methods that an explanation takes scores from. Naive Bayes often gives a probability of 1."""
LOWEST_SCORE = -1e300


@dataclass(frozen=True, slots=True)
class PickledModel:
    """A fitted vectorizer and classifier of scikit-learn, with a manifest that names them."""

    manifest: Manifest
    vectorizer: Any
    classifier: Any

    def predict(self, text: str) -> str:
        """Return the label of a text."""
        return str(self.label_of(text))

    def label_of(self, text: str) -> Any:
        """Return the label of a text, as the classifier has it."""
        return self._of_vector("predict", text)

    @property
    def has_probabilities(self) -> bool:
        """False: only labels are read from a pickled classifier."""
        return False

    def classify(self, text: str) -> Classification:
        """Return the label of a text, without probabilities."""
        return Classification(self.predict(text), None)

    @property
    def accelerated(self) -> bool:
        """False: scikit-learn scores the texts."""
        return False

    @property
    def has_known_share(self) -> bool:
        """False: a pickled vectorizer may split texts in any way."""
        return False

    def known_share(self, text: str) -> None:
        """Return None, see `has_known_share`."""

    def is_familiar(self, text: str, known: float | None) -> None:
        """Return None, see `has_known_share`."""

    def scores(self, text: str) -> tuple[float, ...]:
        """Return a number for each class: joint log-probabilities, probabilities or decisions.

        Raises
        ------
        NotExplainableError
            If the classifier has none of them.
        """
        for name in SCORING:
            if hasattr(self.classifier, name):
                row = self._of_vector(name, text)
                # With two classes, a decision is one number: the margin.
                scores = [0.0, row] if row.ndim == 0 else row
                # The logarithm of a probability of 0 is minus infinity, which JSON cannot express.
                if len(scores) == len(self.manifest.classes):
                    return tuple(max(float(score), LOWEST_SCORE) for score in scores)
        raise NotExplainableError(
            f"the model {self.manifest.version} was loaded from pickles, and its "
            f"{type(self.classifier).__name__} has no scores, so it cannot be explained"
        )

    def _of_vector(self, name: str, text: str) -> Any:
        """Return the result of a method of the classifier for a text.

        The vector is dense because naive Bayes needs it.
        """
        return getattr(self.classifier, name)(self.vectorizer.transform([text]).toarray())[0]


def fetch_pickled(
    store: StoreReader, allowed: bool, known: str | None, no_pointer: NotInStoreError
) -> PickledModel | None:
    """Fetch the tutorial's two pickles from directly under the address of a store.

    `allowed` is whether `ALLOW_PICKLE=1` is set, and `known` the version of the pickles in use: if
    it did not change, None is returned. `no_pointer` is the error about the missing pointer; it is
    raised again if there are no pickles either.

    Raises
    ------
    StoreError
        If there are pickles but they are not allowed; nothing is unpickled.
    FormatError
        If the pickles cannot be loaded.
    """
    raw = _read_both(store, allowed, no_pointer)
    if not allowed:
        raise StoreError(
            f"{store.uri}: found {VECTORIZER_KEY} and {CLASSIFIER_KEY} without a current.json; "
            "unpickling runs code, so it is refused unless ALLOW_PICKLE=1 is set"
        )
    version = f"pickle-{hashlib.sha256(b''.join(raw)).hexdigest()[:DIGEST_DIGITS]}"
    return None if version == known else _loaded(raw, version, store.uri)


def _read_both(store: StoreReader, allowed: bool, no_pointer: NotInStoreError) -> list[bytes]:
    try:
        return [store.read(key, MAX_PICKLE_BYTES) for key in KEYS]
    except StoreError as exc:
        # Unless they are allowed, the function may have no permission to read them.
        if allowed and not isinstance(exc, NotInStoreError):
            raise
        raise no_pointer from None


def _loaded(raw: list[bytes], version: str, where: str) -> PickledModel:
    """Unpickle both files, and refuse two that do not make a model together."""
    vectorizer, classifier = (
        _estimator(content, f"{where}/{key}") for key, content in zip(KEYS, raw, strict=True)
    )
    if not hasattr(vectorizer, "transform") or not hasattr(classifier, "classes_"):
        raise FormatError(
            f"{where}: the pickles hold a {type(vectorizer).__name__} and a "
            f"{type(classifier).__name__}; expected a fitted vectorizer and classifier"
        )
    model = PickledModel(_manifest(version, classifier), vectorizer, classifier)
    _try_out(model, where)
    return model


def _try_out(model: PickledModel, where: str) -> None:
    """Classify a text: two files that were replaced one after the other may not match."""
    try:
        several = bool(getattr(model.label_of(""), "shape", ()))
    except Exception as exc:  # estimators may raise anything; the current model stays
        raise FormatError(
            f"{where}: the pickled {type(model.vectorizer).__name__} and "
            f"{type(model.classifier).__name__} cannot label a text ({type(exc).__name__})"
        ) from exc
    if several:
        raise FormatError(
            f"{where}: the pickled {type(model.classifier).__name__} gives a text several labels; "
            "expected one, or an export of it: 'python -m train export'"
        )


def _estimator(raw: bytes, where: str) -> Any:
    """Return an estimator that predicts as it did in the version of scikit-learn that made it."""
    try:
        unpickled = unpickle(io.BytesIO(raw))
        check_kinds(unpickled)
        return renewed(unpickled)
    except FormatError as exc:
        packages = "; ALLOW_PICKLE=1 needs the packages in requirements-joblib.txt"
        missing = isinstance(exc.__cause__, ImportError)
        raise FormatError(f"{where}: {exc}{packages if missing else ''}") from exc


def _manifest(version: str, classifier: Any) -> Manifest:
    classes = tuple(str(label) for label in classifier.classes_)
    document: dict[str, object] = {"classes": list(classes), "recipe": "joblib pickles"}
    return Manifest(version, classes, None, None, {}, {}, document)
