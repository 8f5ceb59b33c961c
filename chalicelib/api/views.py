"""Build the responses of `POST /explain` and of the Open Inference Protocol's model routes."""

from chalice.app import NotFoundError

from chalicelib.api.open_inference import LABEL, infer_response, metadata, read_infer
from chalicelib.errors import NotExplainableError
from chalicelib.serving.served_model import Servable


def explanation(model: Servable, text: str) -> dict[str, object]:
    """Return the explanation of a label, ready for JSON, with the model's version.

    Raises
    ------
    NotFoundError
        If the model's weights cannot be read.
    """
    try:
        return model.explain(text) | {"version": model.manifest.version}
    except NotExplainableError as exc:
        raise NotFoundError(str(exc)) from exc


def inference(
    model: Servable, name: str, body: str | bytes, max_texts: int, max_bytes: int
) -> tuple[dict[str, object], list[str]]:
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
