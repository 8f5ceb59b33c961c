"""A model: the vectorizer, the classifier and the manifest that says where they come from.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import math
from typing import NamedTuple

from chalicelib.errors import FormatError
from chalicelib.manifest import Manifest
from chalicelib.scoring.classifier import Classifier, read_classifier
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer


class Model(NamedTuple):
    """What answers requests. `margin_threshold` is the margin above which the second of two classes wins."""

    manifest: Manifest
    vectorizer: Vectorizer
    classifier: Classifier
    margin_threshold: float

    def predict(self, text: str) -> str:
        """Return the label of a text.

        With two classes the second wins where its probability is over the manifest's threshold;
        otherwise the class with the highest score does, the first of equals.
        """
        return self.classifier.label(self.scores(text), self.margin_threshold)

    def scores(self, text: str) -> tuple[float, ...]:
        """Return a score per class, in the order of the classifier's classes."""
        return self.classifier.scores(self.vectorizer.transform(text))


def build_model(vectorizer: bytes, classifier: bytes, manifest: Manifest) -> Model:
    """Check both artifacts against the format and against each other, and build the model.

    Raises
    ------
    FormatError
        When a file is not as docs/format.md says, or the files do not go together.
    """
    checked_vectorizer = read_vectorizer(vectorizer)
    checked_classifier = read_classifier(classifier, checked_vectorizer.width)
    if checked_classifier.classes != manifest.classes:
        raise FormatError(
            f"classifier.safetensors: classes {_shown(checked_classifier.classes)}; "
            f"the manifest names {_shown(manifest.classes)}"
        )
    if manifest.threshold is not None and checked_classifier.link == "none":
        raise FormatError(
            f"manifest of {manifest.version}: threshold is {manifest.threshold}; "
            "a classifier without probabilities has none"
        )
    return Model(manifest, checked_vectorizer, checked_classifier, margin_at(manifest.threshold))


def _shown(classes: tuple[str, ...]) -> str:
    return ", ".join(name[:40] for name in classes[:10])


def margin_at(threshold: float | None) -> float:
    """Return the margin whose logistic is the threshold: ln(t / (1 - t)).

    >>> margin_at(0.5), margin_at(None)
    (0.0, 0.0)
    """
    return 0.0 if threshold is None else math.log(threshold / (1.0 - threshold))
