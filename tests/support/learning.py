"""Corpora, reports and models of learning: a model that knows a text by its first word."""

from collections import Counter
from collections.abc import Iterable, Sequence

from train.corpus.reader import Corpus
from train.learning.claims import Claim
from train.learning.decisions import Decide, Decision
from train.learning.reported import Report, Served, by_text

BASE = Corpus(
    ["prize one", "prize two", "meet one", "meet two"], ["spam", "spam", "ham", "ham"], ""
)
PERSON = "person"


def said(
    text: str,
    label: str,
    reporter: str = "r1",
    week: int = 1,
    source: str = "report",
    served: str | None = None,
) -> Report:
    """Return a report of a week, of a text that was served with a label."""
    made = None if served is None else Served(served, sure=True)
    return Report(text, label, reporter, f"2026-01-{week:02}T00:00:00Z", source, made)


def claimed(reports: Iterable[Report]) -> list[Claim]:
    """Return a claim for each text; the reports of a text have one label."""
    return [Claim(tuple(same)) for same in by_text(reports).values()]


def audited(label: str, served: str, count: int, *, sure: bool = True) -> list[Report]:
    """Return so many audited texts, which were served with a label."""
    return [
        Report(
            f"audit {label} {served} {sure} {at}", label, PERSON, "", "audit", Served(served, sure)
        )
        for at in range(count)
    ]


def fit_first_words(texts: Sequence[str], labels: Sequence[str]) -> Decide:
    """Learn what most texts with the same first word are; the confidence is the majority's lead."""
    counts: dict[str, Counter[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        counts.setdefault(text.split()[0], Counter())[label] += 1

    def decide(text: str) -> Decision:
        known = counts.get(text.split()[0], Counter())
        label = max(("ham", "spam"), key=lambda name: known[name])
        lead = abs(known["ham"] - known["spam"]) / max(1, known.total())
        return Decision(label, lead, sure=lead > 0.5)

    return lambda others: [decide(text) for text in others]
