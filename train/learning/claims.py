"""A claim: the label of a text, with the report of each reporter who says so."""

from typing import NamedTuple

from train.learning.reported import Report


class Claim(NamedTuple):
    """Reports of one text that agree on its label, one of each reporter, the earliest first."""

    reports: tuple[Report, ...]

    @property
    def text(self) -> str:
        """The text, as the first reporter sent it."""
        return self.reports[0].text

    @property
    def label(self) -> str:
        """The label that all of them say is right."""
        return self.reports[0].label

    @property
    def reporters(self) -> frozenset[str]:
        """Who says so. All who gave no name are one reporter."""
        return frozenset(report.reporter for report in self.reports)

    @property
    def disagrees(self) -> bool:
        """Whether somebody who says so was served another label."""
        return any(report.disagrees for report in self.reports)
