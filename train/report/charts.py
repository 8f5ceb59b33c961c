"""The report's charts as SVG, to be placed inside an HTML page.

Text and axes take the page's own colour and font, and the curves take `--first` and `--second` from
the style sheet, so the same chart is readable on white, on black and on paper. No text in a chart
comes from data, so the charts are safe to include unescaped; names are in the page, which escapes
them.
"""

import io
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter, StrMethodFormatter

from train.evaluation.cross_validation import LearningPoint
from train.evaluation.curves import by_threshold, calibration, precision_recall
from train.evaluation.predictions import Predictions
from train.evaluation.shown_metrics import words_for

SIZE = (4.8, 3.5)
INK, FIRST, SECOND = "#010203", "#010204", "#010205"
"""Placeholders that matplotlib accepts; `PAGE_COLOURS` replaces them in the finished SVG."""

PAGE_COLOURS = {
    INK: "currentColor",
    FIRST: "var(--first, #1b7fc4)",
    SECOND: "var(--second, #cc5f10)",
}
DOTTED = (0, (2, 2))
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


class OperatingPoint(NamedTuple):
    """The recall and precision that a model has with its current threshold."""

    recall: float
    precision: float


def precision_recall_chart(name: str, *models: Predictions) -> Markup:
    """Draw precision against recall for one or two models; the second model's line is dashed.

    Every id in the chart starts with `name`, so no other chart in the page may have the same name.
    """

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        for predictions, colour, line in zip(models, (FIRST, SECOND), ("-", "--"), strict=False):
            recall, precision = precision_recall(predictions)
            axes.plot(recall, precision, line, drawstyle="steps-post", color=colour)
            if (point := _operating_point(predictions)) is not None:
                axes.plot(*point, "o", markersize=8, color=colour)
        _show_shares(axes, axis_start(*models))
        found = words_for(models[0].classes).found
        axes.set(xlabel=f"Recall (share {found})", ylabel="Precision (share correct)")

    return _draw(name, "Precision-recall curve", paint)


def axis_start(*models: Predictions) -> float:
    """Return where both axes start: at one half if the curves have nothing below, otherwise at 0.

    The end of a curve, above a recall of 95 %, does not count: precision always falls there.
    """
    for predictions in models:
        curve = precision_recall(predictions)
        values = [p for r, p in zip(curve.recall, curve.precision, strict=True) if r <= 0.95]
        if min([*values, *(_operating_point(predictions) or ())]) < 0.5:
            return 0.0
    return 0.5


def threshold_chart(name: str, predictions: Predictions, threshold: float) -> Markup:
    """Draw the shares caught and blocked against the threshold, and mark the current one."""
    curve, words = by_threshold(predictions), words_for(predictions.classes)
    # The points at both ends are extreme: leave them out of the scales so that the rest is visible.
    lowest_caught = min(0.75, *curve.caught[10:-10])
    highest_blocked = max(0.01, *curve.blocked[10:])

    def paint(figure: Figure) -> None:
        upper, lower = figure.subplots(2, sharex=True)
        nearest = min(
            range(len(curve.thresholds)), key=lambda i: abs(curve.thresholds[i] - threshold)
        )
        for axes, shares, colour in (
            (upper, curve.caught, FIRST),
            (lower, curve.blocked, SECOND),
        ):
            axes.plot(curve.thresholds, shares, color=colour)
            axes.axvline(threshold, color=INK, linewidth=1, linestyle=DOTTED)
            axes.plot([threshold], [shares[nearest]], "o", markersize=7, color=colour)
        upper.set(ylabel=words.found.capitalize(), ylim=(lowest_caught - 0.02, 1.02))
        upper.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        lower.set(
            ylabel=words.mistaken.split()[0].capitalize(),
            ylim=(-0.03 * highest_blocked, 1.1 * highest_blocked),
        )
        lower.yaxis.set_major_formatter(PercentFormatter(1))
        lower.set(xlabel="Threshold", xlim=(0, 1))

    title = f"Shares {words.found} and {words.mistaken} by threshold"
    return _draw(name, title, paint)


