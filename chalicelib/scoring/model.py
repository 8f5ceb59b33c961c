"""A model: a vectorizer, a classifier, and the manifest that says where they come from.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from chalicelib.errors import FormatError
from chalicelib.manifest import Manifest
from chalicelib.scoring.artifact import FORMAT, read_artifact
from chalicelib.scoring.classifier import FILE_NAME, Classifier, build_classifier
from chalicelib.scoring.sparse_vector import BlockVector
from chalicelib.scoring.vectorizer import FILE_NAME as VECTORIZER
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer

if TYPE_CHECKING:
    from chalicelib.scoring.author_function import Resolve
    from chalicelib.scoring.confidence import KnownWords
    from chalicelib.scoring.term_index import BlockIndex

ACCELERATOR = os.path.join(os.path.dirname(__file__), "accelerator.abi3.so")  # noqa: PTH118, PTH120
"""The accelerator's file, which few packages bring: `chalicelib.scoring.accelerated`."""

Label = str | tuple[str, ...]
"""The label of a text or, if it can have several, all of them in the order of the classes."""


def label_string(label: Label) -> str:
    """Return a label, or the labels of a text as a JSON array in one string.

    >>> label_string("spam"), label_string(("spam", "urgent")), label_string(())
    ('spam', '["spam", "urgent"]', '[]')
    """
    return label if isinstance(label, str) else json.dumps(label, ensure_ascii=False)


class Scorer(Protocol):
    """What a model needs of its classifier: that of format 1 has it, and that of format 2."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes, in the order of the scores."""
        ...

    @property
    def link(self) -> str:
        """How probabilities follow from scores, see docs/format.md."""
        ...

    @property
    def has_probabilities(self) -> bool:
        """Whether the classifier has probabilities."""
        ...

    def scores(self, vector: Sequence[BlockVector]) -> tuple[float, ...]:
        """Return one score for each class."""
        ...

    @property
    def several(self) -> bool:
        """Whether a text can have several labels, or none."""
        ...

    def label(self, scores: tuple[float, ...], margin_threshold: float = 0.0) -> str:
        """Return the winning class, if a text has one label."""
        ...

    def margin_at(self, threshold: float | None, positive: str | None = None) -> float:
        """Return the margin above which the second of two classes wins."""
        ...

    def probabilities(self, scores: tuple[float, ...]) -> tuple[float, ...] | None:
        """Return the probabilities that belong to these scores, or None."""
        ...


class Classification(NamedTuple):
    """The label, and one probability for each class, or None if the classifier has none."""

    label: Label
    probabilities: tuple[float, ...] | None

    @property
    def rule(self) -> str:
        """What decided the label: the model, unless a policy did."""
        return "model"

    @property
    def matched(self) -> str | None:
        """The entry of a policy's list that decided, if one did."""
        return None


class RuledClassification(Classification):
    """A classification under a policy: it knows the rule and the entry that decided its label."""

    _ruled: tuple[str, str | None]

    def __new__(
        cls,
        label: Label,
        probabilities: tuple[float, ...] | None,
        rule: str,
        matched: str | None,
    ) -> "RuledClassification":
        """Keep the rule beside the two elements of the tuple."""
        classified = super().__new__(cls, label, probabilities)
        classified._ruled = rule, matched
        return classified

    @property
    def rule(self) -> str:
        """The rule that decided the label."""
        return self._ruled[0]

    @property
    def matched(self) -> str | None:
        """The entry of a list that decided, if one did."""
        return self._ruled[1]


class ScoringModel(Protocol):
    """What serving and explaining need of a model, wherever it comes from."""

    @property
    def manifest(self) -> Manifest:
        """The manifest of the model's version."""
        ...

    @property
    def has_probabilities(self) -> bool:
        """Whether `classify` returns probabilities."""
        ...

    def predict(self, text: str) -> Label:
        """Return the label of a text or, if it can have several, all of them."""
        ...

    def classify(self, text: str) -> Classification:
        """Return the label and the probabilities of a text, from one scoring."""
        ...

    def scores(self, text: str) -> tuple[float, ...]:
        """Return one score for each class, in the order of the manifest's classes."""
        ...

    @property
    def has_known_share(self) -> bool:
        """Whether `known_share` can tell."""
        ...

    def known_share(self, text: str) -> float | None:
        """Return the share of a text's term occurrences that are in the vocabulary.

        None means that it cannot be told.
        """
        ...

    def is_familiar(self, text: str, known: float | None) -> bool | None:
        """Return whether a text with this known share is like those that the model was measured on.

        None means that it cannot be told.
        """
        ...


