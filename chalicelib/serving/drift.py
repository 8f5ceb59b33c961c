"""Sample the texts of a process, and compare their scores with the reference of its model.

No text is kept: a sample is two numbers. Imported when the first sample is due.
"""

from collections.abc import Sequence
from math import log
from typing import NamedTuple

from chalicelib.errors import FunctionError
from chalicelib.reference import Reference
from chalicelib.serving.served_model import Servable

SAMPLES = 200
"""How many scores are compared at a time."""

SCORE_DIGITS = 6
SHARE_DIGITS = 4
PRIOR = 0.5
"""What is added to the count of each bin, so that an empty one has a finite logarithm."""


class Sample(NamedTuple):
    """The margin and the known share of a text, and the drift if enough samples are together."""

    score: float
    known: float | None
    drift: float | None


class DriftSampler:
    """Measure texts, and count the scores in the bins of the reference of one version."""

    def __init__(self) -> None:
        self._taken = 0
        self._reference: Reference | None = None
        self._counts: list[int] = []

    def sample(self, model: Servable, texts: Sequence[str]) -> Sample | None:
        """Measure one of the texts, now the first and now another.

        Returns None if the model has no reference, or one of its functions fails on the text.
        """
        reference = model.manifest.reference
        if reference is None or not texts:
            return None
        text = texts[self._taken % len(texts)]
        try:
            score, known = model.margin(text), model.known_share(text)
        except FunctionError:
            return None
        self._taken += 1
        share = None if known is None else round(known, SHARE_DIGITS)
        return Sample(round(score, SCORE_DIGITS), share, self._drift(reference, score))

    def _drift(self, reference: Reference, score: float) -> float | None:
        """Count a score; return the drift of the last `SAMPLES`, which are then forgotten."""
        if reference is not self._reference:
            self._reference, self._counts = reference, [0] * len(reference.shares)
        self._counts[reference.bin_of(score)] += 1
        if sum(self._counts) < SAMPLES:
            return None
        counts, self._counts = self._counts, [0] * len(reference.shares)
        return round(stability_index(counts, reference), SHARE_DIGITS)


def stability_index(counts: Sequence[int], reference: Reference) -> float:
    """Return the population stability index of scores, counted in the bins of a reference.

    The index is the sum over the bins of (p - q) ln(p / q), where p is the share of the scores and
    q that of the reference: the divergence of Jeffreys (1946), known by this name in credit scoring
    (Siddiqi, "Credit Risk Scorecards", 2006). There, less than 0.1 is called no change and more
    than 0.25 a large one. Half a text is added to each bin, in both.

    >>> reference = Reference(9, {}, (0.0,), (0.0, 1.0), None, None)
    >>> round(stability_index([0, 99], reference), 3), round(stability_index([9, 0], reference), 2)
    (0.106, 5.3)

    In the second case p is 9.5 / 10 and 0.5 / 10, and q the reverse: 2 * 0.9 * ln(19).
    """
    bins = len(counts)
    here, there = sum(counts) + PRIOR * bins, reference.texts + PRIOR * bins
    shares = [
        ((count + PRIOR) / here, (share * reference.texts + PRIOR) / there)
        for count, share in zip(counts, reference.shares, strict=True)
    ]
    return sum((p - q) * log(p / q) for p, q in shares)