def calibration_chart(name: str, predictions: Predictions) -> Markup:
    """Draw actual shares against predicted probabilities, with 95 % limits and text counts."""
    bins = calibration(predictions)

    def paint(figure: Figure) -> None:
        upper, lower = figure.subplots(2, sharex=True, height_ratios=(3, 1))
        probabilities, shares = [b.probability for b in bins], [b.share for b in bins]
        # errorbar() takes distances from the point, not positions.
        limits = [[b.share - b.low for b in bins], [b.high - b.share for b in bins]]
        upper.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=DOTTED)
        upper.errorbar(
            probabilities, shares, limits, fmt="o", color=FIRST, elinewidth=1.5, capsize=3
        )
        _show_shares(upper, 0)
        upper.set(ylabel="Actual share")
        lower.bar(probabilities, [b.texts for b in bins], width=0.05, color=FIRST)
        lower.set(yscale="log", ylabel="Texts", xlabel="Predicted probability")
        lower.set_ylim(0.8, 2 * max(b.texts for b in bins))
        lower.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))

    return _draw(name, "Actual share by predicted probability", paint)


def learning_chart(name: str, points: Sequence[LearningPoint]) -> Markup:
    """Draw the Matthews correlation coefficient against the number of texts, with its spread."""

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        texts = [point.texts for point in points]
        low = [point.mean - point.std for point in points]
        high = [point.mean + point.std for point in points]
        axes.fill_between(texts, low, high, color=FIRST, alpha=0.22, linewidth=0)
        axes.plot(texts, [point.mean for point in points], "o-", color=FIRST)
        axes.set(xlabel="Training texts", ylabel="Quality (MCC)")
        axes.set_xlim(left=0, right=1.04 * max(texts))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.locator_params(axis="x", nbins=6)

    return _draw(name, "Quality by number of training texts", paint)


def _operating_point(predictions: Predictions) -> OperatingPoint | None:
    """Return the recall and precision of the predicted labels; None if precision is undefined."""
    positive = predictions.classes[1]
    caught = sum(row.label == row.predicted == positive for row in predictions.rows)
    predicted = sum(row.predicted == positive for row in predictions.rows)
    actual = sum(row.label == positive for row in predictions.rows)
    return OperatingPoint(caught / actual, caught / predicted) if predicted else None


def _show_shares(axes: Axes, start: float) -> None:
    """Scale both axes from `start` to 100 %, with a little room for the dots at the end."""
    end = 1 + 0.02 * (1 - start)
    axes.set(xlim=(start, end), ylim=(start, end))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def _draw(name: str, title: str, paint: Callable[[Figure], None]) -> Markup:
    """Paint on a new figure and return its SVG, which is the same bytes every time."""
    file = io.StringIO()
    with style.context(["default", STYLE | {"svg.hashsalt": name}]):
        figure = Figure(figsize=SIZE)
        paint(figure)
        figure.savefig(file, format="svg", transparent=True)
    return Markup(_inline(file.getvalue(), name, title))  # noqa: S704 - holds no data


def _inline(document: str, name: str, title: str) -> str:
    """Turn an SVG document into an element that takes colours, font and width from its page."""
    svg = document[document.index("<svg") :]
    start = f'<svg role="img" aria-label="{title}"'
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # <svg ... width="345pt" viewBox="0 0 345 252"> -> <svg ... viewBox="0 0 345 252">
    svg = re.sub(r'<svg[^>]*?(viewBox="[^"]*")[^>]*>', rf"{start} \1>", svg, count=1)
    # Ids must be unique in the page: id="axes_1" -> id="learning-axes_1", and so do references.
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    # font: 10.5px 'DejaVu Sans' -> font-size: 10.5px
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r" ?font-family: [^;\"]*;?", "", svg)
    for placeholder, colour in PAGE_COLOURS.items():
        svg = svg.replace(placeholder, colour)
    return svg.strip()
