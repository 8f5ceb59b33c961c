"""Whether false reports are likely, and which reporters are doubted.

What users report are a model's mistakes, so an honest report often contradicts a refit: in the
simulation, a tenth to four tenths of them. A contradiction alone says little; many of them, many of
one reporter, or a person who found reports wrong say more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from train.learning.reported import Report

SUSPICIOUS_SHARE = 0.25
"""The share of contradicted reports above which false ones are likely if nobody has checked."""

CERTAIN_SHARE = 0.5
"""The share above which they are likely whatever earlier checks say: an attack may be new."""

LEAST_CHECKED = 5
LATEST_CHECKED = 20
MOST_WRONG = 0.2
"""The share of wrong reports among the latest checked ones above which false ones are likely."""

LEAST_OF_REPORTER = 3
"""The fewest contradicted reports that make a reporter doubted."""


class Checks(NamedTuple):
    """How many of the latest reports a person has checked, and how many were wrong."""

    checked: int
    wrong: int


class Trust(NamedTuple):
    """How many reports there are, how many a refit contradicts, and what a person found.

    `doubted` are the reporters of whose reports a refit contradicts more than half.
    """

    reports: int
    contradicted: int
    checks: Checks
    doubted: frozenset[str]

    @property
    def false_likely(self) -> bool:
        """Whether contradicted reports are set aside.

        >>> Trust(10, 3, Checks(0, 0), frozenset()).false_likely
        True
        >>> Trust(10, 3, Checks(10, 1), frozenset()).false_likely
        False
        >>> Trust(10, 6, Checks(10, 1), frozenset()).false_likely
        True
        """
        if self.contradicted > CERTAIN_SHARE * self.reports:
            return True
        if self.checks.checked >= LEAST_CHECKED:
            return self.checks.wrong > MOST_WRONG * self.checks.checked
        return self.contradicted > SUSPICIOUS_SHARE * self.reports


def judge(reports: Sequence[Report], contradicted: Sequence[Report], checks: Checks) -> Trust:
    """Return how far to trust reports if a refit contradicts some of them."""
    return Trust(len(reports), len(contradicted), checks, _doubted(reports, contradicted))


def checks_of(grouped: Mapping[str, Sequence[Report]]) -> Checks:
    """Return what a person found: users' reports of texts that a person labelled too.

    >>> said = [Report("See you", "spam", "r1"), Report("See you", "ham", "p", source="asked")]
    >>> checks_of({"key": said})
    Checks(checked=1, wrong=1)
    """
    checked = [
        (report.reported_at, report.label != trusted[-1].label)
        for same in grouped.values()
        if (trusted := [report for report in same if report.trusted])
        for report in same
        if not report.trusted
    ]
    latest = sorted(checked)[-LATEST_CHECKED:]
    return Checks(len(latest), sum(wrong for _, wrong in latest))


def _doubted(reports: Iterable[Report], contradicted: Iterable[Report]) -> frozenset[str]:
    every = Counter(report.reporter for report in reports)
    against = Counter(report.reporter for report in contradicted)
    return frozenset(
        name
        for name, count in against.items()
        if count >= LEAST_OF_REPORTER and count > every[name] / 2
    )
