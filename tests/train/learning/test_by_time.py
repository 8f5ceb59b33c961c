"""The figures by time: each period is labelled by what was learned before it, and by the base."""

from collections.abc import Sequence

from train.corpus.reader import Corpus
from train.learning.by_time import TimedText, figures_by_time
from train.learning.decisions import Decide, Decision

BASE = Corpus(["ham", "spam"], ["ham", "spam"], "0" * 64)
TIMED = [
    TimedText(f"2026-01-{day:02}", f"word{day % 2} {day}", ("ham", "spam")[day % 2])
    for day in range(1, 31)
]


def refit(texts: Sequence[str], labels: Sequence[str]) -> Decide:
    """Return a model that knows the first words of its texts, and calls others ham."""
    known = {text.split()[0]: label for text, label in zip(texts, labels, strict=True)}

    def decide(given: Sequence[str]) -> list[Decision]:
        return [Decision(known.get(text.split()[0], "ham"), 1.0, sure=True) for text in given]

    return decide


def test_each_period_is_labelled_by_what_came_before_it() -> None:
    second, third = figures_by_time(BASE, TIMED[::-1], refit)
    assert (second.start, second.end, second.texts) == ("2026-01-11", "2026-01-20", 10)
    assert (third.start, third.end) == ("2026-01-21", "2026-01-30")
    for period in (second, third):
        assert period.base["accuracy"] == 0.5
        assert period.learned["accuracy"] == 1.0


def test_few_texts_have_no_figures() -> None:
    assert figures_by_time(BASE, TIMED[:19], refit) == []
    assert figures_by_time(BASE, [], refit) == []
