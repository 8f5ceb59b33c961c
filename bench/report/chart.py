"""The results as one chart: four panels of bars that start at zero."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.contenders.catalog import CONTENDERS, FLOOR, MINILM, Contender
from bench.report.budgets import MEGABYTE

SIZE_INCHES = (9.6, 6.4)
DOTS_PER_INCH = 100
OUR_COLOUR, OTHER_COLOUR, FLOOR_COLOUR = "#1b7fc4", "#9aa3ab", "#d7dbdf"
AXIS_FACTOR = 1.2
"""How much longer an axis is than its longest bar, to leave room for the bar's number."""

PANELS: dict[str, Callable[[Any], float]] = {
    "Cold start, ms": lambda result: result["cold"]["ms"].median,
    "Warm request, p50, µs": lambda result: result["warm"]["us"]["p50"].median,
    "Peak memory, MB": lambda result: result["warm"]["peak_mb"].median,
    "Package unzipped, MB": lambda result: result["package"]["unpacked"] / MEGABYTE,
}


LEFT_OUT = {MINILM}
"""A request to it takes so long that the other bars could not be told apart."""


def draw_chart(results: Mapping[str, Any], path: Path) -> None:
    """Write the chart as PNG."""
    drawn = [each for each in CONTENDERS if each.name in results and each not in LEFT_OUT]
    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    panels = [axes for row in figure.subplots(2, 2, sharey=True) for axes in row]
    for axes, (title, value) in zip(panels, PANELS.items(), strict=True):
        _panel(axes, title, {each: value(results[each.name]) for each in drawn})
    figure.savefig(path, dpi=DOTS_PER_INCH, metadata={"Software": None})


def _panel(axes: Axes, title: str, values: Mapping[Contender, float]) -> None:
    colours = [_colour(each) for each in values]
    bars = axes.barh([each.label for each in values], list(values.values()), color=colours)
    labels = [f"{value:,.2g}" if value < 1 else f"{value:,.0f}" for value in values.values()]
    axes.bar_label(bars, labels, padding=3, fontsize=9)
    axes.set_xlim(0, max(values.values()) * AXIS_FACTOR)
    axes.set_title(title, fontsize=10.5, loc="left")
    axes.tick_params(axis="y", length=0, labelsize=9)
    axes.tick_params(axis="x", which="both", length=0, labelbottom=False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_ylim(len(values) - 0.5, -0.5)


def _colour(contender: Contender) -> str:
    if contender is FLOOR:
        return FLOOR_COLOUR
    return OUR_COLOUR if contender.app is None else OTHER_COLOUR
