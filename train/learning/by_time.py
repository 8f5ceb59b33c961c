"""How a recipe does on new texts if it learns from old ones: the figures by time.

The texts with a time are put in order and cut into periods of equal size. For each period but the
first, the recipe is fitted to the texts without a time and to those of earlier periods, and labels
the texts of the period. Next to it is the recipe fitted only to the texts without a time: the
difference is the effect of learning.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from train.corpus.reader import Corpus
from train.evaluation.metrics import label_metrics
from train.learning.decisions import Decide, Refit
from train.learning.gate import METRICS
from train.recipes.class_order import class_order

PERIODS = 4
LEAST_TEXTS = 10
"""The fewest texts of a period; with fewer in all than twice this, there are no figures."""


class TimedText(NamedTuple):
    """A text with its label and its time, as ISO 8601 in UTC."""

    time: str
    text: str
    label: str


class Period(NamedTuple):
    """The texts from one time to another, and the metrics on them, without and with learning."""

    start: str
    end: str
    texts: int
    base: dict[str, Any]
    learned: dict[str, Any]


def figures_by_time(base: Corpus, timed: Sequence[TimedText], refit: Refit) -> list[Period]:
    """Return the figures of each period but the first; none if there are too few texts.

    Parameters
    ----------
    base
        Texts without a time; each class is among them.
    timed
        Texts with one, in any order.
    refit
        Fits the recipe.
    """
    periods = _periods(sorted(timed))
    if len(periods) < 2:
        return []
    classes = class_order(set(base.labels), base.positive.label)
    alone = refit(base.texts, base.labels)
    found: list[Period] = []
    for at in range(1, len(periods)):
        earlier = [row for period in periods[:at] for row in period]
        texts = base.texts + [row.text for row in earlier]
        learned = refit(texts, base.labels + [row.label for row in earlier])
        rows = periods[at]
        metrics = [_metrics(decide, rows, classes) for decide in (alone, learned)]
        found.append(Period(rows[0].time, rows[-1].time, len(rows), *metrics))
    return found


def _periods(timed: Sequence[TimedText]) -> list[Sequence[TimedText]]:
    count = min(PERIODS, len(timed) // LEAST_TEXTS)
    ends = [round(len(timed) * number / count) for number in range(count + 1)] if count else []
    return [timed[start:end] for start, end in pairwise(ends)]


def _metrics(decide: Decide, rows: Sequence[TimedText], classes: Sequence[str]) -> dict[str, Any]:
    predicted = [made.label for made in decide([row.text for row in rows])]
    metrics = label_metrics(classes, [row.label for row in rows], predicted)
    return {name: metrics[name] for name in METRICS if name in metrics}
