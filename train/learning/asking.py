"""Which texts to ask a person about: those that the model is least sure of, and some at random."""

from collections.abc import Collection, Sequence
from random import Random
from typing import NamedTuple

from train.evaluation.predictions import text_key
from train.learning.decisions import Decision
from train.learning.reported import ASKED, AUDIT

UNCERTAIN_TEXTS = 10
RANDOM_TEXTS = 5


class Question(NamedTuple):
    """A text to label, why it is asked (`asked` or `audit`), and what the model decides."""

    text: str
    source: str
    decision: Decision


def questions(
    seen: Sequence[str],
    decisions: Sequence[Decision],
    labelled: Collection[str],
    seed: int,
    *,
    uncertain: int = UNCERTAIN_TEXTS,
    audited: int = RANDOM_TEXTS,
) -> list[Question]:
    """Choose texts to ask about: each once, and only those without a label.

    The random texts are drawn first, from all of `seen`: only then does their error rate say
    something about every text that the model decides.

    `seen` are texts that the service labelled, in any order, `decisions` what the current model
    decides about each, and `labelled` the text keys of those that a person or a report has
    labelled. `seed` seeds the random choice.
    """
    distinct = {text_key(text): (text, made) for text, made in zip(seen, decisions, strict=True)}
    left = [pair for key, pair in sorted(distinct.items()) if key not in labelled]
    Random(seed).shuffle(left)  # noqa: S311 - repeatable, no secret
    drawn, others = left[:audited], left[audited:]
    others.sort(key=lambda pair: pair[1].confidence)
    asked = [Question(text, ASKED, made) for text, made in others[:uncertain]]
    return asked + [Question(text, AUDIT, made) for text, made in drawn]
