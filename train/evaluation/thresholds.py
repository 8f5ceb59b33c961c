"""Choose the threshold of a two-class model from its predictions for texts it was not fitted to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from train.errors import InputError
from train.evaluation.predictions import Prediction, Predictions
from train.evaluation.protocols import Protocol

LOWEST_THRESHOLD = 0.5
HIGHEST_THRESHOLD = 1.0 - 1e-9
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ThresholdGoal:
    """What the threshold should achieve; if neither field is set, the recipe's own is used.

    `max_blocked_ham` is the largest share of the other class that may be labelled as the positive
    one. `blocked_ham_cost` says how many missed texts of the positive class are as bad as one of
    the other class that is labelled so.
    """

    max_blocked_ham: float | None = None
    blocked_ham_cost: float | None = None

    @property
    def is_set(self) -> bool:
        """Whether a threshold must be chosen."""
        return (self.max_blocked_ham, self.blocked_ham_cost) != (None, None)


def check_goal(goal: ThresholdGoal, protocol: Protocol) -> None:
    """Check that a protocol has what the goal needs: two classes, and a positive one.

    Raises
    ------
    InputError
        If it does not; says how to name the positive class.
    """
    check_goal_of(goal, sorted(set(protocol.labels)), protocol.positive)


def check_goal_of(goal: ThresholdGoal, classes: Sequence[str], positive: str | None) -> None:
    """Check a goal against the classes; see `check_goal`."""
    if not goal.is_set:
        return
    if len(classes) != 2:
        raise InputError(
            f"a threshold needs two classes; found {len(classes)}: {', '.join(classes)}"
        )
    if positive is None:
        raise InputError(
            f"a threshold protects against one class; name {' or '.join(map(repr, classes))} "
            "with --positive"
        )


def choose_threshold(goal: ThresholdGoal, predictions: Predictions) -> float:
    """Return the threshold that achieves the goal.

    For a cost r, it is r / (r + 1): there, the expected costs of both mistakes are equal if the
    probabilities are calibrated. For a largest share, it is the lowest threshold from one half
    upwards that blocks no more of the first class than this share.

    Raises
    ------
    InputError
        If no threshold keeps the share.
    """
    if goal.blocked_ham_cost is not None:
        # At probability p, blocking costs (1 - p) * r and letting through costs p:
        # equal at p = r / (r + 1), for example 3/4 if a blocked ham is as bad as three spam.
        return goal.blocked_ham_cost / (goal.blocked_ham_cost + 1)
    return _threshold_for_share(goal.max_blocked_ham or 0.0, predictions)


def _threshold_for_share(share: float, predictions: Predictions) -> float:
    """Return the lowest threshold that blocks at most this share of the first class.

    >>> rows = [Prediction(str(p), "ham", "ham", p) for p in (0.1, 0.6, 0.8, 0.9)]
    >>> _threshold_for_share(0.25, Predictions(("ham", "spam"), tuple(rows)))
    0.8

    A quarter of four texts is one text: 0.9 is above the threshold, 0.8 is not.
    """
    ham = sorted(
        (row.probability for row in predictions.rows if row.label == predictions.classes[0]),
        reverse=True,
    )
    # 0.29 of 100 texts is 28.999999999999996 in floating point; ROUNDING makes it 29.
    allowed = math.floor(share * len(ham) + ROUNDING)
    if allowed >= len(ham):
        return LOWEST_THRESHOLD
    if ham[allowed] >= HIGHEST_THRESHOLD:
        certain = sum(probability >= HIGHEST_THRESHOLD for probability in ham)
        raise InputError(
            f"no threshold blocks at most {share:g} of the texts of {predictions.classes[0]!r}: "
            f"the model is certain that {certain} of {len(ham)} are {predictions.classes[1]!r}"
        )
    return max(ham[allowed], LOWEST_THRESHOLD)


def apply_threshold(threshold: float, predictions: Predictions) -> Predictions:
    """Return the predictions that another threshold gives."""
    first, second = predictions.classes

    def relabelled(row: Prediction) -> Prediction:
        return replace(row, predicted=second if row.probability > threshold else first)

    return Predictions(predictions.classes, tuple(map(relabelled, predictions.rows)))
