"""The gate: whether a version that learned from reports may be put on trial or promoted.

It is compared with the current version on texts that neither was fitted to: the old set, which
reports cannot change, the audited texts, which are what users send today, and all together. A
must-pass file is one more check. Blocked ham is checked alone, because a model that makes fewer
mistakes in all may block more ham.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from chalicelib.serving.served_model import Servable
from train.corpus.reader import LabelledText
from train.evaluation.comparison import (
    LEAST_TEXTS,
    Comparison,
    compare,
    compare_blocked_ham,
    worse_beyond_chance,
)
from train.evaluation.metrics import label_metrics
from train.evaluation.predictions import Predictions
from train.registry.must_pass import failures

OLD_SET = "the old set"
AUDITED = "the audited texts"
ALL = "all texts that both predicted"
METRICS = ("accuracy", "mcc", "spam_caught", "blocked_ham")


class Check(NamedTuple):
    """What was checked, on how many texts each version was wrong, and if the candidate passes.

    `current` is None for the must-pass file, which the current version is not asked about.
    `too_few` means that the texts are too few to show a difference.
    """

    name: str
    texts: int
    candidate: int
    current: int | None
    passed: bool
    too_few: bool = False

    @property
    def can_be_forced(self) -> bool:
        """Whether `--force` skips the check, as it does every comparison."""
        return self.current is not None

    def describe(self) -> str:
        """Return the figures in words.

        >>> Check("blocked ham of the old set", 372, 31, 5, passed=False).describe()
        'blocked ham of the old set: 31 of 372; the current version 5'
        >>> Check("mistakes on the audited texts", 2, 0, 0, passed=True, too_few=True).describe()
        'mistakes on the audited texts: 0 of 2; the current version 0; too few to tell'
        """
        current = "" if self.current is None else f"; the current version {self.current}"
        few = "; too few to tell" if self.too_few else ""
        return f"{self.name}: {self.candidate} of {self.texts}{current}{few}"


def check_candidate(
    candidate: Predictions,
    current: Predictions,
    old: Collection[str],
    audited: Collection[str],
) -> Iterator[Check]:
    """Yield the checks of a candidate's predictions, made as if each text were new to it.

    Parameters
    ----------
    candidate, current
        Predictions with the same kind of keys.
    old, audited
        The keys of the old set's texts and of the audited texts.
    """
    parts = (
        (OLD_SET, old, True),
        (AUDITED, audited, False),
        (ALL, {row.key for row in candidate.rows}, False),
    )
    for where, keys, needed in parts:
        both = _only(candidate, keys), _only(current, keys)
        blocked = compare_blocked_ham(*both)
        if blocked is not None:
            yield _check(f"blocked ham of {where}", blocked, needed=needed)
        yield _check(f"mistakes on {where}", compare(*both), needed=needed)


def metrics_of(predictions: Predictions, keys: Collection[str]) -> dict[str, float | None]:
    """Return the metrics of the predictions for these texts that depend only on labels.

    Each is None without texts: nobody knows which texts an exported model was not fitted to.
    """
    rows = _only(predictions, keys).rows
    if not rows:
        several = len(predictions.classes) != 2
        return dict.fromkeys(METRICS[:2] if several else METRICS)
    labels, predicted = [row.label for row in rows], [row.predicted for row in rows]
    metrics = label_metrics(predictions.classes, labels, predicted)
    return {name: metrics[name] for name in METRICS if name in metrics}


def check_must_pass(model: Servable, texts: Sequence[LabelledText]) -> Check:
    """Return the check of the must-pass texts; raises what `must_pass.failures` does."""
    failed = len(failures(model, texts))
    return Check("must-pass texts with another label", len(texts), failed, None, passed=not failed)


def _only(predictions: Predictions, keys: Collection[str]) -> Predictions:
    rows = tuple(row for row in predictions.rows if row.key in keys)
    return Predictions(predictions.classes, rows)


def _check(name: str, comparison: Comparison, *, needed: bool) -> Check:
    too_few = comparison.texts < LEAST_TEXTS
    return Check(
        name,
        comparison.texts,
        comparison.texts - comparison.right_of_first,
        comparison.texts - comparison.right_of_second,
        passed=not (needed if too_few else worse_beyond_chance(comparison)),
        too_few=too_few,
    )
