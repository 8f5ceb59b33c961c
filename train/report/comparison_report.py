"""The report that compares two models side by side; it looks like the report of one model."""

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from train.evaluation import curves
from train.evaluation.comparison import Comparison, in_common
from train.evaluation.predictions import Predictions
from train.evaluation.shown_metrics import Words, words_for
from train.report.charts import axis_start, precision_recall_chart
from train.report.contents import Facts
from train.report.rendering import render
from train.report.tables import FactRow, MetricsTable, fact_rows, metrics_table
from train.report.wording import class_nouns, verdict


class ComparedModel(NamedTuple):
    """A model's name, its facts as in `ReportContents`, and its predictions for held-out texts."""

    name: str
    facts: Facts
    predictions: Predictions


class Evaluation(NamedTuple):
    """On how many texts, and by which protocol, a model was evaluated."""

    model: str
    texts: int
    protocol: str


class _Curves(NamedTuple):
    """Both precision-recall curves in one chart, or None, and where its axes start."""

    precision_recall: Markup | None
    axis_start: float


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the template shows; `first_right` and `second_right` are percentages."""

    title: str
    models: dict[str, str]
    comparison: Comparison
    first_right: float
    second_right: float
    verdict: str
    metrics: MetricsTable
    evaluations: list[Evaluation]
    precision_recall: Markup | None
    axis_start: float
    words: Words
    positive_noun: str
    facts: list[FactRow]


def comparison_report(first: ComparedModel, second: ComparedModel, comparison: Comparison) -> bytes:
    """Return the comparison of two models as one UTF-8 HTML document.

    `comparison` is what `train.evaluation.comparison.compare` returns for their predictions.
    """
    metrics = {"A": first.facts["metrics"], "B": second.facts["metrics"]}
    classes = [*dict.fromkeys([*first.predictions.classes, *second.predictions.classes])]
    # The facts of before 1.1 do not name the positive class: the second of two.
    positive = first.facts.get("positive", classes[1] if len(classes) == 2 else None)
    both = in_common(first.predictions, second.predictions)
    chart = _Curves(None, 0.0) if positive is None else _curves(*both)
    page = ComparisonPage(
        title=f"{first.name} and {second.name}",
        models={"A": first.name, "B": second.name},
        comparison=comparison,
        first_right=_percent(comparison.both_right + comparison.only_first, comparison.texts),
        second_right=_percent(comparison.both_right + comparison.only_second, comparison.texts),
        verdict=verdict(comparison, "A", "B"),
        metrics=metrics_table(metrics, classes, positive),
        evaluations=[Evaluation(name, m["texts"], m["protocol"]) for name, m in metrics.items()],
        precision_recall=chart.precision_recall,
        axis_start=chart.axis_start,
        words=words_for(first.predictions.classes),
        positive_noun=class_nouns(first.predictions.classes)[1],
        facts=fact_rows([first.facts, second.facts]),
    )
    return render("comparison_report.html.j2", page=page)


def _percent(right: int, texts: int) -> float:
    return 100 * right / texts if texts else 0.0


def _curves(first: Predictions, second: Predictions) -> _Curves:
    """Draw both models' curves on their common texts, if both know the same two classes."""
    if first.classes != second.classes or not (curves.has_both(first) and curves.has_both(second)):
        return _Curves(None, 0.0)
    return _Curves(precision_recall_chart("precision", first, second), axis_start(first, second))
