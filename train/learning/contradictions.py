"""Reports that a refit contradicts, which was fitted to everything but these reports."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from train.evaluation.predictions import text_key
from train.learning.decisions import Decision, Refit
from train.learning.reported import Report

FOLDS = 5
MARGIN = 0.5
"""The confidence above which a refit's other label is a contradiction."""


class Texts(NamedTuple):
    """Texts with their labels."""

    texts: list[str]
    labels: list[str]


def out_of_fold(known: Texts, reports: Sequence[Report], refit: Refit, seed: int) -> list[Decision]:
    """Return what a refit decides about each report's text without that report.

    A reporter's reports are in one fold, so that they cannot support each other: many false ones
    would otherwise teach the refit that they are right. A single reporter's are spread by text,
    because nobody else speaks for the new texts.

    Parameters
    ----------
    known
        Texts whose labels are trusted; every fold learns from them.
    reports
        One report for each text, none of them trusted.
    refit
        Fits the recipe.
    seed
        Seeds the folds.
    """
    fold_of = _folds(reports, seed)
    decided: dict[int, Decision] = {}
    for fold in sorted(set(fold_of)):
        rest = [at for at, number in enumerate(fold_of) if number == fold]
        others = [report for report, n in zip(reports, fold_of, strict=True) if n != fold]
        texts = known.texts + [report.text for report in others]
        labels = known.labels + [report.label for report in others]
        made = refit(texts, labels)([reports[at].text for at in rest])
        decided |= dict(zip(rest, made, strict=True))
    return [decided[at] for at in range(len(reports))]


def contradicts(report: Report, decision: Decision) -> bool:
    """Return whether a decision contradicts a report with a margin above `MARGIN`."""
    return decision.label != report.label and decision.confidence > MARGIN


def _folds(reports: Sequence[Report], seed: int) -> list[int]:
    groups = [report.reporter for report in reports]
    if len(set(groups)) == 1:
        groups = [text_key(report.text) for report in reports]
    names = sorted(set(groups))
    Random(seed).shuffle(names)  # noqa: S311 - repeatable, no secret
    number = {name: at % FOLDS for at, name in enumerate(names)}
    return [number[name] for name in groups]
