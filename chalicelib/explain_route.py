"""What `POST /explain` answers."""

from chalice.app import NotFoundError

from chalicelib.model import Model
from chalicelib.source import Servable


def explanation(model: Servable, text: str) -> dict[str, object]:
    """Return the explanation of a label as JSON, with the version that gives it.

    Raises
    ------
    NotFoundError
        For a model that was loaded from pickles: its weights cannot be read.
    """
    if not isinstance(model, Model):
        raise NotFoundError(
            f"the model {model.manifest.version} was loaded from pickles, which cannot be "
            "explained; train and publish one with 'python -m train'"
        )
    from dataclasses import asdict  # a cold start does not wait for what few ask for

    from chalicelib.explanation import explain

    return asdict(explain(model, text)) | {"version": model.manifest.version}