class Model(NamedTuple):
    """A checked model; of two classes the second wins if its margin is above the threshold."""

    manifest: Manifest
    vectorizer: Vectorizer
    classifier: Scorer
    margin_threshold: float
    scorer: Callable[[str], tuple[float, ...]]
    """Scores a text: what `text_scorer` returns."""

    def predict(self, text: str) -> Label:
        """Return the label of a text.

        With two classes the positive one wins if its probability is above the manifest's threshold.
        With more the highest score wins, and of equal scores the first.
        """
        return self.classifier.label(self.scorer(text), self.margin_threshold)

    @property
    def has_probabilities(self) -> bool:
        """Whether the classifier turns scores into probabilities."""
        return self.classifier.has_probabilities

    def classify(self, text: str) -> Classification:
        """Return the label and the probabilities of a text, from one scoring."""
        scores = self.scores(text)
        label = self.classifier.label(scores, self.margin_threshold)
        return Classification(label, self.probabilities(text, scores))

    def probabilities(self, text: str, scores: tuple[float, ...]) -> tuple[float, ...] | None:
        """Return the probabilities of a text with these scores, or None if there are none.

        They are nearer to the threshold if the text has few known words, see `confidence`.
        """
        confidence = self.manifest.confidence
        if confidence is not None:
            from chalicelib.scoring.confidence import tempered  # labels do not need it

            words = self._known_words(text)
            scores = tempered(scores, self.margin_threshold, confidence, words)
        return self.classifier.probabilities(scores)

    def scores(self, text: str) -> tuple[float, ...]:
        """Return one score for each class, in the order of the classifier's classes."""
        return self.scorer(text)

    @property
    def has_known_share(self) -> bool:
        """Whether the vectorizer has a vocabulary."""
        return self.vectorizer.has_known_share

    def known_share(self, text: str) -> float | None:
        """Return the share of a text's term occurrences that are in the vocabulary, or None."""
        return self.vectorizer.known_share(text)

    def is_familiar(self, text: str, known: float | None) -> bool | None:
        """Return whether a text with this known share is like those that the model was measured on.

        None means that it cannot be told.
        """
        reference, confidence = self.manifest.reference, self.manifest.confidence
        familiar = reference and reference.is_familiar(known)
        if not familiar or confidence is None:
            return familiar
        return confidence.is_familiar(*self._known_words(text))

    def _known_words(self, text: str) -> "KnownWords":
        from chalicelib.scoring.confidence import known_words, word_blocks

        # `build_model` checks that a model with a confidence has such a block.
        return known_words(word_blocks(self.vectorizer)[0], text)


