"""What an export gives: the bytes of the artifacts, and the model that the service reads."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model_builder import text_scorer
from chalicelib.scoring.protocols import Scorer
from chalicelib.scoring.vectorizer import Vectorizer
from train.errors import InputError


@dataclass(frozen=True, slots=True)
class Export:
    """The bytes of the two artifacts, and what the service's reader makes of them."""

    vectorizer: bytes
    classifier: bytes
    read_vectorizer: Vectorizer
    read_classifier: Scorer
    columns: NDArray[np.intp] = field(compare=False)
    """The number that each of the model's columns has in scikit-learn's vectors."""
    functions: dict[str, str] = field(default_factory=dict)
    """The manifest's `functions`: the SHA-256 of each module that the model calls."""
    own_threshold: float = 0.5
    """The probability of the second of two classes from which the author's code predicts it."""
    scores: Callable[[str], tuple[float, ...]] = field(init=False, compare=False)
    """Returns the scores of a text, as the service computes them."""

    def __post_init__(self) -> None:
        """Choose how to score, once."""
        scores = text_scorer(self.read_vectorizer, self.read_classifier)
        object.__setattr__(self, "scores", scores)  # the class is frozen

    @property
    def threshold(self) -> float | None:
        """The probability above which the author's code predicts the second of two classes."""
        by_probability = self.read_classifier.link not in ("none", "own")
        is_pair = len(self.read_classifier.classes) == 2 and not self.several
        return self.own_threshold if by_probability and is_pair else None

    @property
    def several(self) -> bool:
        """Whether a text can have several labels, or none."""
        return self.read_classifier.several

    def threshold_or(self, wanted: float | None, positive: str | None) -> float | None:
        """Return the wanted threshold, or the author's own: that of the positive class.

        Raises
        ------
        InputError
            If one is wanted, and the labels do not follow from the probabilities of two classes.
        """
        if wanted is not None and self.threshold is None:
            raise InputError(
                f"--threshold {wanted} needs two classes whose labels follow from probabilities; "
                f"found {len(self.read_classifier.classes)} classes and the link "
                f"{self.read_classifier.link!r}"
            )
        if wanted is not None or self.threshold is None:
            return wanted
        is_first = positive == self.read_classifier.classes[0]
        return 1.0 - self.threshold if is_first else self.threshold

    @property
    def linear(self) -> Classifier:
        """The classifier of a model in format 1."""
        if not isinstance(self.read_classifier, Classifier):
            raise TypeError("expected a classifier of format 1")
        return self.read_classifier
