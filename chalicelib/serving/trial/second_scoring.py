"""Score the texts of a request by a second model, after the response and within a time limit.

A request of a thousand texts must not take twice as long because of a trial. So each request may
spend 50 ms on the second model. One text cannot be interrupted: what it takes beyond the limit is
saved on the next requests, so that a slow model takes 50 ms of each request on average, too.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.errors import FunctionError
from chalicelib.serving.telemetry import label_counts

if TYPE_CHECKING:
    from chalicelib.policy.origin import Origin
    from chalicelib.scoring.model import Label
    from chalicelib.serving.served_model import Servable
    from chalicelib.serving.trial.recorder import Labelled

REQUEST_MILLISECONDS = 50.0
MAX_LABELS = 30
"""The labels of the candidate in a log line, which may hold 100 metrics and has others."""


class Compared(NamedTuple):
    """A text's label in the response, and that of the second model."""

    served: "Label"
    second: "Label"


class SecondScoring(NamedTuple):
    """What a second model said of the texts of one request.

    Attributes
    ----------
    compared
        The labels of each text that both labelled.
    left_out
        How many texts there was no time for.
    errors, reason
        How many texts the second model failed on, and why it failed on the last of them.
    milliseconds
        How long it took.
    """

    compared: Sequence[Compared]
    left_out: int
    errors: int
    reason: str | None
    milliseconds: float

    @property
    def disagreements(self) -> int:
        """How many texts the two label differently."""
        return sum(each.served != each.second for each in self.compared)


class SecondModel:
    """A model that scores texts after another one has responded.

    Parameters
    ----------
    model
        The second model.
    clock
        Returns seconds from a monotonic clock.
    """

    def __init__(self, model: "Servable", clock: Callable[[], float] = time.perf_counter) -> None:
        self._model = model
        self._clock = clock
        self._milliseconds_left = 0.0

    def score(
        self, labelled: "Sequence[Labelled]", origin: "Origin | None" = None
    ) -> SecondScoring:
        """Score the texts of a request, as many as there is time for; raise nothing."""
        model = self._model if origin is None else self._model.sent_from(origin)
        left = self._milliseconds_left = min(
            self._milliseconds_left + REQUEST_MILLISECONDS, REQUEST_MILLISECONDS
        )
        compared: list[Compared] = []
        errors, reason, spent = 0, None, 0.0
        started = self._clock()
        for text, served in labelled:
            if spent >= left:
                break
            try:
                compared.append(Compared(served, model.predict(text)))
            except Exception as exc:  # noqa: BLE001 - whatever it raises, the response stays
                errors, reason = errors + 1, failure(exc)
            spent = (self._clock() - started) * 1000
        self._milliseconds_left = left - spent
        left_out = len(labelled) - len(compared) - errors
        return SecondScoring(compared, left_out, errors, reason, spent)


def failure(exc: Exception) -> str:
    """Describe an error without its message, which may quote a text."""
    return str(exc) if isinstance(exc, FunctionError) else f"raised {type(exc).__name__}"


def scoring_metrics(
    prefix: str, scoring: SecondScoring, candidate_labels: "Iterable[Label]"
) -> dict[str, float]:
    """Return the metrics of a request's second scoring; counts of 0 are left out."""
    labels = label_counts(candidate_labels, MAX_LABELS)
    counts = {
        "Texts": len(scoring.compared),
        "Disagreements": scoring.disagreements,
        "LeftOut": scoring.left_out,
    } | {f"Predictions.{label}": count for label, count in labels.items()}
    metrics: dict[str, float] = {f"{prefix}.Latency": scoring.milliseconds}
    return metrics | {f"{prefix}.{name}": count for name, count in counts.items() if count}
