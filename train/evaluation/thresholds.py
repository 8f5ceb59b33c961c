"""Choose the threshold of a two-class model from what it said of texts it was not fitted to."""

import math
from dataclasses import dataclass, replace

from train.errors import InputError
from train.evaluation.predictions import Prediction, Predictions

HIGHEST = 1.0 - 1e-9
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user asks of the threshold; nothing: the recipe's own is taken.

    `max_blocked_ham` is the largest share of the first class that may be labelled as the second.
    `blocked_ham_cost` says how many missed texts of the second class are as bad as one such.
    """

    max_blocked_ham: float | None = None
    blocked_ham_cost: float | None = None

    @property
    def asked(self) -> bool:
        """Whether there is anything to choose."""
        return (self.max_blocked_ham, self.blocked_ham_cost) != (None, None)


def choose(choice: Choice, predictions: Predictions) -> float:
    """Return the threshold.

    Of a cost r it is r / (r + 1), at which the expected costs of both mistakes are equal, given
    that the probabilities are calibrated. Of a largest share it is the lowest threshold, at least
    one half, over which no more of the first class's probabilities lie.

    Raises
    ------
    InputError
        With more than two classes, or for a share that no threshold can keep.
    """
    if len(predictions.classes) != 2:
        raise InputError(
            f"a threshold is for two classes; found {len(predictions.classes)}: "
            f"{', '.join(predictions.classes)}"
        )
    if choice.blocked_ham_cost is not None:
        return choice.blocked_ham_cost / (choice.blocked_ham_cost + 1)
    return _of_share(choice.max_blocked_ham or 0.0, predictions)


def _of_share(share: float, predictions: Predictions) -> float:
    """Return the lowest threshold that blocks at most this share of the first class.

    >>> rows = [Prediction(str(p), "ham", "ham", p) for p in (0.1, 0.6, 0.8, 0.9)]
    >>> _of_share(0.25, Predictions(("ham", "spam"), tuple(rows)))
    0.8

    A quarter of four is one: 0.9 is over the threshold, 0.8 is not.
    """
    ham = sorted(
        (row.probability for row in predictions.rows if row.label == predictions.classes[0]),
        reverse=True,
    )
    allowed = math.floor(share * len(ham) + ROUNDING)
    if allowed >= len(ham):
        return 0.5
    if ham[allowed] >= HIGHEST:
        sure = sum(probability >= HIGHEST for probability in ham)
        raise InputError(
            f"no threshold blocks at most {share:g} of the texts of {predictions.classes[0]!r}: "
            f"the model is certain that {sure} of {len(ham)} are {predictions.classes[1]!r}"
        )
    return max(ham[allowed], 0.5)


def apply_threshold(threshold: float, predictions: Predictions) -> Predictions:
    """Return the predictions as they are with another threshold."""
    first, second = predictions.classes

    def again(row: Prediction) -> Prediction:
        return replace(row, predicted=second if row.probability > threshold else first)

    return Predictions(predictions.classes, tuple(map(again, predictions.rows)))
