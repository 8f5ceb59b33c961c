"""A trial as the routes see it, and how it begins."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from chalicelib.errors import FormatError
from chalicelib.pointer import SHADOW, Trial, differing_task
from chalicelib.serving.trial.canary import Canary
from chalicelib.serving.trial.shadow import Shadow
from chalicelib.serving.trial.stops import Stops

if TYPE_CHECKING:
    from chalicelib.serving.emf import Fact
    from chalicelib.serving.served_model import Servable

View = Callable[["Servable"], object]
"""Responds to the current request with a model."""

Note = Callable[[Mapping[str, float], Mapping[str, "Fact"]], None]
"""Adds metrics and facts to the current request's log line."""


class OnTrial(Protocol):
    """A candidate next to the promoted model."""

    def respond(self, view: View, body: Callable[[], str | bytes], note: Note) -> object:
        """Return the response of the promoted model or, as a whole, that of the candidate.

        Parameters
        ----------
        view
            Responds to the current request with a model; called again if the candidate fails.
        body
            Returns the body of the request as it arrived.
        note
            Adds metrics and facts to the request's log line.
        """
        ...

    def refresh(self) -> None:
        """Learn whether another process has stopped the trial.

        Raises
        ------
        ServiceError
            If the store cannot be read.
        """
        ...


def on_trial(
    promoted: "Servable", candidate: "Servable", trial: Trial, reports_uri: str | None
) -> OnTrial:
    """Return a candidate next to the promoted model.

    Raises
    ------
    FormatError
        If the two cannot serve the same requests.
    StoreError
        If a canary's stop cannot be looked up.
    """
    if difference := differing_task(promoted.manifest, candidate.manifest):
        raise FormatError(difference)
    if trial.kind == SHADOW:
        return Shadow(promoted, candidate)
    canary = Canary(promoted, candidate, trial, Stops(reports_uri, trial))
    canary.refresh()
    return canary
