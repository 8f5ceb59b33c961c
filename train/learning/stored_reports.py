"""The reports of a store as learning reads them."""

from collections.abc import Collection, Iterable, Mapping

from chalicelib.reports.stored_report import Served as StoredServed
from chalicelib.reports.stored_report import StoredReport
from chalicelib.scoring.model import Label
from train.corpus.mail import plain_text
from train.learning.current_model import CurrentModel
from train.learning.reported import REPORT, TRUSTED, Report, Served


def learned_reports(
    stored: Iterable[StoredReport], current: CurrentModel, trusted: Collection[str] = ()
) -> list[Report]:
    """Return stored reports with one label each, in the form that learning works on.

    A raw mail is read as `fit` reads it. `trusted` are the digests of the reporters whose labels
    count as a person's on a sheet.

    Whether the served label was sure is judged by the current band: a policy may have changed it
    since, and what counts is which labels would be taken as decided now.
    """
    return [
        Report(
            plain_text(report.text),
            report.label,
            report.reporter,
            report.reported_at.isoformat(timespec="milliseconds"),
            TRUSTED if report.source == REPORT and report.reporter in trusted else report.source,
            _served(report.served, current),
        )
        for report in stored
        if isinstance(report.label, str)
    ]


def with_labels(report: StoredReport, names: Mapping[str, str]) -> StoredReport:
    """Return a report with the new names of its labels, the served one's too."""
    served = report.served
    if served is not None:
        served = served._replace(label=_renamed(served.label, names))
    return report._replace(label=_renamed(report.label, names), served=served)


def _renamed(label: Label, names: Mapping[str, str]) -> Label:
    if isinstance(label, str):
        return names.get(label, label)
    return tuple(names.get(each, each) for each in label)


def _served(served: StoredServed | None, current: CurrentModel) -> Served | None:
    if served is None or not isinstance(served.label, str):
        return None
    if served.probability is None:
        return Served(served.label, sure=True)
    return Served(served.label, current.is_sure(served.label, served.probability))
