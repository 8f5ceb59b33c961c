"""The report's curves as SVG to stand inside an HTML page.

Text and axes take the page's own colour and font, and the curves the style sheet's `--first` and
`--second`, so that one picture reads well on white, on black and on paper. No word in a picture
comes from data: names stand in the page, where they are escaped.
"""

import io
import re
from collections.abc import Callable, Sequence

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter, StrMethodFormatter

from train.evaluation.curves import by_threshold, calibration, precision_recall
from train.evaluation.predictions import Predictions

SIZE = (4.8, 3.5)
INK, FIRST, SECOND = "#010203", "#010204", "#010205"
"""Colours that stand for those of the page until the SVG is written."""

PAGE_COLOURS = {
    INK: "currentColor",
    FIRST: "var(--first, #1b7fc4)",
    SECOND: "var(--second, #cc5f10)",
}
STYLE = {
    "svg.fonttype": "none",
    "font.size": 10.5,
    "axes.labelsize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.linewidth": 0.8,
    "grid.alpha": 0.16,
    "grid.linewidth": 0.8,
    "lines.linewidth": 2,
    "figure.subplot.left": 0.18,
    "figure.subplot.right": 0.97,
    "figure.subplot.bottom": 0.15,
    "figure.subplot.top": 0.97,
    "figure.subplot.hspace": 0.14,
} | dict.fromkeys(
    ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color", "grid.color"),
    INK,
)


def precision_recall_picture(name: str, *models: Predictions) -> str:
    """Draw precision over recall of one model or two; the second's line is dashed.

    `name` begins every id in the picture, so it must be the picture's own in its page.
    """

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        for predictions, colour, line in zip(models, (FIRST, SECOND), ("-", "--"), strict=False):
            recall, precision = precision_recall(predictions)
            axes.plot(recall, precision, line, drawstyle="steps-post", color=colour)
            if (chosen := _chosen_point(predictions)) is not None:
                axes.plot(*chosen, "o", markersize=8, color=colour)
        start = precision_recall_start(*models)
        _shares(axes, (start, 1), (start, 1))
        axes.set(xlabel="Caught (recall)", ylabel="Rightly so (precision)")

    return _draw(name, "Precision over recall", paint)


def precision_recall_start(*models: Predictions) -> float:
    """Return where both axes begin: one half if nothing happens below, so that more is seen."""
    for predictions in models:
        recall, precision = precision_recall(predictions)
        shown = [p for r, p in zip(recall, precision, strict=True) if r <= 0.95]
        if min([*shown, *(_chosen_point(predictions) or ())]) < 0.5:
            return 0.0
    return 0.5


def threshold_picture(name: str, predictions: Predictions, threshold: float) -> str:
    """Draw what is caught and what is blocked against the threshold, and mark the chosen one."""
    curve = by_threshold(predictions)

    def paint(figure: Figure) -> None:
        panels = figure.subplots(2, sharex=True)
        for axes, shares, colour, label in zip(
            panels,
            (curve.caught, curve.blocked),
            (FIRST, SECOND),
            ("Caught", "Blocked"),
            strict=True,
        ):
            axes.plot(curve.thresholds, shares, color=colour)
            axes.axvline(threshold, color=INK, linewidth=1, linestyle=(0, (2, 2)))
            at = min(range(len(shares)), key=lambda i: abs(curve.thresholds[i] - threshold))
            axes.plot([threshold], [shares[at]], "o", markersize=7, color=colour)
            axes.set(ylabel=label)
        panels[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        panels[1].yaxis.set_major_formatter(PercentFormatter(1))
        panels[0].set_ylim(min(0.75, *curve.caught[10:-10]) - 0.02, 1.02)
        top = max(0.01, *curve.blocked[10:])
        panels[1].set_ylim(-0.03 * top, 1.1 * top)
        panels[1].set(xlabel="Threshold", xlim=(0, 1))

    return _draw(name, "Caught and blocked by threshold", paint)


def calibration_picture(name: str, predictions: Predictions) -> str:
    """Draw how often a probability proves right, with 95% limits, and the texts behind it."""
    bins = calibration(predictions)

    def paint(figure: Figure) -> None:
        upper, lower = figure.subplots(2, sharex=True, height_ratios=(3, 1))
        at, share = [b.probability for b in bins], [b.share for b in bins]
        limits = [[b.share - b.low for b in bins], [b.high - b.share for b in bins]]
        upper.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=(0, (2, 2)))
        upper.errorbar(at, share, limits, fmt="o", color=FIRST, elinewidth=1.5, capsize=3)
        _shares(upper, (0, 1), (0, 1))
        upper.set(ylabel="Proved right")
        lower.bar(at, [b.texts for b in bins], width=0.05, color=FIRST)
        lower.set(yscale="log", ylabel="Texts", xlabel="Probability given")
        lower.set_ylim(0.8, 2 * max(b.texts for b in bins))
        lower.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))

    return _draw(name, "Given probability and share that proves right", paint)


def learning_picture(name: str, points: Sequence[tuple[int, float, float]]) -> str:
    """Draw the Matthews correlation coefficient over the number of texts, with its spread."""

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        texts, mean, spread = (list(part) for part in zip(*points, strict=True))
        low = [m - s for m, s in zip(mean, spread, strict=True)]
        high = [m + s for m, s in zip(mean, spread, strict=True)]
        axes.fill_between(texts, low, high, color=FIRST, alpha=0.22, linewidth=0)
        axes.plot(texts, mean, "o-", color=FIRST)
        axes.set(xlabel="Texts to learn from", ylabel="Quality (MCC)")
        axes.set_xlim(left=0, right=1.04 * max(texts))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.locator_params(axis="x", nbins=6)

    return _draw(name, "Quality by number of texts", paint)


def _chosen_point(predictions: Predictions) -> tuple[float, float] | None:
    """Return recall and precision of the labels as predicted; None where none is of the class."""
    positive = predictions.classes[1]
    caught = sum(row.label == row.predicted == positive for row in predictions.rows)
    called = sum(row.predicted == positive for row in predictions.rows)
    true = sum(row.label == positive for row in predictions.rows)
    return (caught / true, caught / called) if called else None


def _shares(axes: Axes, across: tuple[float, float], up: tuple[float, float]) -> None:
    margins = [0.02 * (end - start) for start, end in (across, up)]
    axes.set_xlim(across[0], across[1] + margins[0])
    axes.set_ylim(up[0], up[1] + margins[1])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def _draw(name: str, title: str, paint: Callable[[Figure], None]) -> str:
    """Paint on a new figure and return its SVG, the same bytes every time."""
    written = io.StringIO()
    with style.context(["default", STYLE | {"svg.hashsalt": name}]):
        figure = Figure(figsize=SIZE)
        paint(figure)
        figure.savefig(written, format="svg", transparent=True)
    return _inline(written.getvalue(), name, title)


def _inline(document: str, name: str, title: str) -> str:
    """Make a picture of an SVG document that takes colours, font and width from its page."""
    drawing = document[document.index("<svg") :]
    head = f'<svg role="img" aria-label="{title}"'
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r'<svg[^>]*?(viewBox="[^"]*")[^>]*>', rf"{head} \1>", drawing, count=1)
    drawing = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", drawing)
    drawing = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", drawing)
    drawing = re.sub(r" ?font-family: [^;\"]*;?", "", drawing)
    for placeholder, colour in PAGE_COLOURS.items():
        drawing = drawing.replace(placeholder, colour)
    return drawing.strip()
