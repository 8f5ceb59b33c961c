"""Build the responses of the POST routes and of the Open Inference Protocol's model routes."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalice.app import BadRequestError, NotFoundError, Request

from chalicelib.api.request_body import SentText
from chalicelib.errors import NotExplainableError
from chalicelib.named_tuple import NamedTuple
from chalicelib.scoring.model import Label
from chalicelib.serving.served_model import Servable
from chalicelib.settings import Settings

SENDER = "X-Sender"
MAX_SENDER_CHARACTERS = 320


class Labelled(NamedTuple):
    """A response, the labels in it, and the rules of the policy in force that decided them."""

    response: Any
    labels: Sequence[Label]
    rules: Sequence[str] = ()


def under_policy(model: Servable, request: Request, settings: Settings) -> Servable:
    """Return the model for texts of the request's sender; only a policy asks for the sender.

    Raises
    ------
    BadRequestError
        If the header that names the sender is too long, also without a policy: one may be put in
        force on any day.
    """
    sender = request.headers.get(SENDER, "")
    if len(sender) > MAX_SENDER_CHARACTERS:
        raise BadRequestError(
            f"found {len(sender)} characters in {SENDER}; expected at most {MAX_SENDER_CHARACTERS}"
        )
    if model.policy is None:
        return model
    from chalicelib.api.origin import origin_of  # many services have no policy

    return model.sent_from(origin_of(request, sender, settings))


def explanation(model: Servable, sent: SentText) -> dict[str, object]:
    """Return the explanation of a label, ready for JSON, with the rule and the model's version.

    `known` is the share of the text that the model knows, or null if that cannot be told, and
    `familiar` whether the text is like those that the model was measured on, or null if it was not.

    The explanation of a mail also has the text that was taken out of it.

    Raises
    ------
    NotFoundError
        If the model's weights cannot be read.
    """
    try:
        explained = model.explain(sent.text)
    except NotExplainableError as exc:
        raise NotFoundError(str(exc)) from exc
    if model.policy is None:
        explained |= {"rule": "model", "matched": None}
    explained |= _knowledge(model, sent.text) | {"version": model.manifest.version}
    return explained | {"text": sent.text} if sent.from_mail else explained


def _knowledge(model: Servable, text: str) -> dict[str, object]:
    known = model.known_share(text)
    return {"known": known, "familiar": model.is_familiar(text, known)}


def labelled(model: Servable, texts: list[str], query: Mapping[str, str] | None) -> Labelled:
    """Return the response to a request for labels.

    If a text can have several labels, each element is an array of labels. With the query
    `probabilities=1`, each element is an object with the label, the rule that decided it, the
    probability of each class, or null if the classifier has none, the share of the text that the
    model knows, or null, and whether the text is familiar, or null.

    Raises
    ------
    BadRequestError
        If the query has another value.
    """
    detailed = query is not None and _wants_probabilities(query)
    if not detailed and model.policy is None:
        labels = [*map(model.predict, texts)]
        return Labelled(labels, labels, ())
    classes, classified = model.manifest.classes, [model.classify(text) for text in texts]
    labels = [each.label for each in classified]
    rules = [each.rule for each in classified]
    if not detailed:
        return Labelled(labels, labels, rules)
    response = [
        {
            "label": each.label,
            "probabilities": each.probabilities
            and dict(zip(classes, each.probabilities, strict=True)),
            "rule": each.rule,
            **_knowledge(model, text),
        }
        for text, each in zip(texts, classified, strict=True)
    ]
    return Labelled(response, labels, rules)


def _wants_probabilities(query: Mapping[str, str]) -> bool:
    value = query.get("probabilities", "0")
    if value not in ("0", "1"):
        raise BadRequestError(f"found probabilities={value[:40]!r}; expected 0 or 1")
    return value == "1"


def inference(
    model: Servable, name: str, body: str | bytes, settings: Settings
) -> tuple[Labelled, tuple[str, ...]]:
    """Return the response to an inference request with the labels in it, if any, and the texts."""
    # Few requests need them.
    from chalicelib.api.infer_request import KNOWN, LABEL, read_infer
    from chalicelib.api.infer_response import infer_response

    request = read_infer(body, settings.max_texts, settings.max_text_bytes)
    classified = [model.classify(text) for text in request.texts]
    labels = [each.label for each in classified]
    probabilities = [each.probabilities for each in classified]
    rules = None if model.policy is None else [each.rule for each in classified]
    asked = model.has_known_share and KNOWN in request.outputs
    known = [model.known_share(text) for text in request.texts] if asked else []
    version = model.manifest.version
    response = infer_response(request, name, version, labels, probabilities, rules, known)
    if LABEL in request.outputs or not request.outputs:
        return Labelled(response, labels, rules or ()), request.texts
    return Labelled(response, ()), request.texts


def health_facts(model: Servable, now: float) -> dict[str, object]:
    """Return a model's version, its age in whole days at a Unix time, and what scores texts."""
    from chalicelib.age import age_days  # few requests need it

    version = model.manifest.version
    age, accelerated = age_days(version, now), model.accelerated
    return {"status": "ok", "version": version, "age_days": age, "accelerated": accelerated}


def tensors(model: Servable, name: str) -> dict[str, object]:
    """Return the input and output tensors of the model."""
    from chalicelib.api.infer_response import metadata  # few requests need it

    manifest = model.manifest
    return metadata(
        name,
        manifest.version,
        manifest.classes,
        model.has_probabilities,
        rules=model.policy is not None,
        known=model.has_known_share,
    )


def model_facts(model: Servable, settings: Settings) -> dict[str, object]:
    """Return the public facts about the model and the policy in force, with examples."""
    from chalicelib.web.examples import with_examples  # few requests need it

    more = {
        "policy": model.policy and model.policy._asdict(),
        "reports": settings.reports_uri is not None,
    }
    return with_examples(model.manifest.public() | more, model.manifest.classes)
