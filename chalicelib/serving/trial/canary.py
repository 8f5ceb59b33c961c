"""Canary: the candidate responds to a share of the requests, each as a whole, until it must stop.

The digest of a request's body decides, so that a repeated request gets the same response. If the
candidate fails, whatever the error, the promoted model responds; a request that is at fault itself
fails with both.
"""

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.serving.trial.breaker import Breaker
from chalicelib.serving.trial.recorder import Recorder
from chalicelib.serving.trial.second_scoring import SecondModel, failure, scoring_metrics

if TYPE_CHECKING:
    from chalicelib.pointer import Trial
    from chalicelib.serving.emf import Fact
    from chalicelib.serving.served_model import Servable
    from chalicelib.serving.trial.on_trial import Note, View
    from chalicelib.serving.trial.stops import Stops

PREFIX = "Canary"
STOPPED = "CanaryStopped"


class Canary:
    """A candidate that responds to a share of the requests."""

    def __init__(
        self, promoted: "Servable", candidate: "Servable", trial: "Trial", stops: "Stops"
    ) -> None:
        self._promoted = promoted
        self._candidate = candidate
        self._version = candidate.manifest.version
        self._percent = trial.percent
        self._second = SecondModel(promoted)
        self._breaker = Breaker(promoted.manifest.classes, trial.band)
        self._stops = stops
        self.is_stopped = False

    def respond(self, view: "View", body: Callable[[], str | bytes], note: "Note") -> object:
        """Return the response of one of the two models, see `OnTrial`."""
        if self.is_stopped:
            return view(self._promoted)
        request = request_digest(self._version, body())
        if request % 100 >= self._percent:
            return view(self._promoted)
        recorder = Recorder(self._candidate)
        try:
            response = view(recorder)
        except Exception as exc:  # noqa: BLE001 - a candidate may fail in any way
            reason = failure(exc)
        else:
            self._note_response(request, recorder, note)
            return response
        # Not within the handler: the promoted model's error must not refer to the candidate's.
        response = view(self._promoted)
        facts: dict[str, Fact] = {"candidate": self._version, "candidate_error": reason}
        metrics: dict[str, float] = {"Canary.Requests": 1, "Canary.Errors": 1}
        self._stop_if(self._breaker.failed(request), metrics, facts)
        note(metrics, facts)
        return response

    def _note_response(self, request: int, recorder: Recorder, note: "Note") -> None:
        """Compare the candidate's labels with those of the promoted model, and note both."""
        scoring = self._second.score(recorder.labelled, recorder.origin)
        labels = (each.served for each in scoring.compared)
        metrics = scoring_metrics(PREFIX, scoring, labels) | {"Canary.Requests": 1}
        facts: dict[str, Fact] = {"version": self._version, "candidate": self._version}
        self._stop_if(self._breaker.compared(request, scoring.compared), metrics, facts)
        note(metrics, facts)

    def _stop_if(
        self, reason: str | None, metrics: dict[str, float], facts: "dict[str, Fact]"
    ) -> None:
        """Stop if there is a reason, and tell other processes within this request.

        Lambda freezes a process between requests, so nothing can be left for later.
        """
        if reason is None:
            return
        self.is_stopped = True
        metrics[STOPPED] = 1
        facts["canary_stopped"] = reason
        error = self._stops.tell(reason)
        if error is not None:
            facts["canary_stop_error"] = error

    def refresh(self) -> None:
        """Stop if another process has stopped, see `OnTrial`; tell others what they do not know."""
        if self.is_stopped:
            self._stops.tell_again()
        elif self._stops.reason() is not None:
            self.is_stopped = True


def request_digest(version: str, body: str | bytes) -> int:
    """Return a number for a request under a candidate; two candidates get different requests.

    >>> request_digest("v1", "text") == request_digest("v1", b"text")
    True
    >>> request_digest("v1", "text") == request_digest("v2", "text")
    False
    """
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(version.encode() + b"\n" + raw).digest()
    return int.from_bytes(digest[:8], "big")
