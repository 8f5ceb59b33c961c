"""The class that a person's label names."""

from collections.abc import Sequence


def class_named(label: str, classes: Sequence[str]) -> str | None:
    """Return the class of this name, or else the only one that differs in case alone.

    >>> class_named("HAM", ["ham", "spam"]), class_named("Störung", ["störung", "Rechnung"])
    ('ham', 'störung')
    >>> class_named("US", ["us", "US"]), class_named("Us", ["us", "US"])
    ('US', None)
    """
    if label in classes:
        return label
    same = [name for name in classes if name.casefold() == label.casefold()]
    return same[0] if len(same) == 1 else None
