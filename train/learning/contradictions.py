"""Claims that a refit contradicts, which was fitted to nothing that their reporters say."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from train.learning.claims import Claim
from train.learning.decisions import Decision, Refit

FOLDS = 5
MARGIN = 0.5
"""The confidence above which a refit's other label is a contradiction."""


class Texts(NamedTuple):
    """Texts with their labels."""

    texts: list[str]
    labels: list[str]


def contradicted_claims(
    known: Texts, claims: Sequence[Claim], refit: Refit, seed: int
) -> list[Claim]:
    """Return the claims that a refit contradicts, in the order of the claims.

    A reporter's claims are in one fold, and no claim of a fold's reporters is in its refit: many
    false ones would otherwise teach it that they are right. If there is a single reporter, the
    refit knows the trusted texts alone. A claim of several folds is judged in each; it is
    contradicted if all of them say otherwise, so that nobody harms a claim by joining it.

    The labels of the `known` texts are trusted; every fold learns from them. There is one claim for
    each text, none of them trusted. `seed` seeds the folds.
    """
    fold_of = _folds(claims, seed)
    folds_of = [{fold_of[name] for name in claim.reporters} for claim in claims]
    cleared: set[int] = set()
    for fold in sorted({*fold_of.values()}):
        others = [claim for claim, of in zip(claims, folds_of, strict=True) if fold not in of]
        judged = [at for at, of in enumerate(folds_of) if fold in of]
        texts = known.texts + [claim.text for claim in others]
        labels = known.labels + [claim.label for claim in others]
        made = refit(texts, labels)([claims[at].text for at in judged])
        pairs = zip(judged, made, strict=True)
        cleared |= {at for at, decision in pairs if not contradicts(claims[at], decision)}
    return [claim for at, claim in enumerate(claims) if at not in cleared]


def contradicts(claim: Claim, decision: Decision) -> bool:
    """Return whether a decision contradicts a claim with a margin above `MARGIN`."""
    return decision.label != claim.label and decision.confidence > MARGIN


def _folds(claims: Sequence[Claim], seed: int) -> dict[str, int]:
    """Return the fold of each reporter."""
    names = sorted(frozenset().union(*(claim.reporters for claim in claims)))
    Random(seed).shuffle(names)  # noqa: S311 - repeatable, no secret
    return {name: at % FOLDS for at, name in enumerate(names)}
