"""Shadow: the promoted model responds, and the candidate labels the same texts for the log."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.serving.trial.recorder import Recorder
from chalicelib.serving.trial.second_scoring import SecondModel, SecondScoring, scoring_metrics

if TYPE_CHECKING:
    from chalicelib.serving.emf import Fact
    from chalicelib.serving.served_model import Servable
    from chalicelib.serving.trial.on_trial import Note, View

PREFIX = "Shadow"


class Shadow:
    """A candidate whose labels are only counted."""

    def __init__(self, promoted: "Servable", candidate: "Servable") -> None:
        self._promoted = promoted
        self._version = candidate.manifest.version
        self._candidate = SecondModel(candidate)

    def respond(self, view: "View", body: Callable[[], str | bytes], note: "Note") -> object:
        """Return the promoted model's response, then score the candidate, see `OnTrial`."""
        del body
        recorder = Recorder(self._promoted)
        response = view(recorder)
        if recorder.labelled:
            note(*self._noted(self._candidate.score(recorder.labelled, recorder.origin)))
        return response

    def _noted(self, scoring: SecondScoring) -> tuple[dict[str, float], dict[str, "Fact"]]:
        """Return the metrics and the facts of a request."""
        metrics = scoring_metrics(PREFIX, scoring, (each.second for each in scoring.compared))
        facts: dict[str, Fact] = {"candidate": self._version}
        if scoring.reason is not None:
            metrics[f"{PREFIX}.Errors"] = scoring.errors
            facts["candidate_error"] = scoring.reason
        return metrics, facts

    def refresh(self) -> None:
        """Do nothing: only a canary is stopped."""