def build_model(
    vectorizer: bytes,
    classifier: bytes,
    manifest: Manifest,
    resolve: "Resolve | None" = None,
    index: bytes | None = None,
) -> Model:
    """Check each artifact and whether both belong together, and build the model.

    `resolve` finds the functions of the model's author; without it, a model that calls one is
    refused. With the `index` of the vectorizer that the manifest names, see
    `chalicelib.scoring.term_index`, the model is built faster. Any other index is ignored.

    Raises
    ------
    FormatError
        If a file breaks a rule of docs/format.md, or the files do not belong together.
    """
    indexes = _indexes(index, manifest)
    checked_vectorizer = read_vectorizer(vectorizer, resolve=resolve, index=indexes)
    checked_classifier = read_scorer(classifier, checked_vectorizer)
    if checked_classifier.classes != manifest.classes:
        raise FormatError(
            f"classifier.safetensors: found the classes {_shown(checked_classifier.classes)}; "
            f"the manifest names {_shown(manifest.classes)}"
        )
    if checked_classifier.several != manifest.several:
        raise FormatError(
            f"manifest of {manifest.version}: several is {manifest.several}; "
            f"expected {checked_classifier.several}, as in classifier.safetensors"
        )
    if manifest.threshold is not None and checked_classifier.link in ("none", "own"):
        raise FormatError(
            f"manifest of {manifest.version}: threshold is {manifest.threshold}; "
            "expected null, because the classifier's labels do not follow from probabilities"
        )
    if manifest.confidence is not None:
        _check_confidence(manifest, checked_vectorizer, checked_classifier)
    margin_threshold = checked_classifier.margin_at(manifest.threshold, manifest.positive)
    accelerated = _accelerated(checked_vectorizer, checked_classifier)
    scorer = accelerated or text_scorer(checked_vectorizer, checked_classifier)
    if indexes and accelerated is None:
        from chalicelib.scoring.term_index import CompletingScorer

        scorer = CompletingScorer(scorer, checked_vectorizer.blocks)
    if manifest.several:
        # Imported here because few models need it.
        from chalicelib.scoring.several_labels import SeveralLabelsModel

        return SeveralLabelsModel(manifest, checked_vectorizer, checked_classifier, 0.0, scorer)
    return Model(manifest, checked_vectorizer, checked_classifier, margin_threshold, scorer)


def _check_confidence(manifest: Manifest, vectorizer: Vectorizer, classifier: Scorer) -> None:
    """Refuse a confidence that the probabilities of a model cannot follow."""
    from chalicelib.scoring.confidence import word_blocks

    if classifier.link in ("none", "own") or not word_blocks(vectorizer):
        raise FormatError(
            f"manifest of {manifest.version}: found a confidence; expected none, because the model "
            "has no terms that are words, or no link from scores to probabilities"
        )


def _indexes(index: bytes | None, manifest: Manifest) -> "Sequence[BlockIndex]":
    """Return the index of each block, or of none."""
    if index is None or VECTORIZER not in manifest.files:
        return ()
    # Imported here because only a deployment brings an index.
    from chalicelib.scoring.term_index import read_index

    return read_index(index, manifest.files[VECTORIZER].sha256)


def read_scorer(raw: bytes, vectorizer: Vectorizer, where: str = FILE_NAME) -> Scorer:
    """Check the bytes of a classifier file of either format, for the vectors of a vectorizer.

    Raises
    ------
    FormatError
        If the file breaks a rule of docs/format.md.
    """
    artifact = read_artifact(raw, where, "classifier")
    if artifact.format == FORMAT:
        return build_classifier(artifact, vectorizer.width)
    from chalicelib.scoring.kinds.form_classifier import build_form_classifier

    return build_form_classifier(artifact, vectorizer.starts)


def text_scorer(vectorizer: Vectorizer, classifier: Scorer) -> Callable[[str], tuple[float, ...]]:
    """Return the function that scores a text; the kind of model decides which one is fastest."""
    if (
        isinstance(classifier, Classifier)
        and len(classifier.intercept) == 1
        and classifier.quadratic is None
    ):
        # Imported here because not all models need it.
        from chalicelib.scoring.margin_scorer import MarginScorer

        return MarginScorer(vectorizer, classifier)
    return partial(_scores, vectorizer, classifier)


def _accelerated(
    vectorizer: Vectorizer, classifier: Scorer
) -> Callable[[str], tuple[float, ...]] | None:
    """Return the function that scores a text in C, if the package brings one that can."""
    if not os.path.exists(ACCELERATOR):  # noqa: PTH110 - importing pathlib takes a millisecond
        return None
    from chalicelib.scoring.accelerated import accelerated_scorer

    return accelerated_scorer(vectorizer, classifier)


def _scores(vectorizer: Vectorizer, classifier: Scorer, text: str) -> tuple[float, ...]:
    return classifier.scores(vectorizer.transform(text))


def _shown(classes: tuple[str, ...]) -> str:
    return ", ".join(name[:40] for name in classes[:10])
