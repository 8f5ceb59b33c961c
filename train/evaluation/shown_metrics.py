"""Which metrics say something about a task; imports nothing, so that `--help` is fast."""

from collections.abc import Sequence
from typing import NamedTuple

SPAM_OR_HAM = ("ham", "spam")


def is_spam_or_ham(classes: Sequence[str]) -> bool:
    """Return whether the words for spam and ham fit: the classes, the positive one last."""
    return tuple(label.casefold() for label in classes) == SPAM_OR_HAM


class Words(NamedTuple):
    """What a model does with texts of the positive class, and with others by mistake."""

    finds: str
    find: str
    found: str
    mistaken: str


SPAM_WORDS = Words("catches", "catch", "caught", "blocked")
OTHER_WORDS = Words("recognizes", "recognize", "recognized", "mistaken for them")


def words_for(classes: Sequence[str]) -> Words:
    """Return the words that fit the classes: only spam is caught, and only ham is blocked."""
    return SPAM_WORDS if is_spam_or_ham(classes) else OTHER_WORDS


def hidden_metrics(classes: Sequence[str], positive: str | None) -> frozenset[str]:
    """Return the metrics that a table leaves out.

    Ham and spam have their own words for recall and the false positive rate; other classes have
    recall and precision by name. Without a positive class, nothing is caught or blocked.

    >>> sorted(hidden_metrics(["safe", "phishing"], "phishing"))
    ['spam_caught']
    """
    if is_spam_or_ham(classes):
        return frozenset({"recall", "precision"})
    if positive is not None:
        return frozenset({"spam_caught"})
    return frozenset({"f1", "spam_caught", "blocked_ham", "average_precision"})
