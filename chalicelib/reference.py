"""The reference of a version: what its held-out texts were like, to compare new texts with.

It was measured on texts that the model was not fitted to, and is a field of the manifest, as is the
confidence: how sure the model may be of a text that has fewer known words than those.
"""

from bisect import bisect_right
from itertools import pairwise
from math import exp

from chalicelib.named_tuple import NamedTuple
from chalicelib.strict_json import Record

MAX_EDGES = 9
MAX_TEXTS = 10**9
ROUNDING = 1e-3
"""How far the shares may be from adding up to 1, because each is rounded."""

UNSEEN_WORDS = 2
"""The unknown words that are added to each text, so that few known words are no full share."""

MAX_RATE = 10.0


class Reference(NamedTuple):
    """What held-out texts are like.

    Bin 0 holds the scores below the first of `edges`, and the last bin those from the last edge
    upwards; `shares` is the share of the texts in each bin, and `labels` that of each label.
    `known` and `low` are the mean and the 5th percentile of the known share, or None if it cannot
    be told.
    """

    texts: int
    labels: dict[str, float]
    edges: tuple[float, ...]
    shares: tuple[float, ...]
    known: float | None
    low: float | None

    def bin_of(self, score: float) -> int:
        """Return the number of the bin that a score falls into.

        >>> [Reference(9, {}, (0.0, 2.0), (), None, None).bin_of(x) for x in (-1.0, 0.0, 9.0)]
        [0, 1, 2]
        """
        return bisect_right(self.edges, score)

    def is_familiar(self, known: float | None) -> bool | None:
        """Return whether the known share of a text is not low, or None if it is unknown."""
        return None if known is None or self.low is None else known >= self.low


class Confidence(NamedTuple):
    """How the probabilities of a text depend on its different words.

    `low` is the 5th percentile of the word share of held-out texts: known words by all words, with
    `UNSEEN_WORDS` added. Below it, the temperature rises from 1 to exp(`rate`) at no known word.
    """

    low: float
    rate: float

    def temperature(self, known: int, words: int) -> float:
        """Return the temperature that divides the scores of a text.

        >>> [round(Confidence(0.5, 2.0).temperature(known, 1), 2) for known in (0, 1)]
        [7.39, 1.95]
        >>> Confidence(0.5, 2.0).temperature(8, 9)
        1.0
        """
        share = known / (words + UNSEEN_WORDS)
        return exp(self.rate * max(0.0, 1.0 - share / self.low))

    def is_familiar(self, known: int, words: int) -> bool:
        """Return whether the share of known words, without any added, is not below the low."""
        return known >= self.low * max(words, 1)


def read_confidence(record: Record) -> Confidence:
    """Check the field "confidence" of a manifest.

    Raises
    ------
    FormatError
        If a field is missing, has the wrong type or is out of range.
    """
    low, rate = record.number("low"), record.number("rate")
    if not 0.0 < low < 1.0:
        raise record.error(f"'low' is {low}; expected a number between 0 and 1")
    if not 0.0 < rate <= MAX_RATE:
        raise record.error(f"'rate' is {rate}; expected a number above 0, at most {MAX_RATE:g}")
    record.finish()
    return Confidence(low, rate)


def read_reference(record: Record, classes: tuple[str, ...]) -> Reference:
    """Check the field "reference" of a manifest with these classes.

    Raises
    ------
    FormatError
        If a field is missing, has the wrong type or contradicts another.
    """
    texts = record.integer("texts", 1, MAX_TEXTS)
    labels = Record(record.take("labels"), f"{record.where}: labels")
    shares_of = {label: _share(labels, label) for label in classes}
    labels.finish()
    scores = Record(record.take("scores"), f"{record.where}: scores")
    edges = _numbers(scores, "edges", 0, MAX_EDGES)
    if any(low >= high for low, high in pairwise(edges)):
        raise scores.error("edges do not ascend; expected each above the one before")
    shares = _numbers(scores, "shares", len(edges) + 1, len(edges) + 1)
    if min(shares) < 0.0 or abs(sum(shares) - 1.0) > ROUNDING:
        raise scores.error("shares do not add up; expected shares of 0 or more that add up to 1")
    known = low = None
    value = record.take("known")
    if value is not None:
        of_known = Record(value, f"{record.where}: known")
        known, low = _share(of_known, "mean"), _share(of_known, "low")
        of_known.finish()
    scores.finish()
    record.finish()
    return Reference(texts, shares_of, edges, shares, known, low)


def _share(record: Record, name: str) -> float:
    share = record.number(name)
    if not 0.0 <= share <= 1.0:
        raise record.error(f"{name[:60]!r} is {share}; expected a number from 0 to 1")
    return share


def _numbers(record: Record, name: str, low: int, high: int) -> tuple[float, ...]:
    items = record.items(name, low, high)
    each = Record({str(at): item for at, item in enumerate(items)}, f"{record.where}: {name}")
    return tuple(each.number(str(at)) for at in range(len(items)))
