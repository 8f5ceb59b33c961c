"""Build the responses of the POST routes and of the Open Inference Protocol's model routes."""

from collections.abc import Mapping

from chalice.app import BadRequestError, NotFoundError

from chalicelib.api.open_inference import LABEL, infer_response, metadata, read_infer
from chalicelib.api.request_body import SentText
from chalicelib.errors import NotExplainableError
from chalicelib.scoring.model import Label
from chalicelib.serving.served_model import Servable


def explanation(model: Servable, sent: SentText) -> dict[str, object]:
    """Return the explanation of a label, ready for JSON, with the model's version.

    The explanation of a mail also has the text that was taken out of it.

    Raises
    ------
    NotFoundError
        If the model's weights cannot be read.
    """
    try:
        explained = model.explain(sent.text) | {"version": model.manifest.version}
    except NotExplainableError as exc:
        raise NotFoundError(str(exc)) from exc
    return explained | {"text": sent.text} if sent.from_mail else explained


def labelled(
    model: Servable, texts: list[str], query: Mapping[str, str] | None
) -> tuple[list[object], list[Label]]:
    """Return the response to a request for labels, and the labels alone.

    If a text can have several labels, each element is an array of labels. With the query
    `probabilities=1`, each element is an object with the label and the probability of each class,
    or null if the classifier has none.

    Raises
    ------
    BadRequestError
        If the query has another value.
    """
    if not _wants_probabilities(query or {}):
        labels = [model.predict(text) for text in texts]
        return [*labels], labels
    classes, classified = model.manifest.classes, [model.classify(text) for text in texts]
    response: list[object] = [
        {"label": label, "probabilities": values and dict(zip(classes, values, strict=True))}
        for label, values in classified
    ]
    return response, [each.label for each in classified]


def _wants_probabilities(query: Mapping[str, str]) -> bool:
    value = query.get("probabilities", "0")
    if value not in ("0", "1"):
        raise BadRequestError(f"found probabilities={value[:40]!r}; expected 0 or 1")
    return value == "1"


def inference(
    model: Servable, name: str, body: str | bytes, max_texts: int, max_bytes: int
) -> tuple[dict[str, object], list[Label]]:
    """Return the response to an inference request, and the labels in it, if any are requested."""
    request = read_infer(body, max_texts, max_bytes)
    classified = [model.classify(text) for text in request.texts]
    labels = [each.label for each in classified]
    probabilities = [each.probabilities for each in classified]
    response = infer_response(request, name, model.manifest.version, labels, probabilities)
    return response, labels if LABEL in request.outputs or not request.outputs else []


def tensors(model: Servable, name: str) -> dict[str, object]:
    """Return the input and output tensors of the model."""
    manifest = model.manifest
    return metadata(name, manifest.version, manifest.classes, model.has_probabilities)
