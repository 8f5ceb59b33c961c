"""What `POST /explain` answers."""

from chalice.app import NotFoundError

from chalicelib.api.open_inference import infer_answer, metadata, read_infer
from chalicelib.scoring.model import Model
from chalicelib.serving.model_loader import Servable


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

    from chalicelib.explain.attribution import explain

    return asdict(explain(model, text)) | {"version": model.manifest.version}


def inference(
    model: Servable, name: str, body: str | bytes, max_texts: int, max_bytes: int
) -> dict[str, object]:
    """Label the texts of an inference request, with probabilities where the model has any."""
    request = read_infer(body, max_texts, max_bytes)
    judged = [_judge(model, text) for text in request.texts]
    labels = [label for label, _ in judged]
    probabilities = [row for _, row in judged]
    return infer_answer(request, name, model.manifest.version, labels, probabilities)


def _judge(model: Servable, text: str) -> tuple[str, tuple[float, ...] | None]:
    """Return a text's label and its probabilities, both from one scoring."""
    if not isinstance(model, Model):
        return model.predict(text), None
    scores = model.scores(text)
    return model.classifier.label(scores, model.margin_threshold), model.classifier.probabilities(
        scores
    )


def tensors(model: Servable, name: str) -> dict[str, object]:
    """Describe what goes into the model and what comes out."""
    manifest = model.manifest
    known = isinstance(model, Model) and model.classifier.link != "none"
    return metadata(name, manifest.version, manifest.classes, known)
