"""The report of a model: a self-contained HTML page for readers who are not statisticians.

Python prepares plain data; `templates/model_report.html.j2` holds the words and the layout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from train.evaluation import curves
from train.evaluation.comparison import Comparison
from train.evaluation.metrics import Metrics
from train.evaluation.predictions import Predictions
from train.evaluation.shown_metrics import Words, words_for
from train.report.charts import (
    axis_start,
    calibration_chart,
    learning_chart,
    precision_recall_chart,
    threshold_chart,
)
from train.report.contents import Facts, Mistake, PromotedComparison, ReportContents, WeightedTerm
from train.report.rendering import render
from train.report.tables import FactRow, MetricsTable, fact_rows, metrics_table
from train.report.wording import (
    Confusion,
    baseline,
    class_nouns,
    confusion_matrix,
    confusions,
    count_of,
    headline,
    margin_of_error,
    measured_on,
    promotion_check,
    readable_time,
    verdict,
)

MAX_MISTAKE_LENGTH = 600
MAX_MATRIX = 20
"""The most classes whose confusion matrix is readable; of more, the confusions are listed."""

MAX_BAR_WIDTH = 65
"""The widest bar, in percent of its cell: the rest is for the number."""


class Promoted(NamedTuple):
    """The comparison with the promoted version, in numbers and in words."""

    version: str
    comparison: Comparison
    verdict: str
    promotion_check: str


class ConfusionCell(NamedTuple):
    """A cell of the confusion matrix: a count, its share of the row, and its shade in percent."""

    texts: int
    share: float
    shade: int
    is_right: bool


class ConfusionRow(NamedTuple):
    """The texts of a class by predicted class."""

    label: str
    cells: list[ConfusionCell]


class TermBar(NamedTuple):
    """A term, its weight, and the width of its bar in percent."""

    term: str
    weight: float
    width: float


class ClassTerms(NamedTuple):
    """The most influential terms of a class."""

    label: str
    bars: list[TermBar]


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts as SVG; a chart that the predictions do not allow is None."""

    precision_recall: Markup | None
    threshold: Markup | None
    calibration: Markup | None
    learning: Markup | None
    axis_start: float

    @property
    def has_any(self) -> bool:
        """Return whether there is a chart."""
        return any((self.precision_recall, self.threshold, self.calibration, self.learning))


@dataclass(frozen=True, slots=True)
class ModelPage:
    """What the template shows."""

    title: str
    headline: str
    baseline: str
    margin_of_error: str
    measured_on: str
    promoted: Promoted | None
    facts: list[FactRow]
    metrics: MetricsTable
    held_out: Facts
    without_copies: Facts | None
    cross_validation: Facts | None
    classes: tuple[str, ...]
    confusion: list[ConfusionRow]
    confusions: list[Confusion]
    charts: Charts
    words: Words
    positive_noun: str | None
    negative_noun: str | None
    threshold: float | None
    terms: list[ClassTerms]
    mistakes: list[Mistake]


def report(contents: ReportContents) -> bytes:
    """Return the report as one UTF-8 HTML document."""
    facts, predictions = contents.facts, contents.predictions
    held_out, positive = facts["metrics"], facts["positive"]
    without_copies, folds = (held_out.get(name) for name in ("without_copies", "cross_validation"))
    nouns = class_nouns(predictions.classes) if positive else (None, None)
    page = ModelPage(
        title=f"Model \u201c{facts['recipe']}\u201d, {readable_time(facts['created'])}",
        headline=headline(predictions, positive),
        baseline=baseline(predictions, positive),
        margin_of_error=margin_of_error(predictions, positive),
        measured_on=_measured_on(contents),
        promoted=_promoted(contents.promoted, predictions.classes),
        facts=fact_rows([facts]),
        metrics=metrics_table(_columns(held_out), predictions.classes, positive),
        held_out=held_out,
        without_copies=without_copies,
        cross_validation=folds,
        classes=predictions.classes,
        confusion=_confusion(predictions) if len(predictions.classes) <= MAX_MATRIX else [],
        confusions=confusions(predictions),
        charts=_charts(contents),
        words=words_for(predictions.classes),
        positive_noun=nouns[1],
        negative_noun=nouns[0],
        threshold=facts["threshold"],
        terms=_terms(contents.terms),
        mistakes=[mistake._replace(text=_shorten(mistake.text)) for mistake in contents.mistakes],
    )
    return render("model_report.html.j2", page=page)


def _columns(held_out: Metrics) -> dict[str, Metrics]:
    """Return the metrics by the names of their columns; those that there are."""
    parts = {
        "Held out": held_out,
        "Without copies": held_out.get("without_copies"),
        "Cross-validation": held_out.get("cross_validation"),
    }
    return {name: part for name, part in parts.items() if part}


def _measured_on(contents: ReportContents) -> str:
    texts, facts = len(contents.predictions.rows), contents.facts
    if contents.out_of_fold is None:
        return measured_on(facts["metrics"], texts, is_exported=facts["data"] is None)
    return (
        f"Measured by cross-validation on {count_of(texts, 'distinct text')}: each was labelled by "
        "a model of the same recipe that learned from others. Texts that differ only in case and "
        "white space count as one."
    )


def _promoted(promoted: PromotedComparison | None, classes: Sequence[str]) -> Promoted | None:
    if promoted is None:
        return None
    version, comparison, blocked_ham = promoted
    return Promoted(
        version,
        comparison,
        verdict(comparison, "this model", version),
        promotion_check(comparison, blocked_ham, classes),
    )


def _confusion(predictions: Predictions) -> list[ConfusionRow]:
    rows = []
    for index, counts in enumerate(confusion_matrix(predictions)):
        shares = [texts / (sum(counts) or 1) for texts in counts]
        cells = [
            # A cell with texts gets at least a shade of 10 %, so that one mistake is visible.
            ConfusionCell(texts, share, round(10 + 45 * share) if texts else 0, column == index)
            for column, (texts, share) in enumerate(zip(counts, shares, strict=True))
        ]
        rows.append(ConfusionRow(predictions.classes[index], cells))
    return rows


def _charts(contents: ReportContents) -> Charts:
    predictions, threshold = contents.predictions, contents.facts["threshold"]
    has_both = curves.has_both(predictions) and contents.facts["positive"] is not None
    has_probabilities = curves.has_probabilities(predictions)
    return Charts(
        precision_recall=precision_recall_chart("precision", predictions) if has_both else None,
        threshold=threshold_chart("threshold", predictions, threshold)
        if has_both and has_probabilities and threshold is not None
        else None,
        calibration=calibration_chart("calibration", predictions) if has_probabilities else None,
        learning=learning_chart("learning", contents.learning) if contents.learning else None,
        axis_start=axis_start(predictions) if has_both else 0.0,
    )


def _terms(terms: Mapping[str, Sequence[WeightedTerm]]) -> list[ClassTerms]:
    return [ClassTerms(label, _bars(weighted)) for label, weighted in terms.items()]


def _bars(terms: Sequence[WeightedTerm]) -> list[TermBar]:
    """Return the bars of a class's terms; the heaviest term has the longest."""
    heaviest = max((abs(term.weight) for term in terms), default=0) or 1.0
    return [
        TermBar(term.term, term.weight, MAX_BAR_WIDTH * abs(term.weight) / heaviest)
        for term in terms
    ]


def _shorten(text: str) -> str:
    if len(text) <= MAX_MISTAKE_LENGTH:
        return text
    return f"{text[:MAX_MISTAKE_LENGTH]}\u2026 ({len(text):,} characters)"
