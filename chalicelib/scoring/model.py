"""A model: a vectorizer, a classifier, and the manifest that says where they come from.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from typing import NamedTuple

from chalicelib.errors import FormatError
from chalicelib.manifest import Manifest
from chalicelib.scoring.classifier import Classifier, read_classifier
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer


class Classification(NamedTuple):
    """A label, and one probability for each class, or None if the classifier has none."""

    label: str
    probabilities: tuple[float, ...] | None


class Model(NamedTuple):
    """A checked model; of two classes the second wins if its margin is above the threshold."""

    manifest: Manifest
    vectorizer: Vectorizer
    classifier: Classifier
    margin_threshold: float

    def predict(self, text: str) -> str:
        """Return the label of a text.

        With two classes the positive one wins if its probability is above the manifest's threshold.
        With more the highest score wins, and of equal scores the first.
        """
        return self.classifier.label(self.scores(text), self.margin_threshold)

    @property
    def has_probabilities(self) -> bool:
        """Whether the classifier turns scores into probabilities."""
        return self.classifier.link != "none"

    def classify(self, text: str) -> Classification:
        """Return the label and the probabilities of a text, from one scoring."""
        scores = self.scores(text)
        label = self.classifier.label(scores, self.margin_threshold)
        return Classification(label, self.classifier.probabilities(scores))

    def scores(self, text: str) -> tuple[float, ...]:
        """Return one score for each class, in the order of the classifier's classes."""
        return self.classifier.scores(self.vectorizer.transform(text))


def build_model(vectorizer: bytes, classifier: bytes, manifest: Manifest) -> Model:
    """Check each artifact and whether both belong together, and build the model.

    Raises
    ------
    FormatError
        If a file breaks a rule of docs/format.md, or the files do not belong together.
    """
    checked_vectorizer = read_vectorizer(vectorizer)
    checked_classifier = read_classifier(classifier, checked_vectorizer.width)
    if checked_classifier.classes != manifest.classes:
        raise FormatError(
            f"classifier.safetensors: found the classes {_shown(checked_classifier.classes)}; "
            f"the manifest names {_shown(manifest.classes)}"
        )
    if manifest.threshold is not None and checked_classifier.link == "none":
        raise FormatError(
            f"manifest of {manifest.version}: threshold is {manifest.threshold}; "
            "expected null, because the classifier has no probabilities"
        )
    margin_threshold = checked_classifier.margin_at(manifest.threshold, manifest.positive)
    return Model(manifest, checked_vectorizer, checked_classifier, margin_threshold)


def _shown(classes: tuple[str, ...]) -> str:
    return ", ".join(name[:40] for name in classes[:10])
