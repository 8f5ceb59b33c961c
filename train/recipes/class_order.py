"""The order of the classes in a model."""

from collections.abc import Iterable


def class_order(labels: Iterable[str], positive: str | None) -> tuple[str, ...]:
    """Return the classes in the order in which a model has them: sorted, the positive one last.

    >>> class_order({"safe", "phishing"}, "phishing"), class_order({"b", "a"}, None)
    (('safe', 'phishing'), ('a', 'b'))
    """
    return tuple(sorted(labels, key=lambda label: (label == positive, label)))
