"""Count reports by label, day and reporter, and how many disagree with what was served."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from chalicelib.reports.stored_report import StoredReport
from chalicelib.scoring.model import label_string
from train.reports.reading import by_text, contradict

GROUPS = ("labels", "days", "reporters", "sources")


class Count(NamedTuple):
    """How many reports there are, and how many of them disagree with what was served."""

    reports: int
    disagree: int


class Summary(NamedTuple):
    """The counts of all reports, and by label, day (UTC), reporter and source.

    `contradictions` is the number of texts to which reporters give different labels.
    """

    total: Count
    contradictions: int
    labels: dict[str, Count]
    days: dict[str, Count]
    reporters: dict[str, Count]
    sources: dict[str, Count]

    def facts(self) -> dict[str, Any]:
        """Return the counts, ready for JSON."""
        groups = {name: getattr(self, name) for name in GROUPS}
        return {
            **self.total._asdict(),
            "contradictions": self.contradictions,
            **{
                name: {key: count._asdict() for key, count in group.items()}
                for name, group in groups.items()
            },
        }


def summarize(reports: Sequence[StoredReport]) -> Summary:
    """Return the counts of some reports."""
    return Summary(
        total=_count(reports),
        contradictions=sum(map(contradict, by_text(reports))),
        labels=_grouped(reports, lambda report: label_string(report.label)),
        days=_grouped(reports, lambda report: f"{report.reported_at:%Y-%m-%d}"),
        reporters=_grouped(reports, lambda report: report.reporter),
        sources=_grouped(reports, lambda report: report.source),
    )


def _grouped(
    reports: Sequence[StoredReport], name: Callable[[StoredReport], str]
) -> dict[str, Count]:
    names = sorted({name(report) for report in reports})
    return {each: _count(report for report in reports if name(report) == each) for each in names}


def _count(reports: Iterable[StoredReport]) -> Count:
    listed = list(reports)
    return Count(len(listed), sum(report.disagrees for report in listed))
