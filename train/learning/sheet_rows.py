"""Which texts go on the sheet: uncertain and random ones, and reports that nobody has settled."""

from collections import Counter
from collections.abc import Iterator, Sequence

from train.defaults import RANDOM_STATE
from train.evaluation.predictions import text_key
from train.learning.asking import questions
from train.learning.composition import SetAside
from train.learning.current_model import CurrentModel
from train.learning.reported import ASKED, AUDIT, Report, by_text
from train.learning.sheet import SheetRow
from train.learning.trust import LEAST_CHECKED

WHY = {
    ASKED: "the model's certainty is lowest",
    AUDIT: "drawn at random, to see how often the model is wrong",
}
DISPUTED = "reporters disagree"


def sheet_rows(
    seen: Sequence[str],
    current: CurrentModel,
    reports: Sequence[Report],
    aside: Sequence[SetAside],
    *,
    uncertain: int,
    audited: int,
) -> list[SheetRow]:
    """Return the rows of a sheet.

    Of the texts that the service has `seen`, so many are asked about that are `uncertain` to the
    current model, and so many drawn ones are `audited`. The texts of reports are labelled already;
    those `aside` wait for a person.
    """
    known = {text_key(report.text) for report in reports}
    chosen = questions(
        seen, current.decide()(seen), known, RANDOM_STATE, uncertain=uncertain, audited=audited
    )
    asked = [SheetRow(each.text, each.source, WHY[each.source]) for each in chosen]
    return asked + [
        SheetRow(each.report.text, ASKED, f"reported, but {each.why}") for each in _some(aside)
    ]


def _some(aside: Sequence[SetAside]) -> Iterator[SetAside]:
    """Yield a few of each reporter for each reason; the next sheet has the next ones."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in aside:
        counts[each.report.reporter, each.why] += 1
        if counts[each.report.reporter, each.why] <= LEAST_CHECKED:
            yield each


def disputed(reports: Sequence[Report]) -> list[SetAside]:
    """Return one report of each text on which reporters disagree and no person has decided."""
    return [
        SetAside(same[-1], DISPUTED)
        for same in by_text(reports).values()
        if len({each.label for each in same}) > 1 and not any(each.trusted for each in same)
    ]
