"""Clean texts before a vectorizer, as the exported model does."""

from collections.abc import Callable, Iterable
from typing import Any

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from chalicelib.scoring.cleaning.sources import Resolve
from train.export.cleaning.proof import compiled
from train.export.cleaning.text_functions import Config


class Cleaner(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A step of a pipeline that cleans texts by the steps of docs/format.md.

    `resolve` returns the functions that the steps refer to, if they do.
    """

    def __init__(self, steps: list[Config], resolve: Resolve | None = None) -> None:
        self.steps = steps
        self.resolve = resolve

    def fit(self, texts: Iterable[str], labels: object = None) -> "Cleaner":
        """Learn nothing."""
        del texts, labels
        return self

    def transform(self, texts: Iterable[str]) -> list[str]:
        """Return the cleaned texts.

        >>> Cleaner([{"step": "lower"}]).transform(["Free"])
        ['free']
        """
        return [*map(self.clean, texts)]

    @property
    def clean(self) -> Callable[[str], str]:
        """The function that cleans one text."""
        return compiled(self.steps, self.resolve)

    def __sklearn_is_fitted__(self) -> bool:
        """Return that nothing needs to be fitted."""
        return True


def cleaned(vectorizer: Any, steps: list[Config], resolve: Resolve | None = None) -> Any:
    """Return a vectorizer that takes raw texts, from one that was fitted to cleaned texts."""
    if not steps:
        return vectorizer
    return Pipeline([("cleaning", Cleaner(steps, resolve)), ("vectorizer", vectorizer)])


def steps_of_transformer(transformer: Any) -> list[Config] | None:
    """Return the steps of a transformer from texts to texts, or None if it is none that is known.

    A `FunctionTransformer` is known if it has no function, which changes nothing. Its function
    takes all texts at once, so nothing proves what it does to one.
    """
    if type(transformer) is Cleaner:
        return transformer.steps
    if transformer in (None, "passthrough"):
        return []
    if type(transformer) is FunctionTransformer and transformer.func is None:
        return []
    return None
