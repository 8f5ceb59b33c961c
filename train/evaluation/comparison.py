"""Two models compared on the texts that both were measured on."""

from dataclasses import dataclass

from scipy.stats import binomtest

from train.evaluation.predictions import Prediction, Predictions

LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many of the common texts each model labels right, and McNemar's two-sided p-value."""

    texts: int
    both_right: int
    only_first: int
    only_second: int
    both_wrong: int
    p_value: float


def compare(first: Predictions, second: Predictions) -> Comparison:
    """Count on how many common texts each of two models is right.

    >>> right, wrong = (Prediction("k", "ham", said, 0.5) for said in ("ham", "spam"))
    >>> compare(Predictions(("ham", "spam"), (right,)), Predictions(("ham", "spam"), (wrong,)))
    Comparison(texts=1, both_right=0, only_first=1, only_second=0, both_wrong=0, p_value=1.0)
    """
    rows = zip(*(part.rows for part in in_common(first, second)), strict=True)
    pairs = [(a.label == a.predicted, b.label == b.predicted) for a, b in rows]
    only_first, only_second = pairs.count((True, False)), pairs.count((False, True))
    return Comparison(
        texts=len(pairs),
        both_right=pairs.count((True, True)),
        only_first=only_first,
        only_second=only_second,
        both_wrong=pairs.count((False, False)),
        p_value=mcnemar(only_first, only_second),
    )


def in_common(first: Predictions, second: Predictions) -> tuple[Predictions, Predictions]:
    """Keep the texts that both were measured on, in the first's order.

    A key that occurs several times counts once, as it first occurs; one whose true label differs
    between the two is left out, for it is not known which of them is right.
    """
    ours, theirs = _by_key(first), _by_key(second)
    keys = [key for key, row in ours.items() if key in theirs and theirs[key].label == row.label]
    return (
        Predictions(first.classes, tuple(ours[key] for key in keys)),
        Predictions(second.classes, tuple(theirs[key] for key in keys)),
    )


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided exact p-value of McNemar's test.

    Only the texts that one model alone has right tell the two apart. Were the models equally
    good, each such text would fall to either like a fair coin, so their number is binomial with
    one half (McNemar, Psychometrika 12, 1947; exact, where the original approximates by
    chi-squared, since such texts are few).

    >>> mcnemar(0, 3)
    0.25

    Three heads or three tails in three throws: 2 * (1/2)^3. Without such texts nothing tells the
    models apart:

    >>> mcnemar(0, 0)
    1.0
    """
    return _binomial(only_first, only_second, "two-sided")


def worse_beyond_chance(comparison: Comparison, level: float = LEVEL) -> bool:
    """Tell whether the first model is worse than the second by more than chance explains.

    The test is one-sided, since the question has one side: a model is refused for being worse,
    never for being better, and a two-sided test would let more that are worse pass at the same
    `level` of false alarms.

    >>> worse_beyond_chance(Comparison(9, 4, 0, 5, 0, 0.0625))
    True

    Five tails in five throws come up with (1/2)^5 = 0.03125; two-sided it would be 0.0625.
    """
    p_value = _binomial(comparison.only_first, comparison.only_second, "less")
    return p_value < level


def _by_key(predictions: Predictions) -> dict[str, Prediction]:
    rows: dict[str, Prediction] = {}
    for row in predictions.rows:
        rows.setdefault(row.key, row)
    return rows


def _binomial(only_first: int, only_second: int, alternative: str) -> float:
    throws = only_first + only_second
    if throws == 0:
        return 1.0
    return float(binomtest(only_first, throws, 0.5, alternative=alternative).pvalue)
