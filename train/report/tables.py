"""The tables that both reports contain: the metrics with their meanings, and the facts."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from train.evaluation.shown_metrics import hidden_metrics, is_spam_or_ham, words_for
from train.report.contents import Facts
from train.report.visible_text import visible
from train.report.wording import class_nouns, count_of, readable_time

UNDEFINED = "\N{EN DASH}"


class Metric(NamedTuple):
    """How a metric is presented; `{ham}` and `{spam}` stand for the texts of the two classes.

    The second of the two is the positive class, and `{found}` stands for caught or recognized.
    """

    title: str
    meaning: str
    is_share: bool = True


METRICS = {
    "accuracy": Metric(
        "Accuracy",
        "The share of all texts that are labelled correctly. It flatters a model if one class is "
        "rare.",
    ),
    "mcc": Metric(
        "Matthews correlation coefficient",
        "All kinds of mistakes in one number: 1 is perfect, 0 is no better than guessing.",
        is_share=False,
    ),
    "f1": Metric(
        "F1 score",
        "Recall and precision in one number: 1 means that all {spam} are {found}, and nothing "
        "else.",
        is_share=False,
    ),
    "majority_baseline": Metric(
        "Majority baseline",
        "The accuracy of always predicting the commonest class. A useful model is far above it.",
    ),
    "spam_caught": Metric("Caught", "The share of {spam} that are caught. Higher is better."),
    "blocked_ham": Metric(
        "Blocked by mistake",
        "The share of {ham} that are assigned to the other class. Lower is better.",
    ),
    "average_precision": Metric(
        "Average precision",
        "How well the model ranks {spam} above {ham} at any threshold: 1 is perfect.",
        is_share=False,
    ),
    "brier": Metric(
        "Brier score",
        "The mean squared difference between the probability and the truth: 0 is perfect.",
        is_share=False,
    ),
    "calibration_error": Metric(
        "Calibration error",
        "How far a probability is, on average, from how often it is right: 0% is perfect.",
    ),
    "recall": Metric("Recall", "The share of the texts of a class that the model assigns to it."),
    "precision": Metric(
        "Precision",
        "The share of the texts assigned to a class that really belong to it.",
    ),
}


class MetricRow(NamedTuple):
    """A metric, or a metric of one class, with its formatted values."""

    title: str
    meaning: str
    cells: list[str]


class MetricsTable(NamedTuple):
    """The metrics of several models or protocols side by side."""

    columns: list[str]
    rows: list[MetricRow]


class FactRow(NamedTuple):
    """A fact with its value for each model."""

    name: str
    values: list[str]
    is_code: bool = False


def metrics_table(
    columns: Mapping[str, Facts], classes: Sequence[str], positive: str | None
) -> MetricsTable:
    """Return the metrics that at least one column has.

    Parameters
    ----------
    columns
        Metrics by column name, as `train.evaluation.metrics.evaluate` returns them. Instead of a
        number, a metric may have its `mean` and `std`.
    classes
        The classes for metrics that each class has, the positive one last.
    positive
        The positive class, if there is one.
    """
    rows: list[MetricRow] = []
    left_out = hidden_metrics(classes, positive)
    for name in METRICS:
        if name in left_out or not any(name in metrics for metrics in columns.values()):
            continue
        values = [metrics.get(name) for metrics in columns.values()]
        if name in ("recall", "precision"):
            rows.extend(_class_rows(name, values, classes))
        else:
            meaning = _meaning(name, classes)
            cells = [_format_value(name, value) for value in values]
            rows.append(MetricRow(_title(name, classes), meaning, cells))
    return MetricsTable(list(columns), rows)


def _class_rows(
    name: str, values: Sequence[Mapping[str, Any] | None], classes: Sequence[str]
) -> list[MetricRow]:
    """Return a row per class; only the first explains the metric."""
    rows: list[MetricRow] = []
    for label in classes:
        title = f"{METRICS[name].title}, {visible(label)}"
        cells = [_format_value(name, (by_class or {}).get(label)) for by_class in values]
        rows.append(MetricRow(title, "" if rows else _meaning(name, classes), cells))
    return rows


def _title(name: str, classes: Sequence[str]) -> str:
    if name == "blocked_ham" and not is_spam_or_ham(classes):
        return f"False positive rate, {visible(classes[-1])}"
    return METRICS[name].title


def _meaning(name: str, classes: Sequence[str]) -> str:
    nouns = class_nouns(classes)
    meaning = METRICS[name].meaning.replace("{found}", words_for(classes).found)
    return meaning.replace("{ham}", nouns[0]).replace("{spam}", nouns[-1])


def _format_value(name: str, value: Any) -> str:
    """Format a number, or a mean with its standard deviation: "99.0% ± 0.3"."""
    if not isinstance(value, Mapping):
        return _format_number(name, value, value)
    mean, std = value.get("mean"), value.get("std")
    if std is None:
        return _format_number(name, mean, mean)
    deviation = _format_number(name, std, mean).removesuffix("%")
    return f"{_format_number(name, mean, mean)} \N{PLUS-MINUS SIGN} {deviation}"


def _format_number(name: str, value: float | None, mean: float | None) -> str:
    """Format a number; a share gets a second decimal if the mean is below one percent."""
    if value is None:
        return UNDEFINED
    if not METRICS[name].is_share:
        return f"{value:.3f}"
    return f"{value:.2%}" if 0 < (mean or 0) < 0.01 else f"{value:.1%}"


def fact_rows(models: Sequence[Facts]) -> list[FactRow]:
    """Return what each model was trained with."""
    return [
        FactRow("Recipe", [facts["recipe"] for facts in models]),
        FactRow("Trained", [readable_time(facts["created"]) for facts in models]),
        FactRow("Data", [_data(facts["data"]) for facts in models]),
        FactRow("SHA-256 of the data", [_data_digest(facts) for facts in models], is_code=True),
        FactRow("Threshold", [_threshold(facts) for facts in models]),
        FactRow("Libraries", _libraries(models)),
    ]


def _libraries(models: Sequence[Facts]) -> list[str]:
    """List each model's libraries, all models in the same order."""
    names = dict.fromkeys(name for facts in models for name in facts["libraries"])
    return [
        ", ".join(
            f"{name} {facts['libraries'][name]}" for name in names if name in facts["libraries"]
        )
        for facts in models
    ]


def _data_digest(facts: Facts) -> str:
    return UNDEFINED if facts["data"] is None else str(facts["data"]["sha256"])


def _data(data: Facts | None) -> str:
    if data is None:
        return "unknown: the model was exported"
    labels = ", ".join(f"{texts:,} {visible(label)}" for label, texts in data["labels"].items())
    return f"{count_of(data['rows'], 'text')}: {labels}"


def _threshold(facts: Facts) -> str:
    if facts["threshold"] is None:
        return "none: the class with the highest score wins"
    label = visible(facts.get("positive") or facts["classes"][1])
    return f"{facts['threshold']:.4g}: a text with a higher probability is labelled {label}"
