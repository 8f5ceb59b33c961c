"""A served model that says of a text what the text itself says."""

from typing import Any, cast

from chalicelib.errors import FunctionError
from chalicelib.serving.served_model import Servable
from tests.support.crafting import manifest
from tests.support.references import REFERENCE


class Measured:
    """A served model whose margin is the number in a text."""

    def __init__(self, known: float | None = 0.75, **changes: Any) -> None:
        fields = {"reference": REFERENCE} | changes
        self.manifest = manifest(**{name: each for name, each in fields.items() if each})
        self.measured: list[str] = []
        self._known = known

    def margin(self, text: str) -> float:
        """Return the number, and note that it was asked for."""
        self.measured.append(text)
        return float(text)

    def known_share(self, text: str) -> float | None:
        """Return the same share for each text, or fail on 13."""
        if text == "13":
            raise FunctionError("split_0123456789ab.split: raised KeyError in line 0")
        return self._known


def served(**changes: Any) -> tuple[Measured, Servable]:
    """Return a model whose manifest has these fields, and the same as the routes use it."""
    model = Measured(**changes)
    return model, cast("Servable", model)
