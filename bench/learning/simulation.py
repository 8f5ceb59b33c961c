"""The simulation: serve a week, collect reports and labels, learn, serve the next week."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from bench.learning.domains import HAM, SPAM, Domain, Labelled
from bench.learning.learners import LEARNERS, Learner, Recipe, deciding
from bench.learning.people import labelled_sheet, reports_of_week
from bench.learning.ways import Way
from train.evaluation.metrics import label_metrics
from train.evaluation.predictions import text_key
from train.learning.decisions import Decision
from train.learning.reported import Report

Figures = dict[str, float]
"""`mcc`, `blocked_ham`, `spam_caught`, and `unsure`, the share of unsure labels.

The first three count the label that the model prefers, also if it is unsure.
"""


class Outcome(NamedTuple):
    """The figures of one way in one domain.

    `served` are those of all weeks, each text labelled by the model of its week. `before` and
    `after` are those of the held-out new texts, `old` of the held-out old ones, after. Then how
    many texts users reported, how many reports were false, and how many texts a person labelled.
    """

    served: Figures
    before: Figures
    after: Figures
    old: Figures
    reported: int
    false: int
    labelled: int


class _Course(NamedTuple):
    """What happened so far: the texts that were served, and all reports and labels."""

    served: list[tuple[Labelled, Decision]]
    reports: list[Report]


def simulate(domain: Domain, way: Way, recipe: Recipe, seed: int) -> Outcome:
    """Run all weeks of a domain with one way of learning."""
    learner = LEARNERS[way.learns](domain.base, way, recipe)
    before = _figures(domain.held_out, learner)
    served, reports = _run(domain, way, learner, seed)
    truth = {row.text: row.label for row, _ in served}
    said = [report for report in reports if not report.asked]
    return Outcome(
        served=_measured(served),
        before=before,
        after=_figures(domain.held_out, learner),
        old=_figures(domain.old, learner),
        reported=len(said),
        false=sum(report.label != truth[report.text] for report in said),
        labelled=len(reports) - len(said),
    )


def _run(domain: Domain, way: Way, learner: Learner, seed: int) -> _Course:
    random = Random(seed)  # noqa: S311 - repeatable, no secret
    truth = {row.text: row.label for week in domain.weeks for row in week}
    course = _Course([], [])
    for number, week in enumerate(domain.weeks):
        decisions = deciding(learner.scorer)([row.text for row in week])
        made = [*zip(week, decisions, strict=True)]
        course.served.extend(made)
        course.reports.extend(reports_of_week(way.users, made, number, random))
        if way.learns == "loop" and way.asks:
            keys = {text_key(report.text) for report in course.reports}
            sheet = labelled_sheet(made, learner.aside, keys, truth, number, seed)
            course.reports.extend(sheet)
        learner.learn(course.reports, [row for row, _ in course.served])
    return course


def _figures(rows: Sequence[Labelled], learner: Learner) -> Figures:
    decisions = deciding(learner.scorer)([row.text for row in rows])
    return _measured([*zip(rows, decisions, strict=True)])


def _measured(pairs: Sequence[tuple[Labelled, Decision]]) -> Figures:
    labels = [row.label for row, _ in pairs]
    found = label_metrics((HAM, SPAM), labels, [made.label for _, made in pairs])
    figures = {name: found[name] or 0.0 for name in ("mcc", "blocked_ham", "spam_caught")}
    return figures | {"unsure": sum(not made.sure for _, made in pairs) / len(pairs)}
