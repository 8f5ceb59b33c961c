"""The table about a corpus that is printed before training."""

from collections.abc import Mapping
from itertools import islice

from train.corpus.labels.positive_class import PositiveClass
from train.corpus.summary import Summary

MOST_CLASSES = 10
NAME_WIDTH = 18


def corpus_table(summary: Summary, positive: PositiveClass) -> str:
    """Lay out a corpus's counts; rows that count nothing are left out, but for the copies."""
    texts = summary.texts
    lines = [("rows", f"{texts + sum(summary.dropped.values()):,}")]
    lines += [(f"dropped, {reason}", f"{n:,}") for reason, n in summary.dropped.items()]
    # Of a stream, copies are counted by keys that ignore case and spaces; near copies are not.
    exact = "exact copies" if summary.near_copies is not None else "copies"
    for name, copies in ((exact, summary.copies), ("near copies", summary.near_copies)):
        if copies is not None:
            lines.append((name, _of(copies, texts)))
    for name, count in (
        ("with several labels", summary.contradicting),
        ("over MAX_TEXT_BYTES", summary.too_large),
    ):
        if count:
            lines.append((name, _of(count, texts)))
    lines.append(("scripts", _shares(summary.scripts, texts)))
    lines.append((f"{len(summary.classes)} classes", _shares(_by_size(summary.classes), texts)))
    lines.append(("majority baseline", f"{summary.baseline:.4f} (always {summary.majority})"))
    if len(summary.classes) == 2:
        label, reason = positive
        hint = "" if label else "; --positive names one"
        lines.append(("positive class", f"{label or 'none'}; {reason}{hint}"))
    width = max(NAME_WIDTH, *(len(name) for name, _ in lines))
    return "\n".join(f"{name:<{width}} {value}" for name, value in lines)


def _of(count: int, total: int) -> str:
    return f"{count:,} ({count / total:.1%})" if count else "0"


def _by_size(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _shares(counts: Mapping[str, int], total: int) -> str:
    shown = [f"{n:,} {name} ({n / total:.1%})" for name, n in islice(counts.items(), MOST_CLASSES)]
    more = len(counts) - len(shown)
    if more > 0:
        smallest = list(counts.values())[-1]
        shown.append(f"{more} more, the smallest with {smallest:,}")
    return ", ".join(shown)
