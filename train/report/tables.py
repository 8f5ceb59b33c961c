"""The tables that a report on one model and one on two share: facts, and figures explained."""

from collections.abc import Mapping, Sequence
from typing import Any

from train.report.html import Markup, element, listing, table, visible
from train.report.wording import count, moment, names

Facts = Mapping[str, Any]

PERCENT = ("accuracy", "spam_caught", "blocked_ham", "recall", "precision", "calibration_error")
MEANINGS = {
    "accuracy": (
        "Accuracy",
        "The share of all texts that are labelled right. It flatters where one class is rare.",
    ),
    "mcc": (
        "Matthews correlation coefficient",
        "All kinds of mistakes in one number: 1 is perfect, 0 no better than guessing.",
    ),
    "f1": (
        "F1 score",
        "Catching many and being right about them, in one number: 1 is perfect.",
    ),
    "spam_caught": ("Caught", "The share of {spam} that are found. Higher is better."),
    "blocked_ham": (
        "Blocked by mistake",
        "The share of {ham} taken for the other class. Lower is better.",
    ),
    "average_precision": (
        "Average precision",
        "How well {spam} are ranked before {ham}, whatever the threshold: 1 is perfect.",
    ),
    "brier": (
        "Brier score",
        "The mean squared distance of the probability from the truth: 0 is perfect.",
    ),
    "calibration_error": (
        "Calibration error",
        "How far a given probability is, on average, from how often it proves right: 0% is best.",
    ),
    "recall": ("Recall", "Of the texts that truly are of a class, the share that are labelled so."),
    "precision": (
        "Precision",
        "Of the texts that are labelled with a class, the share that truly are of it.",
    ),
}
UNDEFINED = "\N{EN DASH}"


def figures_table(columns: Mapping[str, Facts], classes: Sequence[str], note: str) -> Markup:
    """Lay out several models' or protocols' metrics side by side, each figure with its meaning.

    Parameters
    ----------
    columns
        Metrics by the name of their column: what `train.evaluation.metrics.evaluate` returns, or in the
        place of each number its mean and standard deviation.
    classes
        The classes whose figures are shown.
    note
        What stands under the table.
    """
    rows: list[list[object]] = []
    for figure in MEANINGS:
        if not any(figure in metrics for metrics in columns.values()):
            continue
        found = [metrics.get(figure) for metrics in columns.values()]
        for name in classes if figure in ("recall", "precision") else [None]:
            cells = found if name is None else [(part or {}).get(name) for part in found]
            rows.append([_title(figure, classes, name), *(_shown(figure, cell) for cell in cells)])
    return table(["", *columns], rows, note)


def _title(figure: str, classes: Sequence[str], name: str | None) -> Markup:
    title, meaning = MEANINGS[figure]
    called = names(classes)
    if name is not None:
        title = f"{title}, {visible(name, spaces=False)}"
        if name != classes[0]:
            return element("span", title)
    meaning = meaning.replace("{ham}", called[0]).replace("{spam}", called[-1])
    return Markup(f"{element('span', title)}{element('span', meaning, css='meaning')}")


def _shown(figure: str, value: Any) -> str:
    if not isinstance(value, Mapping):
        return _number(figure, value, value)
    mean, std = value.get("mean"), value.get("std")
    spread = "" if std is None else f" \N{PLUS-MINUS SIGN} {_number(figure, std, mean)}"
    return _number(figure, mean, mean) + spread.removesuffix("%")


def _number(figure: str, value: float | None, beside: float | None) -> str:
    """Show a figure; a share beside (or itself) under one percent has a digit more."""
    if value is None:
        return UNDEFINED
    if figure not in PERCENT:
        return f"{value:.3f}"
    return f"{value:.2%}" if 0 < (beside or 0) < 0.01 else f"{value:.1%}"


def facts_table(columns: Mapping[str, Facts]) -> Markup:
    """Lay out what was trained on what, a column per model; one alone needs no head."""
    models = list(columns.values())
    libraries = dict.fromkeys(name for facts in models for name in facts["libraries"])
    lines = [
        ("Recipe", [facts["recipe"] for facts in models]),
        ("Trained", [moment(facts["created"]) for facts in models]),
        ("Data", [_data(facts["data"]) for facts in models]),
        ("sha256 of the data", [element("code", facts["data"]["sha256"]) for facts in models]),
        ("Threshold", [_threshold(facts) for facts in models]),
        (
            "Libraries",
            [
                ", ".join(f"{n} {f['libraries'][n]}" for n in libraries if n in f["libraries"])
                for f in models
            ],
        ),
    ]
    head = ["", *columns] if len(models) > 1 else []
    return listing(head, [[name, *cells] for name, cells in lines])


def _data(data: Facts) -> str:
    labels = ", ".join(
        f"{number:,} {visible(name, spaces=False)}" for name, number in data["labels"].items()
    )
    return f"{count(data['rows'], 'text')}: {labels}"


def _threshold(facts: Facts) -> str:
    if facts["threshold"] is None:
        return "none: the class with the highest score wins"
    name = visible(facts["classes"][1])
    return f"{facts['threshold']:.4g}: over this probability a text is labelled {name}"
