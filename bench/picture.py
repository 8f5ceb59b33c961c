"""The figures as one picture for the README: four panels of bars, each from zero."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.budgets import MEGABYTE
from bench.contender import CONTENDERS, FLOOR, Contender

SIZE_INCHES = (9.6, 5.2)
DOTS_PER_INCH = 100
OURS, OTHERS, NOTHING = "#1b7fc4", "#9aa3ab", "#d7dbdf"
ROOM = 1.2
"""How far an axis reaches beyond its longest bar, as a factor: for the number beside it."""

PANELS: dict[str, Callable[[Any], float]] = {
    "Cold start, ms": lambda found: found["cold"]["ms"].median,
    "Warm request, p50, µs": lambda found: found["warm"]["us"]["p50"].median,
    "Peak memory, MB": lambda found: found["warm"]["peak_mb"].median,
    "Package unzipped, MB": lambda found: found["package"]["unpacked"] / MEGABYTE,
}


def draw(results: Mapping[str, Any], path: Path) -> None:
    """Write the picture as PNG."""
    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    places = [axes for row in figure.subplots(2, 2, sharey=True) for axes in row]
    for axes, (title, value) in zip(places, PANELS.items(), strict=True):
        _panel(axes, title, {each: value(results[each.name]) for each in CONTENDERS})
    figure.savefig(path, dpi=DOTS_PER_INCH, metadata={"Software": None})


def _panel(axes: Axes, title: str, values: Mapping[Contender, float]) -> None:
    colours = [_colour(each) for each in values]
    bars = axes.barh([each.label for each in values], list(values.values()), color=colours)
    labels = [f"{value:,.2g}" if value < 1 else f"{value:,.0f}" for value in values.values()]
    axes.bar_label(bars, labels, padding=3, fontsize=9)
    axes.set_xlim(0, max(values.values()) * ROOM)
    axes.set_title(title, fontsize=10.5, loc="left")
    axes.tick_params(axis="y", length=0, labelsize=9)
    axes.tick_params(axis="x", which="both", length=0, labelbottom=False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_ylim(len(values) - 0.5, -0.5)


def _colour(contender: Contender) -> str:
    if contender is FLOOR:
        return NOTHING
    return OURS if contender.source is None else OTHERS
