"""The budgets of this project: each compares figures of the same run with a limit."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bench.contenders.catalog import (
    FLOOR,
    ONNX,
    OURS_DEFAULT,
    OURS_DEFAULT_IN_C,
    OURS_TUTORIAL,
    OURS_TUTORIAL_IN_C,
    SPARSE,
    TUTORIAL,
    Contender,
)
from bench.measure.spread import Spread

MEGABYTE = 1e6
COLD_RATIO, COLD_FLOOR_RATIO = 12.0, 1.3
WARM_RATIO, WARM_FLOOR_RATIO, BATCH_RATIO = 20.0, 4.0, 30.0
ONNX_RATIO, LINEAR_RATIO = 1.0, 1.2
SHORTER, LONGER = "1000", "65536"
"""The characters of texts whose times should differ as their lengths do."""
PEAK_MB, ZIPPED_MB, UNPACKED_MB = 64.0, 2.0, 8.0
OURS = (OURS_TUTORIAL, OURS_TUTORIAL_IN_C, OURS_DEFAULT, OURS_DEFAULT_IN_C)


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


def budgets(
    results: Mapping[str, Mapping[str, Any]], lengths: Mapping[str, Mapping[str, Spread]]
) -> list[Budget]:
    """Return all budgets with the figures of the contenders' results and of the text lengths."""
    return [
        *_cold(results),
        *_warm(results),
        *_batch(results),
        *_lengths(lengths),
        *_sizes(results),
    ]


def _cold(results: Mapping[str, Mapping[str, Any]]) -> Iterator[Budget]:
    def milliseconds(name: str) -> float:
        return float(results[name]["cold"]["ms"].median)

    for ours in OURS:
        own = milliseconds(ours.name)
        yield Budget(
            f"cold start, {_recipe(ours)}: times faster than the tutorial's handler",
            milliseconds(TUTORIAL.name) / own,
            COLD_RATIO,
            at_least=True,
        )
        yield Budget(
            f"cold start, {_recipe(ours)}: times that of a Chalice app without a model",
            own / milliseconds(FLOOR.name),
            COLD_FLOOR_RATIO,
            at_least=False,
        )


def _warm(results: Mapping[str, Mapping[str, Any]]) -> Iterator[Budget]:
    def p50(name: str) -> float:
        return float(results[name]["warm"]["us"]["p50"].median)

    for ours in OURS:
        is_default = ours.model == SPARSE.model
        theirs = SPARSE if is_default else TUTORIAL
        description = (
            "the same pipeline in scikit-learn" if is_default else "the tutorial's handler"
        )
        yield Budget(
            f"warm request, {_recipe(ours)}: p50 times lower than {description}",
            p50(theirs.name) / p50(ours.name),
            WARM_RATIO,
            at_least=True,
        )
        yield Budget(
            f"warm request, {_recipe(ours)}: p50 times that of a Chalice app without a model",
            p50(ours.name) / p50(FLOOR.name),
            WARM_FLOOR_RATIO,
            at_least=False,
        )


def _batch(results: Mapping[str, Mapping[str, Any]]) -> Iterator[Budget]:
    def per_second(name: str) -> float:
        return float(results[name]["warm"]["texts_per_second"]["1000"].median)

    yield Budget(
        "batch of 1,000 texts, tutorial recipe: times the tutorial's texts per second",
        per_second(OURS_TUTORIAL.name) / per_second(TUTORIAL.name),
        BATCH_RATIO,
        at_least=True,
    )


def _lengths(lengths: Mapping[str, Mapping[str, Spread]]) -> Iterator[Budget]:
    onnx = lengths[ONNX.name]
    for ours in (OURS_TUTORIAL, OURS_TUTORIAL_IN_C):
        own = lengths[ours.name]
        yield Budget(
            f"text of any length, {_recipe(ours)}: at least so many times faster than ONNX Runtime",
            min(onnx[length].median / own[length].median for length in own),
            ONNX_RATIO,
            at_least=True,
        )
    for ours in OURS:
        shorter, longer = (lengths[ours.name][length].median for length in (SHORTER, LONGER))
        yield Budget(
            f"long text, {_recipe(ours)}: a character of 65,536 to one of 1,000",
            longer / int(LONGER) * int(SHORTER) / shorter,
            LINEAR_RATIO,
            at_least=False,
        )


def _sizes(results: Mapping[str, Mapping[str, Any]]) -> Iterator[Budget]:
    for ours in OURS:
        peak = float(results[ours.name]["warm"]["peak_mb"].median)
        yield Budget(f"peak memory, {_recipe(ours)}: MB", peak, PEAK_MB, at_least=False)
    size = results[OURS_DEFAULT.name]["package"]
    for form, figure, limit in (
        ("zipped", size["zipped"], ZIPPED_MB),
        ("unzipped", size["unpacked"], UNPACKED_MB),
    ):
        yield Budget(f"package {form}: MB", figure / MEGABYTE, limit, at_least=False)


def _recipe(ours: Contender) -> str:
    """Return which of this project's contenders it is, in a promise."""
    return f"{ours.model} recipe in C" if ours.in_c else f"{ours.model} recipe"
