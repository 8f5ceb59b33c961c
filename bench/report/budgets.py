"""The budgets of this project: each compares figures of the same run with a limit."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bench.contenders.catalog import FLOOR, OURS_DEFAULT, OURS_TUTORIAL, SPARSE, TUTORIAL

MEGABYTE = 1e6
COLD_RATIO, FLOOR_RATIO, WARM_RATIO, BATCH_RATIO = 8.0, 3.5, 10.0, 20.0
PEAK_MB, ZIPPED_MB, UNPACKED_MB = 64.0, 2.0, 8.0
OURS = (OURS_TUTORIAL, OURS_DEFAULT)


class Budget(NamedTuple):
    """A promise, the measured figure, its limit, and whether the limit is a minimum."""

    promise: str
    figure: float
    limit: float
    at_least: bool

    @property
    def holds(self) -> bool:
        """Return whether the figure is within the limit."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit


def budgets(results: Mapping[str, Mapping[str, Any]]) -> list[Budget]:
    """Return all budgets with the figures of the contenders' results."""
    return [*_cold(results), *_warm(results), *_sizes(results)]


def _cold(results: Mapping[str, Mapping[str, Any]]) -> Iterator[Budget]:
    def milliseconds(name: str) -> float:
        return float(results[name]["cold"]["ms"].median)

    for ours in OURS:
        own = milliseconds(ours.name)
        yield Budget(
            f"cold start, {ours.model} recipe: times faster than the tutorial's handler",
            milliseconds(TUTORIAL.name) / own,
            COLD_RATIO,
            at_least=True,
        )
        yield Budget(
            f"cold start, {ours.model} recipe: times that of a Chalice app without a model",
            own / milliseconds(FLOOR.name),
            FLOOR_RATIO,
            at_least=False,
        )


def _warm(results: Mapping[str, Mapping[str, Any]]) -> Iterator[Budget]:
    def p50(name: str) -> float:
        return float(results[name]["warm"]["us"]["p50"].median)

    def per_second(name: str) -> float:
        return float(results[name]["warm"]["texts_per_second"]["1000"].median)

    for ours, theirs, description in (
        (OURS_TUTORIAL, TUTORIAL, "the tutorial's handler"),
        (OURS_DEFAULT, SPARSE, "the same pipeline in scikit-learn"),
    ):
        yield Budget(
            f"warm request, {ours.model} recipe: p50 times lower than {description}",
            p50(theirs.name) / p50(ours.name),
            WARM_RATIO,
            at_least=True,
        )
    yield Budget(
        "batch of 1,000 texts, tutorial recipe: times the tutorial's texts per second",
        per_second(OURS_TUTORIAL.name) / per_second(TUTORIAL.name),
        BATCH_RATIO,
        at_least=True,
    )


def _sizes(results: Mapping[str, Mapping[str, Any]]) -> Iterator[Budget]:
    for ours in OURS:
        peak = float(results[ours.name]["warm"]["peak_mb"].median)
        yield Budget(f"peak memory, {ours.model} recipe: MB", peak, PEAK_MB, at_least=False)
    size = results[OURS_DEFAULT.name]["package"]
    for form, figure, limit in (
        ("zipped", size["zipped"], ZIPPED_MB),
        ("unzipped", size["unpacked"], UNPACKED_MB),
    ):
        yield Budget(f"package {form}: MB", figure / MEGABYTE, limit, at_least=False)
