"""What a recipe returns."""

from typing import Any, NamedTuple


class Fitted(NamedTuple):
    """A fitted vectorizer and classifier, and the threshold if there are two classes."""

    vectorizer: Any
    classifier: Any
    threshold: float | None
