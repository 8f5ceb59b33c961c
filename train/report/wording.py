"""What figures mean, in the words of someone who is no statistician."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from train.evaluation.comparison import LEVEL, Comparison, worse_beyond_chance
from train.evaluation.curves import interval
from train.evaluation.predictions import Predictions
from train.report.html import visible

SPAM_OR_HAM = ("ham", "spam")


def names(classes: Sequence[str]) -> tuple[str, ...]:
    """Return what texts of each class are called.

    >>> names(["ham", "spam"])
    ('ordinary messages', 'spam messages')
    >>> names(["no", "yes"])[1] == "texts of class \N{LEFT DOUBLE QUOTATION MARK}yes\u201d"
    True
    """
    if tuple(classes) == SPAM_OR_HAM:
        return ("ordinary messages", "spam messages")
    return tuple(f"texts of class \u201c{visible(name, spaces=False)}\u201d" for name in classes)


def of(hits: int, texts: int, whole: int) -> str:
    """Say how many of a round number a share is, without rounding a mistake away.

    >>> of(1, 1000, 100), of(999, 1000, 100), of(0, 9, 100), of(97, 200, 100)
    ('fewer than 1', 'more than 99', 'none', '48')
    """
    share = hits * whole / texts
    if hits == 0:
        return "none"
    if share < 1:
        return "fewer than 1"
    if whole - 1 < share < whole:
        return f"more than {whole - 1}"
    return "all" if hits == texts else f"{share:.0f}"


def lead(predictions: Predictions) -> str:
    """Say in a sentence or two how good a model is."""
    if len(predictions.classes) != 2:
        return _lead_of_many(predictions)
    counts = _counts(predictions)
    negative, positive = predictions.classes
    ordinary, spam = names(predictions.classes)
    caught, missed = counts[positive, positive], counts[positive, negative]
    blocked, passed = counts[negative, positive], counts[negative, negative]
    said = [
        f"of 100 {spam} it catches {of(caught, caught + missed, 100)}" if caught + missed else "",
        f"of 1,000 {ordinary} it blocks {of(blocked, blocked + passed, 1000)}"
        if blocked + passed
        else "",
    ]
    return _sentence("; ".join(part for part in said if part))


def _lead_of_many(predictions: Predictions) -> str:
    right, texts = _right(predictions)
    return _sentence(f"of 100 texts it labels {of(right, texts, 100)} right" if texts else "")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "." if words else "It has not been measured on any text."


def certainty(predictions: Predictions) -> str:
    """Say how far the sentence of `lead` can be relied on, with 95% limits."""
    said = "With so many texts, chance leaves this much open:"
    counts, classes = _counts(predictions), predictions.classes
    rows = [sum(counts[name, said] for said in classes) for name in classes]
    if len(classes) == 2 and all(rows):
        ordinary, spam = names(classes)
        caught = _limits(counts[classes[1], classes[1]], rows[1], 100)
        blocked = _limits(counts[classes[0], classes[1]], rows[0], 1000)
        return f"{said} {caught} {spam}, {blocked} {ordinary}."
    right, texts = _right(predictions)
    return f"{said} {_limits(right, texts, 100)} texts." if texts else ""


def _limits(hits: int, texts: int, whole: int) -> str:
    low, high = interval(hits, texts)
    return f"{low * whole:.0f} to {high * whole:.0f} of {whole:,}"


def _right(predictions: Predictions) -> tuple[int, int]:
    return sum(row.label == row.predicted for row in predictions.rows), len(predictions.rows)


def _counts(predictions: Predictions) -> Counter[tuple[str, str]]:
    return Counter((row.label, row.predicted) for row in predictions.rows)


def confusion(predictions: Predictions) -> list[list[int]]:
    """Count the texts by true class (rows) and predicted class (columns)."""
    counts = _counts(predictions)
    return [[counts[true, said] for said in predictions.classes] for true in predictions.classes]


def verdict(comparison: Comparison, first: str, second: str) -> str:
    """Say whether the difference between two models is more than chance."""
    differing = comparison.only_first + comparison.only_second
    if differing == 0:
        return (
            f"No text is labelled right by one alone, so nothing tells {first} and {second} apart."
        )
    p_value = f"p {shown_p(comparison.p_value)}, McNemar's test"
    if comparison.p_value >= LEVEL:
        return (
            f"The difference is within chance: {count(differing, 'text')} alone tell them apart, "
            f"and two equally good models would often differ as much ({p_value})."
        )
    ahead, behind = (
        (first, second) if comparison.only_first > comparison.only_second else (second, first)
    )
    return _sentence(
        f"{ahead} is better than {behind} by more than chance explains: two equally good models "
        f"would seldom differ as much ({p_value})"
    )


def gate(comparison: Comparison) -> str:
    """Say what the one-sided test that guards promotion makes of the first model."""
    asked = "Asked only whether this model is the worse one (the one-sided test),"
    if worse_beyond_chance(comparison):
        return f"{asked} the answer is yes, beyond chance."
    return f"{asked} nothing beyond chance says so."


def shown_p(p_value: float) -> str:
    """Show a p-value to the digits that matter.

    >>> shown_p(0.0312), shown_p(0.00001), shown_p(1.0)
    ('= 0.03', '< 0.001', '= 1.00')
    """
    if p_value < 0.001:
        return "< 0.001"
    return f"= {p_value:.3f}" if p_value < 0.01 else f"= {p_value:.2f}"


def count(number: int, noun: str) -> str:
    """Say a number of things.

    >>> count(1, "text"), count(5572, "text")
    ('1 text', '5,572 texts')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def moment(created: str) -> str:
    """Say a manifest's time; what is none stays as it is.

    >>> moment("20260102T030405Z"), moment("yesterday")
    ('2 January 2026, 03:04 UTC', 'yesterday')
    """
    try:
        time = datetime.strptime(created, "%Y%m%dT%H%M%S%z")
    except ValueError:
        return created
    return f"{time.day} {time:%B %Y, %H:%M} UTC"
