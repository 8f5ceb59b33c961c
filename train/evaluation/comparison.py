"""Compare two models on the texts that both predicted."""

from dataclasses import dataclass

from train.evaluation.predictions import Prediction, Predictions

LEVEL = 0.05
"""The significance level: how often chance alone may look like a worse model."""

LEAST_TEXTS = 5
"""The fewest texts on which a model can be significantly worse: (1/2)^5 is below `LEVEL`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many of the common texts each model labels right, and McNemar's two-sided p-value."""

    texts: int
    both_right: int
    only_first: int
    only_second: int
    both_wrong: int
    p_value: float

    @property
    def right_of_first(self) -> int:
        """How many of the texts the first model labels right."""
        return self.both_right + self.only_first

    @property
    def right_of_second(self) -> int:
        """How many of the texts the second model labels right."""
        return self.both_right + self.only_second


def compare(first: Predictions, second: Predictions) -> Comparison:
    """Count the common texts that both models, one of them or neither labels right.

    >>> right, wrong = (Prediction("k", "ham", predicted, 0.5) for predicted in ("ham", "spam"))
    >>> compare(Predictions(("ham", "spam"), (right,)), Predictions(("ham", "spam"), (wrong,)))
    Comparison(texts=1, both_right=0, only_first=1, only_second=0, both_wrong=0, p_value=1.0)
    """
    common_first, common_second = in_common(first, second)
    outcomes = [
        (a.label == a.predicted, b.label == b.predicted)
        for a, b in zip(common_first.rows, common_second.rows, strict=True)
    ]
    only_first, only_second = outcomes.count((True, False)), outcomes.count((False, True))
    return Comparison(
        texts=len(outcomes),
        both_right=outcomes.count((True, True)),
        only_first=only_first,
        only_second=only_second,
        both_wrong=outcomes.count((False, False)),
        p_value=mcnemar(only_first, only_second),
    )


def compare_blocked_ham(first: Predictions, second: Predictions) -> Comparison | None:
    """Compare two models on ham alone, where the only mistake is to block it.

    Return None if there are more than two classes, so that none is the positive one.

    >>> ham, spam = (Prediction(label, label, "spam", 0.9) for label in ("ham", "spam"))
    >>> both = Predictions(("ham", "spam"), (ham, spam))
    >>> compare_blocked_ham(both, both).texts
    1
    """
    if len(first.classes) != 2:
        return None
    ham = tuple(row for row in first.rows if row.label == first.classes[0])
    return compare(Predictions(first.classes, ham), second)


def in_common(first: Predictions, second: Predictions) -> tuple[Predictions, Predictions]:
    """Keep the texts that both models predicted, in the first model's order.

    If a key occurs several times, only its first occurrence counts. A text whose true label
    differs between the two is left out: nobody knows which label is right.
    """
    rows_of_first, rows_of_second = _rows_by_key(first), _rows_by_key(second)
    keys = [
        key
        for key, row in rows_of_first.items()
        if key in rows_of_second and rows_of_second[key].label == row.label
    ]
    return (
        Predictions(first.classes, tuple(rows_of_first[key] for key in keys)),
        Predictions(second.classes, tuple(rows_of_second[key] for key in keys)),
    )


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided exact p-value of McNemar's test.

    Only the texts that exactly one model labels right distinguish the models. If the models were
    equally good, each such text would be a fair coin toss, so the number that one model gets right
    follows a binomial distribution with probability one half (McNemar, Psychometrika 12, 1947).
    The original approximates it by chi-squared; this is exact, because such texts are few.

    >>> mcnemar(0, 3)
    0.25

    Three heads or three tails in three tosses: 2 * (1/2)^3. Without such texts, nothing
    distinguishes the models:

    >>> mcnemar(0, 0)
    1.0
    """
    fewer = min(only_first, only_second)
    return min(1.0, 2 * _at_most(fewer, only_first + only_second))


def worse_beyond_chance(comparison: Comparison, level: float = LEVEL) -> bool:
    """Return whether the first model is significantly worse than the second.

    The test is one-sided because the question is: a model is refused for being worse, never for
    being better. At the same `level`, a two-sided test would let more worse models pass.

    >>> worse_beyond_chance(Comparison(9, 4, 0, 5, 0, 0.0625))
    True

    Five tails in five tosses have probability (1/2)^5 = 0.03125; two-sided it would be 0.0625.
    """
    only_first, only_second = comparison.only_first, comparison.only_second
    return _at_most(only_first, only_first + only_second) < level


def _rows_by_key(predictions: Predictions) -> dict[str, Prediction]:
    rows: dict[str, Prediction] = {}
    for row in predictions.rows:
        rows.setdefault(row.key, row)
    return rows


def _at_most(heads: int, tosses: int) -> float:
    """Return the probability of at most so many heads in tosses of a fair coin.

    Exact: the sum of binomial coefficients and 2^tosses are integers. scipy.stats would take half a
    second to import, at each promotion.

    >>> _at_most(1, 3)  # (1 + 3) / 2^3
    0.5
    """
    ways = count = 1  # the ways to have no heads
    for number in range(1, heads + 1):
        ways = ways * (tosses - number + 1) // number
        count += ways
    return count / (1 << tosses)
