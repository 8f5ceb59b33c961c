"""What is beyond its limit: the drift, the share of unsure texts, the known share."""

from typing import Any

import pytest

from chalicelib.manifest import Manifest
from tests.support.crafting import manifest
from tests.support.log_lines import VERSION
from tests.support.references import REFERENCE
from train.drift.log_lines import LogLine
from train.drift.observed import Observed, observe
from train.drift.verdict import LEAST_COUNT, Shares, Verdict, judge

USUAL = [-2.0] * 4 + [-0.5] * 2 + [0.5, 5.0]
"""One score for each eighth of the reference's histogram."""


def observed(scores: list[float], labels: dict[str, int], known: float = 0.9) -> Observed:
    found = Observed()
    found.add(LogLine(VERSION, sum(labels.values()), labels, None, None))
    for score in scores:
        found.add(LogLine(VERSION, 0, {}, score, known))
    return found


def judged(found: Observed, **changes: Any) -> Verdict:
    return judge(VERSION, found, manifest(**({"reference": REFERENCE} | changes)))


def test_texts_as_those_of_the_reference_are_within_all_limits() -> None:
    verdict = judged(observed(USUAL * 25, {"ham": 80, "spam": 20}))
    assert verdict.beyond == ()
    assert verdict.drift == pytest.approx(0.0, abs=1e-4)
    assert verdict.labels == {"ham": Shares(0.8, 0.75), "spam": Shares(0.2, 0.25)}
    assert (verdict.positive, verdict.unsure) == (Shares(0.2, 0.25), 0.0)
    assert verdict.known is not None
    assert (round(verdict.known.log, 6), verdict.known.reference) == (0.9, 0.9)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        pytest.param(
            observed([5.0] * LEAST_COUNT, {"spam": 1}),
            "the drift of the scores is 5.41; expected at most 0.25",
            id="drift",
        ),
        pytest.param(
            observed([], {"ham": 88, "unsure": 12}),
            "12.0% of the texts are unsure; expected at most 10%",
            id="unsure",
        ),
        pytest.param(
            observed(USUAL * 13, {"ham": 1}, known=0.5),
            "the mean known share is 0.500; expected at least 0.600",
            id="known",
        ),
    ],
)
def test_each_limit_is_named(found: Observed, sentence: str) -> None:
    [beyond] = judged(found).beyond
    assert beyond.startswith(sentence)


@pytest.mark.parametrize(
    "found",
    [
        observed([5.0] * (LEAST_COUNT - 1), {"spam": 1}, known=0.1),
        observed([], {"ham": LEAST_COUNT - 12, "unsure": 11}),
        observed([], {"ham": 90, "unsure": 10}),
    ],
)
def test_few_texts_and_the_limit_itself_are_not_beyond(found: Observed) -> None:
    assert judged(found).beyond == ()


def test_a_class_named_unsure_is_a_label_as_others() -> None:
    labels = {"ham": 0.5, "unsure": 0.5}
    verdict = judged(
        observed([], {"ham": 10, "unsure": 190}),
        classes=["ham", "unsure"],
        positive=None,
        reference=REFERENCE | {"labels": labels},
    )
    assert (verdict.unsure, verdict.beyond, verdict.positive) == (None, (), None)


@pytest.mark.parametrize(
    ("found", "note"),
    [(manifest(), "has no reference; "), (None, "is not in the store")],
    ids=["no-reference", "not-in-the-store"],
)
def test_without_a_reference_only_the_unsure_share_is_judged(
    found: Manifest | None, note: str
) -> None:
    verdict = judge(VERSION, observed([9.0] * 200, {"ham": 80, "unsure": 20}, 0.1), found)
    assert verdict.note is not None
    assert verdict.note.startswith(note)
    assert (verdict.drift, verdict.known_low) == (None, None)
    assert [sentence.split(";")[0] for sentence in verdict.beyond] == [
        "20.0% of the texts are unsure"
    ]
    assert verdict.labels["ham"] == Shares(0.8, None)


def test_a_model_without_a_vocabulary_has_no_known_share() -> None:
    found = Observed()
    found.add(LogLine(VERSION, 1, {"ham": 1}, 0.5, None))
    verdict = judged(found, reference=REFERENCE | {"known": None})
    assert (verdict.known, verdict.samples, verdict.beyond) == (None, 1, ())


def test_versions_are_kept_apart_the_oldest_first() -> None:
    later = "20260214T093000Z-ba9876543210"
    found = observe(LogLine(name, 1, {"ham": 1}, None, None) for name in (later, VERSION, later))
    assert [(name, each.texts) for name, each in found.items()] == [(VERSION, 1), (later, 2)]
    assert Observed().share("ham") == 0.0
