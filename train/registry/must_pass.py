"""Texts with the label that a version must give them, or it is not promoted."""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.scoring.model import Label
from chalicelib.serving.served_model import Servable
from train.corpus.reader import LabelledText
from train.errors import InputError


class Failure(NamedTuple):
    """A text, and the label that the model gives it instead of the text's own."""

    text: LabelledText
    predicted: Label

    def describe(self, *, show_text: bool) -> str:
        """Say where the text is and which label was expected; show the text only if asked."""
        where, label, text = self.text
        shown = f" for {text!r}" if show_text else ""
        return f"{where}: expected {label!r}, found {_shown(self.predicted)}{shown}"


def failures(model: Servable, texts: Sequence[LabelledText]) -> list[Failure]:
    """Return the texts that the model labels otherwise, as the service would label them.

    Under a policy an unsure text does not pass. If a text can have several labels, the expected one
    must be among them.

    Raises
    ------
    InputError
        If the model does not know the label of a text, so that the text could never pass.
    """
    classes = model.manifest.classes
    for where, label, _ in texts:
        if label not in classes:
            raise InputError(f"{where}: found the label {label!r}; expected {' or '.join(classes)}")
    labelled = ((text, model.predict(text.text)) for text in texts)
    return [
        Failure(text, predicted) for text, predicted in labelled if not _has(predicted, text.label)
    ]


def _shown(predicted: Label) -> str:
    return repr(predicted) if isinstance(predicted, str) else repr([*predicted])


def _has(predicted: Label, label: str) -> bool:
    return label == predicted if isinstance(predicted, str) else label in predicted
