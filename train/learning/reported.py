"""Reported texts: a text with the label that a user, or a person who was asked, says is right."""

from collections.abc import Iterable
from dataclasses import dataclass

from train.evaluation.predictions import text_key

ASKED = "asked"
AUDIT = "audit"
REPORT = "report"
TRUSTED = "trusted"
"""The sources of a report: the sheet's uncertain texts, its random texts, users, and those users
whom the owner trusts."""


@dataclass(frozen=True, slots=True)
class Served:
    """What the service gave for a text: the model's label, and whether it was outside the band."""

    label: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A text, the label that is said to be right, and who says so.

    `reporter` is a digest. `reported_at` is UTC in ISO 8601, so that it sorts by time. `source` is
    `report`, `trusted`, `asked` or `audit`; the last two are by a person who labelled a sheet.
    """

    text: str
    label: str
    reporter: str
    reported_at: str = ""
    source: str = REPORT
    served: Served | None = None

    @property
    def asked(self) -> bool:
        """Whether a person labelled the text on a sheet."""
        return self.source in (ASKED, AUDIT)

    @property
    def trusted(self) -> bool:
        """Whether the label is a person's on a sheet, or counts as one."""
        return self.asked or self.source == TRUSTED

    @property
    def disagrees(self) -> bool:
        """Whether it says another label than was served; also if nobody knows what was."""
        return self.served is None or self.served.label != self.label


def by_text(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Return the reports of each text by its key, the earliest first.

    A reporter has one say per text, the latest.

    >>> first = Report("See you", "ham", "r1", "2026-01-01T00:00:00Z")
    >>> later = Report("see  you", "spam", "r1", "2026-01-02T00:00:00Z")
    >>> [[report.label for report in same] for same in by_text([later, first]).values()]
    [['spam']]
    """
    latest: dict[str, dict[tuple[str, bool], Report]] = {}
    for report in sorted(reports, key=lambda each: (each.reported_at, each.reporter)):
        same = latest.setdefault(text_key(report.text), {})
        who = (report.reporter, report.trusted)
        same.pop(who, None)
        same[who] = report
    return {key: list(same.values()) for key, same in latest.items()}
