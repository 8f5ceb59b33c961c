"""A model that also records the texts of one request with their labels."""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from chalicelib.policy.origin import Origin
    from chalicelib.scoring.model import Classification, Label
    from chalicelib.serving.served_model import Servable


class Labelled(NamedTuple):
    """A text, and the label in the response."""

    text: str
    label: "Label"


class Recorder:
    """A model for one request; all that it does not record is the model's own."""

    __slots__ = ("_model", "labelled", "origin")

    def __init__(self, model: "Servable") -> None:
        self._model = model
        self.labelled: list[Labelled] = []
        self.origin: Origin | None = None

    def __getattr__(self, name: str) -> Any:
        """Return the model's attribute of a name."""
        return getattr(self._model, name)

    def sent_from(self, origin: "Origin") -> "Recorder":
        """Label texts of this origin, and remember it for the second model."""
        self._model, self.origin = self._model.sent_from(origin), origin
        return self

    def predict(self, text: str) -> "Label":
        """Return the label of a text."""
        label = self._model.predict(text)
        self.labelled.append(Labelled(text, label))
        return label

    def classify(self, text: str) -> "Classification":
        """Return the label and the probabilities of a text."""
        classified = self._model.classify(text)
        self.labelled.append(Labelled(text, classified.label))
        return classified
