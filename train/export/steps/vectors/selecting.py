"""Follow steps that select columns; they cost the service nothing."""

from typing import Any

from train.export.steps.stream import Stream
from train.export.steps.walker import Walker


def select(selector: Any, stream: Stream, _: Walker) -> Stream:
    """Keep the columns that a selector of features supports."""
    return stream.selected(selector.get_support(indices=True))


SELECTORS = (
    *("SelectKBest", "SelectPercentile", "SelectFpr", "SelectFdr", "SelectFwe"),
    *("GenericUnivariateSelect", "SelectFromModel", "VarianceThreshold"),
    *("RFE", "RFECV", "SequentialFeatureSelector"),
)
STEPS = {f"sklearn.{name}": select for name in SELECTORS}
