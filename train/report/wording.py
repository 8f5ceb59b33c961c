"""Explain metrics in plain language, for readers who are not statisticians."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from train.evaluation.comparison import LEVEL, Comparison, worse_beyond_chance
from train.evaluation.curves import interval
from train.evaluation.predictions import Predictions
from train.evaluation.shown_metrics import is_spam_or_ham, words_for
from train.report.visible_text import visible

MAX_CONFUSIONS = 30


class _Rate(NamedTuple):
    """How many of some texts have a property, such as being labelled correctly."""

    hits: int
    texts: int


class Confusion(NamedTuple):
    """How many texts of a class are assigned to another, and their share of the class."""

    label: str
    predicted: str
    texts: int
    share: float


def class_nouns(classes: Sequence[str]) -> tuple[str, ...]:
    """Return a noun phrase for the texts of each class.

    >>> class_nouns(["ham", "spam"])
    ('ordinary messages', 'spam messages')
    >>> class_nouns(["no", "yes"])[1] == "texts of class \N{LEFT DOUBLE QUOTATION MARK}yes\u201d"
    True
    """
    if is_spam_or_ham(classes):
        return ("ordinary messages", "spam messages")
    return tuple(f"texts of class \u201c{visible(label)}\u201d" for label in classes)


def out_of(hits: int, texts: int, whole: int) -> str:
    """Scale a share to a round number; only a perfect share becomes "all 100", only zero "none".

    >>> out_of(1, 1000, 100), out_of(999, 1000, 100), out_of(0, 9, 100), out_of(97, 200, 100)
    ('fewer than 1', 'more than 99', 'none', '48')
    """
    share = hits * whole / texts
    if hits == 0:
        return "none"
    if share < 1:
        return "fewer than 1"
    if whole - 1 < share < whole:
        return f"more than {whole - 1}"
    return f"all {whole:,}" if hits == texts else f"{share:.0f}"


def headline(predictions: Predictions, positive: str | None) -> str:
    """Summarize in one sentence how good a model is."""
    parts: list[str] = []
    if positive is not None:
        blocked, caught = _positive_rates(predictions)
        ordinary, unwanted = class_nouns(predictions.classes)
        finds = words_for(predictions.classes).finds
        mistakes = _mistakes(predictions.classes)
        if caught.texts:
            parts.append(f"of every 100 {unwanted}, it {finds} {out_of(*caught, 100)}")
        if blocked.texts:
            parts.append(f"of every 1,000 {ordinary}, it {mistakes.format(out_of(*blocked, 1000))}")
    elif predictions.rows:
        right = out_of(*_right(predictions), 100)
        parts.append(f"of every 100 texts, it labels {right} correctly")
    return _sentence("; ".join(parts)) if parts else "It was not evaluated on any text."


def _mistakes(classes: Sequence[str]) -> str:
    """Return what a model does by mistake with so many texts, `{}`, of the other class."""
    if is_spam_or_ham(classes):
        return "blocks {}"
    # The label may have braces of its own.
    label = visible(classes[1]).replace("{", "{{").replace("}", "}}")
    return f"labels {{}} as \u201c{label}\u201d"


def baseline(predictions: Predictions, positive: str | None) -> str:
    """Say how many texts are labelled correctly by always predicting the commonest class."""
    if not predictions.rows:
        return ""
    label, texts = Counter(row.label for row in predictions.rows).most_common(1)[0]
    always = f"always predicting \u201c{visible(label)}\u201d would label"
    simple = out_of(texts, len(predictions.rows), 100)
    if positive is None:  # the headline says the rest
        return _sentence(f"{always} {simple} correctly")
    right = out_of(*_right(predictions), 100)
    return f"Of every 100 texts, it labels {right} correctly; {always} {simple}."


def measured_on(metrics: Mapping[str, Any], texts: int, *, is_exported: bool) -> str:
    """Say which texts the headline is about, if the model was not cross-validated.

    Parameters
    ----------
    metrics
        The metrics for the held-out texts.
    texts
        How many of them are no copies of training texts.
    is_exported
        Whether the training texts are unknown.
    """
    measured = f"Measured on {count_of(texts, 'text')} ({metrics['protocol']})"
    if is_exported:
        return f"{measured}. Whether the model was fitted to some of them is unknown."
    copies = metrics.get("without_copies", {}).get("copies")
    if not copies:
        return f"{measured}."
    return (
        f"{measured}. {count_of(copies, 'copy')} of training texts, apart from case and white "
        "space, do not count: a model may know them by heart."
    )


def margin_of_error(predictions: Predictions, positive: str | None) -> str:
    """State how far the numbers of `headline` may be off by chance."""
    if positive is not None:
        blocked, caught = _positive_rates(predictions)
        ordinary, spam = class_nouns(predictions.classes)
        if blocked.texts and caught.texts:
            limits = f"{_limits(caught, 100)} {spam}, {_limits(blocked, 1000)} {ordinary}"
            return f"Margin of error (95% confidence): {limits}."
    right = _right(predictions)
    return f"Margin of error (95% confidence): {_limits(right, 100)} texts." if right.texts else ""


def confusion_matrix(predictions: Predictions) -> list[list[int]]:
    """Count the texts by true class (rows) and predicted class (columns)."""
    counts = Counter((row.label, row.predicted) for row in predictions.rows)
    classes = predictions.classes
    return [[counts[label, predicted] for predicted in classes] for label in classes]


def confusions(predictions: Predictions) -> list[Confusion]:
    """Return the most frequent confusions of a class with another, at most 30."""
    wrong = Counter(
        (row.label, row.predicted) for row in predictions.rows if row.label != row.predicted
    )
    texts = Counter(row.label for row in predictions.rows)
    return [
        Confusion(label, predicted, count, count / texts[label])
        for (label, predicted), count in wrong.most_common(MAX_CONFUSIONS)
    ]


def verdict(comparison: Comparison, first: str, second: str) -> str:
    """Say whether the difference between two models is more than chance."""
    only_one = comparison.only_first + comparison.only_second
    if only_one == 0:
        return _sentence(
            f"{first} and {second} are right on the same texts, so neither proves better"
        )
    p_value = f"p {format_p_value(comparison.p_value)}, McNemar's test"
    if comparison.p_value >= LEVEL:
        return (
            "The difference may be chance: exactly one model is right on "
            f"{count_of(only_one, 'text')}, and two equally good models would often differ this "
            f"much ({p_value})."
        )
    better, worse = (
        (first, second) if comparison.only_first > comparison.only_second else (second, first)
    )
    return _sentence(
        f"{better} is better than {worse}, and the difference is unlikely to be chance: two "
        f"equally good models would seldom differ this much ({p_value})"
    )


def promotion_check(
    comparison: Comparison, blocked_ham: Comparison | None, classes: Sequence[str]
) -> str:
    """Say what the one-sided tests that guard promotion find about the first model."""
    question = "The promotion check asks only whether this model is worse (a one-sided test):"
    if worse_beyond_chance(comparison):
        return f"{question} it is, and that is unlikely to be chance."
    if blocked_ham is not None and worse_beyond_chance(blocked_ham):
        more = _mistakes(classes).format(f"more {class_nouns(classes)[0]}")
        return f"{question} it {more}, and that is unlikely to be chance."
    return f"{question} there is no evidence that it is."


def format_p_value(p_value: float) -> str:
    """Format a p-value with the digits that matter.

    >>> format_p_value(0.0312), format_p_value(0.00001), format_p_value(1.0)
    ('= 0.03', '< 0.001', '= 1.00')
    """
    if p_value < 0.001:
        return "< 0.001"
    return f"= {p_value:.3f}" if p_value < 0.01 else f"= {p_value:.2f}"


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count_of(1, "text"), count_of(5572, "text"), count_of(70, "copy")
    ('1 text', '5,572 texts', '70 copies')
    """
    if number != 1:
        noun = noun.removesuffix("y") + "ies" if noun.endswith("py") else f"{noun}s"
    return f"{number:,} {noun}"


def readable_time(created: str) -> str:
    """Format a manifest's time; return any other string unchanged.

    >>> readable_time("20260102T030405Z"), readable_time("yesterday")
    ('2 January 2026, 03:04 UTC', 'yesterday')
    """
    try:
        time = datetime.strptime(created, "%Y%m%dT%H%M%S%z")
    except ValueError:
        return created
    return f"{time.day} {time:%B %Y, %H:%M} UTC"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."


def _limits(rate: _Rate, whole: int) -> str:
    limits = interval(rate.hits, rate.texts)
    return f"{limits.low * whole:.0f} to {limits.high * whole:.0f} of {whole:,}"


def _right(predictions: Predictions) -> _Rate:
    right = sum(row.label == row.predicted for row in predictions.rows)
    return _Rate(right, len(predictions.rows))


def _positive_rates(predictions: Predictions) -> list[_Rate]:
    """Return, for each class, how many of its texts are assigned to the second class."""
    return [_Rate(row[1], sum(row)) for row in confusion_matrix(predictions)]
