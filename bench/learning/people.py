"""The people of the simulation: users who report, truly or not, and one who labels the sheet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bench.learning.domains import HAM, SPAM, Labelled
from train.evaluation.predictions import text_key
from train.learning.asking import questions
from train.learning.composition import SetAside
from train.learning.decisions import Decision
from train.learning.reported import ASKED, REPORT, TRUSTED, Report, Served

REPORTERS = 30
ATTACKER = "attacker"
PERSON = "person"
CHECKED = 10
"""The most reports that were set aside that a sheet asks about."""

OTHER = {HAM: SPAM, SPAM: HAM}


@dataclass(frozen=True, slots=True)
class Users:
    """The shares of missed spam and of blocked ham that users report, and what is false.

    `false` is the share of false reports among all: somebody says that a right label is wrong.
    `flipped` is the share of reports that confirm the mistake. `flood` is the number of caught
    spam texts that one attacker reports as ham each week. `reporters` is how many users report; the
    owner of the model may trust them all.
    """

    missed: float = 0.3
    blocked: float = 0.6
    false: float = 0.0
    flipped: float = 0.0
    flood: int = 0
    reporters: int = REPORTERS
    trusted: bool = False


Week = Sequence[tuple[Labelled, Decision]]
"""The texts of a week with what the service decided."""


def reports_of_week(users: Users, served: Week, week: int, random: Random) -> list[Report]:
    """Return what users report about the texts of a week."""
    shares = {SPAM: users.missed, HAM: users.blocked}
    reports: list[Report] = []
    right: list[tuple[Labelled, Decision]] = []
    for row, decision in served:
        if decision.label == row.label:
            right.append((row, decision))
        elif random.random() < shares[row.label]:
            label = OTHER[row.label] if random.random() < users.flipped else row.label
            reports.append(_report_of(users, row, label, random, week, decision))
    random.shuffle(right)
    # One false among four true ones is a fifth of all: 4 * 0.2 / (1 - 0.2) = 1.
    for row, decision in right[: round(len(reports) * users.false / (1 - users.false))]:
        reports.append(_report_of(users, row, OTHER[row.label], random, week, decision))
    caught = [(row, decision) for row, decision in right if row.label == SPAM]
    for row, decision in caught[: users.flood]:
        reports.append(_report(row.text, HAM, ATTACKER, week, decision))
    return reports


def labelled_sheet(
    served: Week,
    aside: Sequence[SetAside],
    labelled: Collection[str],
    truth: Mapping[str, str],
    week: int,
    seed: int,
) -> list[Report]:
    """Return the labels of a sheet: uncertain and random texts, and some reports set aside."""
    texts = [row.text for row, _ in served]
    asked = questions(texts, [made for _, made in served], labelled, seed)
    reports = [_report(q.text, truth[q.text], PERSON, week, q.decision, q.source) for q in asked]
    waiting = sorted({each.report.text for each in aside}, key=text_key)
    Random(seed).shuffle(waiting)  # noqa: S311 - repeatable, no secret
    checked = [text for text in waiting if text in truth][:CHECKED]
    return reports + [Report(t, truth[t], PERSON, _time(week), ASKED) for t in checked]


def _report_of(
    users: Users, row: Labelled, label: str, random: Random, week: int, decision: Decision
) -> Report:
    reporter = f"user {random.randrange(users.reporters)}"
    source = TRUSTED if users.trusted else REPORT
    return _report(row.text, label, reporter, week, decision, source)


def _report(
    text: str, label: str, reporter: str, week: int, decision: Decision, source: str = REPORT
) -> Report:
    served = Served(decision.label, decision.sure)
    return Report(text, label, reporter, _time(week), source, served)


def _time(week: int) -> str:
    return f"week {week:02}"
