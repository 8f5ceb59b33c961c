"""Compose the corpus of the next model: base, reports, and texts that the current model decides.

Every text is in it once, at weight 1. A person's label on a sheet, and that of a trusted reporter,
counts more than the base's, and the base's more than another user's. If users disagree with the
base or with each other, a person decides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from train.corpus.reader import Corpus
from train.evaluation.predictions import text_key
from train.learning.auditing import Audit, audit
from train.learning.claims import Claim
from train.learning.contradictions import Texts, contradicted_claims
from train.learning.decisions import Decide, Refit
from train.learning.reported import Report, by_text
from train.learning.trust import Checks, Trust, checks_of, judge

DECIDED_PER_REPORT = 3
"""How many unreported texts each report brings. Reports are a model's mistakes only; alone, they
would teach the next one that mistakes are the rule."""

DISAGREE = "reporters disagree"
BASE_DIFFERS = "the base says otherwise"
CONTRADICTED = "a refit without it gives another label"
DOUBTED = "a refit contradicts most of this reporter's reports"

_Labelled = dict[str, tuple[str, str]]
"""Texts with their labels, by text key."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report that waits for a person, and why."""

    report: Report
    why: str


@dataclass(frozen=True, slots=True)
class Composition:
    """The corpus to fit to, and what it consists of.

    `counts` is the number of texts by origin: `base`, `asked` (with audited ones), `reports` and
    `decided`. `aside` are reports that are not in the corpus; `ask` puts their texts on the sheet.
    `audit` is why decided texts are, or are not, in it; `trust` is why reports were set aside.
    """

    corpus: Corpus
    counts: Mapping[str, int]
    audit: Audit
    trust: Trust
    aside: tuple[SetAside, ...] = ()

    @property
    def brings_nothing(self) -> bool:
        """Whether no text counts but those of the base."""
        return not sum(self.counts.values()) - self.counts["base"]


class _Sorted(NamedTuple):
    """Claims that count, and reports that wait for a person."""

    kept: list[Claim]
    aside: list[SetAside]


def compose(
    base: Corpus,
    reports: Sequence[Report],
    seen: Sequence[str],
    current: Decide,
    refit: Refit,
    *,
    seed: int,
) -> Composition:
    """Return the corpus that the next model learns from.

    `reports` are all in the store, by users and by a person who labelled sheets. `seen` are texts
    that the service labelled, reported or not; `current` decides about them, with the band of its
    policy. `refit` is called up to five times to find contradictions. `seed` seeds the folds and
    the choice of the decided texts.
    """
    grouped = by_text(reports)
    from_base = _distinct(base)
    trusted = _trusted(grouped)
    labelled = from_base | {key: (said.text, said.label) for key, said in trusted.items()}
    trust, (believed, aside) = _from_users(grouped, from_base, labelled, refit, seed)
    labelled |= {text_key(claim.text): (claim.text, claim.label) for claim in believed}
    audited, counts = audit(reports), _counts(from_base, trusted, believed)
    most = DECIDED_PER_REPORT * counts["reports"] if audited.passed else 0
    decided = _decided(seen, current, {*labelled, *grouped}, most, seed)
    counts["decided"] = len(decided)
    texts, labels = _columns(labelled | decided)
    corpus = replace(base, texts=texts, labels=labels)
    return Composition(corpus, counts, audited, trust, tuple(aside))


def _distinct(base: Corpus) -> _Labelled:
    """Return the texts of the base; of equal texts the first."""
    labelled: _Labelled = {}
    for text, label in zip(base.texts, base.labels, strict=True):
        labelled.setdefault(text_key(text), (text, label))
    return labelled


def _trusted(grouped: Mapping[str, Iterable[Report]]) -> dict[str, Report]:
    """Return the trusted report of each text that has one; of several, the latest."""
    return {key: each for key, same in grouped.items() for each in same if each.trusted}


def _counts(
    base: _Labelled, trusted: Mapping[str, Report], believed: Sequence[Claim]
) -> dict[str, int]:
    asked = sum(said.asked for said in trusted.values())
    return {
        "base": len(base.keys() - trusted.keys()),
        "asked": asked,
        "reports": len(believed) + len(trusted) - asked,
    }


def _columns(labelled: _Labelled) -> Texts:
    pairs = labelled.values()
    return Texts([text for text, _ in pairs], [label for _, label in pairs])


def _from_users(
    grouped: Mapping[str, Sequence[Report]],
    base: _Labelled,
    known: _Labelled,
    refit: Refit,
    seed: int,
) -> tuple[Trust, _Sorted]:
    """Sort what users say of texts without a trusted report; `known` are those with a label."""
    others = {key: same for key, same in grouped.items() if not any(each.trusted for each in same)}
    candidates, disputed = _agreed(others, base)
    checks = checks_of(grouped)
    trust, (believed, doubted) = _believed(candidates, _columns(known), refit, checks, seed)
    return trust, _Sorted(believed, [*disputed, *doubted])


def _agreed(grouped: Mapping[str, Sequence[Report]], base: _Labelled) -> _Sorted:
    """Keep what reporters agree on about new texts; set one report of each disputed text aside."""
    kept: list[Claim] = []
    aside: list[SetAside] = []
    for key, same in grouped.items():
        if len({report.label for report in same}) > 1:
            aside.append(SetAside(same[-1], DISAGREE))
        elif key not in base:
            kept.append(Claim(tuple(same)))
        elif base[key][1] != same[-1].label:
            aside.append(SetAside(same[-1], BASE_DIFFERS))
    return _Sorted(kept, aside)


def _believed(
    claims: Sequence[Claim], known: Texts, refit: Refit, checks: Checks, seed: int
) -> tuple[Trust, _Sorted]:
    """Set aside what doubted reporters say and, if false reports are likely, contradicted ones.

    Of a claim that waits, one report does; enough reporters who agree are believed in any case.
    """
    against = contradicted_claims(known, claims, refit, seed)
    trust = judge(claims, against, checks)
    waiting = {
        claim: DOUBTED if trust.doubts(claim) else CONTRADICTED
        for claim in claims
        if not trust.corroborates(claim)
        and (trust.doubts(claim) or (claim in against and trust.heeds_refit(claim)))
    }
    kept = [claim for claim in claims if claim not in waiting]
    return trust, _Sorted(kept, [SetAside(each.reports[0], why) for each, why in waiting.items()])


def _decided(
    seen: Iterable[str], current: Decide, known: Collection[str], most: int, seed: int
) -> _Labelled:
    """Return at most so many other texts with the current model's label, where it is sure."""
    if not most:
        return {}
    texts = {text_key(text): text for text in seen}
    keys = sorted(texts.keys() - known)
    Random(seed).shuffle(keys)  # noqa: S311 - repeatable, no secret
    decisions = current([texts[key] for key in keys])
    pairs = zip(keys, decisions, strict=True)
    sure = [(key, (texts[key], decision.label)) for key, decision in pairs if decision.sure]
    return dict(sure[:most])
