"""Whether false reports are likely, which reporters are doubted, and what counts nevertheless.

What users report are a model's mistakes, so an honest report often contradicts a refit: in the
simulation, a tenth to four tenths of them. A contradiction alone says little; many of them, many of
one reporter, or a person who found reports wrong say more. Only reports that disagree with what was
served are evidence: to repeat what the service says costs nothing, so it earns nothing. One
reporter alone is believed against a refit twice at most, and three who agree always are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from train.learning.claims import Claim
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
"""The fewest contradicted reports of one reporter that are not believed."""

LEAST_AGREEING = 3
"""How many reporters who are not doubted must agree to be believed whatever a refit says."""


class Checks(NamedTuple):
    """How many of the latest reports a person has checked, and how many were wrong."""

    checked: int
    wrong: int


class Trust(NamedTuple):
    """How many claims disagree, how many of these a refit contradicts, and what a person found.

    Claims that enough reporters agree on are in neither number. `doubted` are the reporters of
    whose disagreeing reports a refit contradicts more than half; `questioned` are these and others
    of whose reports it contradicts several.
    """

    claims: int
    contradicted: int
    checks: Checks
    doubted: frozenset[str] = frozenset()
    questioned: frozenset[str] = frozenset()

    @property
    def false_likely(self) -> bool:
        """Whether contradicted reports are set aside.

        >>> Trust(10, 3, Checks(0, 0)).false_likely
        True
        >>> Trust(10, 3, Checks(10, 1)).false_likely
        False
        >>> Trust(10, 6, Checks(10, 1)).false_likely
        True
        """
        if self.contradicted > CERTAIN_SHARE * self.claims:
            return True
        if self.checks.checked >= LEAST_CHECKED:
            return self.checks.wrong > MOST_WRONG * self.checks.checked
        return self.contradicted > SUSPICIOUS_SHARE * self.claims

    def corroborates(self, claim: Claim) -> bool:
        """Return whether enough reporters who are not doubted agree on a claim."""
        return _agreed(claim, self.doubted)

    def doubts(self, claim: Claim) -> bool:
        """Return whether a claim disagrees, and none but doubted reporters make it."""
        return claim.disagrees and claim.reporters <= self.doubted

    def heeds_refit(self, claim: Claim) -> bool:
        """Return whether the claim is set aside if a refit contradicts it."""
        return self.false_likely or claim.reporters <= self.questioned


def judge(claims: Iterable[Claim], contradicted: Iterable[Claim], checks: Checks) -> Trust:
    """Return how far to trust claims if a refit contradicts some of them."""
    claims, contradicted = list(claims), list(contradicted)
    every, against = _disagreeing(claims), _disagreeing(contradicted)
    several = {name for name, count in against.items() if count >= LEAST_OF_REPORTER}
    doubted = frozenset(name for name in several if against[name] > every[name] / 2)
    alone, alone_against = (
        [claim for claim in given if claim.disagrees and not _agreed(claim, doubted)]
        for given in (claims, contradicted)
    )
    counts = _disagreeing(alone_against)
    questioned = {name for name, count in counts.items() if count >= LEAST_OF_REPORTER}
    return Trust(len(alone), len(alone_against), checks, doubted, doubted | questioned)


def checks_of(grouped: Mapping[str, Sequence[Report]]) -> Checks:
    """Return what a person found of reports that disagree, and of others that are wrong.

    >>> said = [Report("See you", "spam", "r1"), Report("See you", "ham", "p", source="asked")]
    >>> checks_of({"key": said})
    Checks(checked=1, wrong=1)
    """
    checked = [
        (report.reported_at, report.label != trusted[-1].label)
        for same in grouped.values()
        if (trusted := [report for report in same if report.trusted])
        for report in same
        if not report.trusted and (report.disagrees or report.label != trusted[-1].label)
    ]
    latest = sorted(checked)[-LATEST_CHECKED:]
    return Checks(len(latest), sum(wrong for _, wrong in latest))


def _disagreeing(claims: Iterable[Claim]) -> Counter[str]:
    """Return how many reports of each reporter disagree with what was served."""
    reports = (report for claim in claims for report in claim.reports)
    return Counter(report.reporter for report in reports if report.disagrees)


def _agreed(claim: Claim, doubted: frozenset[str]) -> bool:
    return len(claim.reporters - doubted) >= LEAST_AGREEING
