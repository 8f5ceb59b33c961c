"""Serve a promoted model with another version on trial beside it."""

from chalicelib.errors import FormatError
from chalicelib.pointer import Trial
from chalicelib.serving.served_model import Servable


def on_trial(promoted: Servable, candidate: Servable, trial: Trial) -> Servable:
    """Return the promoted model with the candidate beside it.

    Raises
    ------
    FormatError
        If the candidate has other classes.
    """
    if promoted.manifest.classes != candidate.manifest.classes:
        raise FormatError(
            f"{trial.manifest.version} has the classes {', '.join(candidate.manifest.classes)}; "
            f"the promoted version has {', '.join(promoted.manifest.classes)}"
        )
    return promoted
