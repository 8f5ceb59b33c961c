"""A model as the routes use it, whether it comes from artifacts or from the tutorial's pickles."""

from typing import TYPE_CHECKING, Protocol

from chalicelib.manifest import Manifest
from chalicelib.scoring.model import Classification, Label

if TYPE_CHECKING:
    from chalicelib.pointer import PublicPolicy
    from chalicelib.policy.origin import Origin
    from chalicelib.scoring.protocols import ScoringModel


class Servable(Protocol):
    """What the routes need of a model."""

    @property
    def manifest(self) -> Manifest:
        """The manifest of the model's version."""
        ...

    @property
    def has_probabilities(self) -> bool:
        """Whether `classify` returns probabilities."""
        ...

    @property
    def accelerated(self) -> bool:
        """Whether the accelerator scores texts, in C."""
        ...

    @property
    def policy(self) -> "PublicPolicy | None":
        """What clients may know of the policy in force; None without a policy."""
        ...

    def sent_from(self, origin: "Origin") -> "Servable":
        """Return the model that labels texts of this origin; only a policy asks for it."""
        ...

    def predict(self, text: str) -> Label:
        """Return the label of a text or, if it can have several, all of them."""
        ...

    def classify(self, text: str) -> Classification:
        """Return the label and the probabilities of a text, from one scoring."""
        ...

    @property
    def has_known_share(self) -> bool:
        """Whether `known_share` can tell."""
        ...

    def known_share(self, text: str) -> float | None:
        """Return the share of a text's term occurrences that are in the vocabulary.

        None means that it cannot be told.
        """
        ...

    def is_familiar(self, text: str, known: float | None) -> bool | None:
        """Return whether a text with this known share is like those that the model was measured on.

        None means that it cannot be told.
        """
        ...

    def margin(self, text: str) -> float:
        """Return by how much the score of one class is above that of another."""
        ...

    def explain(self, text: str) -> dict[str, object]:
        """Return the label, the scores and the weight of each word, ready for JSON.

        Raises
        ------
        NotExplainableError
            If the model's weights cannot be read.
        """
        ...


class ServedModel:
    """A model, with the explanation that fits its kind."""

    __slots__ = (
        *("_model", "accelerated", "classify", "has_known_share", "has_probabilities"),
        *("is_familiar", "known_share", "manifest", "policy", "predict"),
    )

    def __init__(self, model: "ScoringModel") -> None:
        self._model = model
        self.manifest = model.manifest
        self.accelerated = model.accelerated
        self.has_probabilities = model.has_probabilities
        self.policy: PublicPolicy | None = None
        self.predict = model.predict
        self.classify = model.classify
        self.has_known_share = model.has_known_share
        self.known_share = model.known_share
        self.is_familiar = model.is_familiar

    def margin(self, text: str) -> float:
        """Return the margin of a text, see `Servable.margin`."""
        from chalicelib.scoring.sides import margin_of  # few requests need it

        return margin_of(self.manifest, self._model.scores(text))

    def sent_from(self, origin: "Origin") -> "ServedModel":
        """Return the model itself: it labels texts of every origin alike."""
        return self

    def explain(self, text: str) -> dict[str, object]:
        """Explain the label of a text, see `Servable.explain`."""
        from chalicelib.explain.attribution import explain  # few requests need it

        return explain(self._model, text).as_dict()
