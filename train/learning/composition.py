"""Compose the corpus of the next model: base, reports, and texts that the current model decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from train.corpus.reader import Corpus
from train.evaluation.predictions import text_key
from train.learning.auditing import Audit, audit
from train.learning.contradictions import Texts, contradicts, out_of_fold
from train.learning.decisions import Decide, Refit
from train.learning.reported import Report, by_text

DECIDED_PER_REPORT = 3


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report that waits for a person, and why."""

    report: Report
    why: str


@dataclass(frozen=True, slots=True)
class Composition:
    """The corpus to fit to, and what it consists of.

    `counts` is the number of texts by origin: `base`, `reports`, `asked` (with audited ones) and
    `decided`. `aside` are reports that are not in the corpus; `ask` puts their texts on the sheet.
    `audit` is why decided texts are, or are not, in it.
    """

    corpus: Corpus
    counts: Mapping[str, int]
    audit: Audit
    aside: tuple[SetAside, ...] = field(default=())


def compose(
    base: Corpus,
    reports: Sequence[Report],
    seen: Sequence[str],
    current: Decide,
    refit: Refit,
    *,
    seed: int,
) -> Composition:
    """Return the corpus that the next model learns from; every text is in it once, at weight 1.

    Parameters
    ----------
    base
        The texts of the first model, whose labels are trusted.
    reports
        All reports, trusted or not; texts and their labels as the store holds them.
    seen
        Texts that the service labelled, reported or not; may be empty.
    current
        The current model's decisions, with its policy's band.
    refit
        Fits the recipe; finds contradictions.
    seed
        Seeds the folds and the choice of the decided texts.
    """
    labelled = _distinct(base)
    counts = {"base": len(labelled), "asked": 0, "reports": 0, "decided": 0}
    grouped = by_text(reports)
    asked = {key: same for key, same in grouped.items() if any(each.trusted for each in same)}
    for key, same in asked.items():
        last = [each for each in same if each.trusted][-1]
        labelled[key] = (last.text, last.label)
    counts["asked"] = len(asked)
    others = {key: same for key, same in grouped.items() if key not in asked}
    candidates, disputed = _sort(others, labelled)
    believed, contradicted = _believed(candidates, labelled, refit, seed)
    labelled |= {text_key(each.text): (each.text, each.label) for each in believed}
    counts["reports"] = len(believed)
    audited = audit(reports)
    if audited.passed:
        most = DECIDED_PER_REPORT * len(believed)
        decided = _decided(seen, current, labelled, most, seed)
        labelled |= {text_key(text): (text, label) for text, label in decided}
        counts["decided"] = len(decided)
    corpus = Corpus(*_columns(labelled), base.sha256, chosen=base.chosen)
    return Composition(corpus, counts, audited, tuple(disputed + contradicted))


def _distinct(base: Corpus) -> dict[str, tuple[str, str]]:
    labelled: dict[str, tuple[str, str]] = {}
    for text, label in zip(base.texts, base.labels, strict=True):
        labelled.setdefault(text_key(text), (text, label))
    return labelled


def _columns(labelled: Mapping[str, tuple[str, str]]) -> Texts:
    return Texts([text for text, _ in labelled.values()], [label for _, label in labelled.values()])


def _sort(
    grouped: Mapping[str, Sequence[Report]], labelled: Mapping[str, tuple[str, str]]
) -> tuple[list[Report], list[SetAside]]:
    """Return the reports of new texts that reporters agree on, and the disputed ones."""
    agreed: list[Report] = []
    disputed: list[SetAside] = []
    for key, same in grouped.items():
        if len({each.label for each in same}) > 1:
            disputed.append(SetAside(same[-1], "reporters disagree"))
        elif key not in labelled:
            agreed.append(same[-1])
        elif labelled[key][1] != same[-1].label:
            disputed.append(SetAside(same[-1], "the base says otherwise"))
    return agreed, disputed


def _believed(
    candidates: Sequence[Report],
    labelled: Mapping[str, tuple[str, str]],
    refit: Refit,
    seed: int,
) -> tuple[list[Report], list[SetAside]]:
    decisions = out_of_fold(_columns(labelled), candidates, refit, seed)
    pairs = [*zip(candidates, decisions, strict=True)]
    believed = [report for report, made in pairs if not contradicts(report, made)]
    aside = [
        SetAside(report, "a refit says otherwise")
        for report, made in pairs
        if contradicts(report, made)
    ]
    return believed, aside


def _decided(
    seen: Sequence[str],
    current: Decide,
    labelled: Mapping[str, object],
    most: int,
    seed: int,
) -> list[tuple[str, str]]:
    texts = {text_key(text): text for text in seen}
    left = [text for key, text in sorted(texts.items()) if key not in labelled]
    Random(seed).shuffle(left)  # noqa: S311 - repeatable, no secret
    made = zip(left, current(left), strict=True)
    return [(text, decision.label) for text, decision in made if decision.sure][:most]
