"""A model: a vectorizer, a classifier, and the manifest that says where they come from.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.manifest import Manifest
from chalicelib.named_tuple import NamedTuple

if TYPE_CHECKING:
    from chalicelib.scoring.confidence import KnownWords
    from chalicelib.scoring.protocols import Scorer
    from chalicelib.scoring.vectorizer import Vectorizer

Label = str | tuple[str, ...]
"""The label of a text or, if it can have several, all of them in the order of the classes."""


def label_string(label: Label) -> str:
    """Return a label, or the labels of a text as a JSON array in one string.

    >>> label_string("spam"), label_string(("spam", "urgent")), label_string(())
    ('spam', '["spam", "urgent"]', '[]')
    """
    return label if isinstance(label, str) else json.dumps(label, ensure_ascii=False)


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
        """Keep the rule next to the two elements of the tuple."""
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


class Model(NamedTuple):
    """A checked model; of two classes the second wins if its margin is above the threshold."""

    manifest: Manifest
    vectorizer: "Vectorizer"
    classifier: "Scorer"
    margin_threshold: float
    scorer: Callable[[str], tuple[float, ...]]
    """Scores a text: what `text_scorer` returns."""
    accelerated: bool = False
    """Whether the scorer is the accelerator's, in C."""

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
        return self.vectorizer.known_share(text, of_words=self.manifest.known_words)

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
