"""Which metrics say something about a task; imports nothing, so that `--help` is fast."""

from collections.abc import Sequence

SPAM_OR_HAM = ("ham", "spam")


def is_spam_or_ham(classes: Sequence[str]) -> bool:
    """Return whether the words for spam and ham fit: the classes, the positive one last."""
    return tuple(label.casefold() for label in classes) == SPAM_OR_HAM


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
