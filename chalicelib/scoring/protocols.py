"""What a model needs of its classifier, a block of its analyzer, and the service of a model.

The service imports it for type checkers only: at a cold start it takes time and does nothing.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from chalicelib.manifest import Manifest
from chalicelib.scoring.model import Classification, Label
from chalicelib.scoring.normalizer import Normalizer, Replacement
from chalicelib.scoring.sparse_vector import BlockVector


class BlockAnalyzer(Protocol):
    """What a block needs of its analyzer: `Analyzer` has it, and that of a cleaned block."""

    @property
    def kind(self) -> str:
        """The way in which the text is split, one of `ANALYZERS`."""
        ...

    @property
    def ngram_range(self) -> tuple[int, int]:
        """The least and the most tokens or characters of a term."""
        ...

    @property
    def normalizer(self) -> Normalizer | None:
        """The normalizer, if there is one."""
        ...

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """The normalizer's replacements."""
        ...

    @property
    def preprocessing(self) -> tuple[object, ...]:
        """The steps before the replacements; equal for analyzers that preprocess alike."""
        ...

    @property
    def patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """All regular expressions, each with the name of its place."""
        ...

    def prepare(self, text: str, count: int | None = None) -> str:
        """Return the text ready to be split."""
        ...

    def split_terms(self, prepared: str) -> Iterable[str]:
        """Split a prepared text into its terms."""
        ...

    def terms_of_word(self, word: str) -> Iterable[str]:
        """Split one word of the analyzer "char_wb"."""
        ...


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

    @property
    def accelerated(self) -> bool:
        """Whether the accelerator scores texts, in C."""
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
