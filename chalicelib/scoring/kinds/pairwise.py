"""From one decision for each pair of classes to scores and probabilities, as libsvm does it.

The decision of the pair (i, j), i < j, is above 0 for class i. The pairs are in the order (0, 1),
(0, 2), ... (1, 2), ... Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence
from itertools import combinations

from chalicelib.scoring.classifier import logistic

LEAST = 5e-324
"""The least number above 0: of two classes, libsvm takes the second if the decision is 0."""
MIN_PROBABILITY = 1e-7


def scores_of(decisions: Sequence[float], classes: int, votes: bool) -> tuple[float, ...]:
    """Return one score for each class.

    With two classes, 0 and the decision for the second. With more, the score is the number of the
    pairs that a class wins, and a share of less than 1/3 for the sum s of its decisions:
    s / (3 (|s| + 1)). With `votes`, the label is the first class with the most pairs. If another
    class has a higher share, the two scores are exchanged, so that the label has the highest.
    """
    if classes == 2:
        return (0.0, -decisions[0] or LEAST)
    wins, sums, won = [0.0] * classes, [0.0] * classes, [0] * classes
    for (i, j), decision in zip(combinations(range(classes), 2), decisions, strict=True):
        sums[i] += decision
        sums[j] -= decision
        wins[j if decision < 0.0 else i] += 1.0
        won[i if decision > 0.0 else j] += 1
    scores = [
        win + total / (3.0 * (abs(total) + 1.0)) for win, total in zip(wins, sums, strict=True)
    ]
    if votes:
        label, best = won.index(max(won)), scores.index(max(scores))
        scores[label], scores[best] = scores[best], scores[label]
    return tuple(scores)


def probabilities_of(
    decisions: Sequence[float], slopes: Sequence[float], offsets: Sequence[float], classes: int
) -> tuple[float, ...]:
    """Return the probabilities of the classes by Platt's sigmoid of each pair's decision.

    The probability of i in the pair (i, j) is 1 / (1 + exp(slope decision + offset)).
    """
    pairs = [[0.0] * classes for _ in range(classes)]
    for (i, j), decision, slope, offset in zip(
        combinations(range(classes), 2), decisions, slopes, offsets, strict=True
    ):
        probability = logistic(-(slope * decision + offset))
        pairs[i][j] = min(max(probability, MIN_PROBABILITY), 1.0 - MIN_PROBABILITY)
        pairs[j][i] = 1.0 - pairs[i][j]
    return tuple(coupled(pairs, max(100, classes)))


def coupled(pairs: Sequence[Sequence[float]], steps: int) -> list[float]:
    """Return the probabilities p that minimize sum_ij (r_ji p_i - r_ij p_j)^2, in at most `steps`.

    The second method of Wu, Lin and Weng, "Probability estimates for multi-class classification by
    pairwise coupling" (2004), algorithm 2, with the steps and the tolerance of libsvm: another
    tolerance would give other probabilities.

    >>> coupled([[0.0, 0.5], [0.5, 0.0]], 100)
    [0.5, 0.5]
    """
    count = len(pairs)
    q = _matrix(pairs)
    p = [1.0 / count] * count
    for _ in range(steps):
        qp = [sum(a * b for a, b in zip(row, p, strict=True)) for row in q]
        pqp = sum(a * b for a, b in zip(p, qp, strict=True))
        if max(abs(value - pqp) for value in qp) < 0.005 / count:
            break
        for t, row in enumerate(q):
            step = (pqp - qp[t]) / row[t]
            p[t] += step
            pqp = (pqp + step * (step * row[t] + 2.0 * qp[t])) / (1.0 + step) / (1.0 + step)
            qp = [(value + step * a) / (1.0 + step) for value, a in zip(qp, row, strict=True)]
            p = [value / (1.0 + step) for value in p]
    return p


def _matrix(pairs: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return Q: Q_tt = sum_j r_jt^2 over j other than t, and Q_tj = -r_jt r_tj."""
    numbers = range(len(pairs))
    return [
        [
            sum(pairs[j][t] ** 2 for j in numbers if j != t)
            if t == other
            else -pairs[other][t] * pairs[t][other]
            for other in numbers
        ]
        for t in numbers
    ]
