"""Handle `POST /report`: check the request, add the service's current label, and store both."""

from collections.abc import Callable

from chalice.app import BadRequestError, Request

from chalicelib.api.error_responses import UnsupportedMediaTypeError, too_many, unavailable
from chalicelib.api.json_body import check_text, parse_json
from chalicelib.api.json_fields import type_name
from chalicelib.api.request_body import JSON, media_type, read_body
from chalicelib.api.views import under_policy
from chalicelib.errors import FormatError, ReportLimitError, StoreError
from chalicelib.manifest import Manifest
from chalicelib.reports.class_names import class_named
from chalicelib.reports.intake import Intake, Submission
from chalicelib.reports.stored_report import Served
from chalicelib.scoring.model import Label
from chalicelib.serving.served_model import Servable
from chalicelib.serving.telemetry import Telemetry
from chalicelib.settings import Settings

MAX_REPORTER_CHARACTERS = 256
REQUIRED, OPTIONAL = {"text", "label"}, {"reporter"}
EXPECTED = "an object with the members 'text' and 'label', and perhaps 'reporter'"
MAX_SHOWN_CHARACTERS = 300


def receive(
    model: Servable,
    request: Request,
    settings: Settings,
    intake: Callable[[], Intake],
    telemetry: Telemetry,
) -> object:
    """Store the report in a request and return the response; `intake` is opened at the first one.

    Raises
    ------
    UnsupportedMediaTypeError
        If the content type is not JSON.
    PayloadTooLargeError, BadRequestError
        If the body or the text is too large, or a field is missing, unknown or has a wrong value.
    """
    sent = read_submission(request, settings, model.manifest)
    served = what_is_served(under_policy(model, request, settings), sent.text)
    try:
        receipt = intake().receive(sent, served)
    except ReportLimitError as exc:
        return too_many(exc)
    except (StoreError, FormatError) as exc:
        telemetry.report_failed(str(exc))
        return unavailable("the report cannot be stored")
    if receipt.is_new:
        telemetry.reported()
    return {"report": receipt.report, "label": sent.label}


def what_is_served(model: Servable, text: str) -> Served:
    """Return the service's current label of a text, with its probability, version and policy."""
    label, probabilities = model.classify(text)
    probability = None
    if probabilities is not None and isinstance(label, str) and label in model.manifest.classes:
        probability = probabilities[model.manifest.classes.index(label)]
    policy_id = model.policy and model.policy.id
    return Served(label, probability, model.manifest.version, policy_id)


def read_submission(request: Request, settings: Settings, manifest: Manifest) -> Submission:
    """Check a request's report; raises what `receive` raises. No message repeats any of it."""
    _check_type(request.headers.get("content-type"))
    fields = parse_json(read_body(request, settings.max_request_bytes), EXPECTED)
    if not isinstance(fields, dict):
        raise BadRequestError(f"found {type_name(fields)} as the JSON body; expected {EXPECTED}")
    if not REQUIRED <= fields.keys() <= REQUIRED | OPTIONAL:
        missing = sorted(REQUIRED - fields.keys())
        found = f"no {missing[0]!r}" if missing else f"{len(fields)} members"
        raise BadRequestError(f"found {found}; expected {EXPECTED}")
    text = fields["text"]
    if not isinstance(text, str):
        raise BadRequestError(f"found {type_name(text)} as 'text'; expected a string")
    check_text(text, settings.max_text_bytes, "'text'")
    label = _label(fields["label"], manifest)
    return Submission(text, label, _key_id(request), _reporter(fields))


def _key_id(request: Request) -> str:
    """Return the ID of the API key, or of the user or role that signed the request with IAM.

    The caller is ID:SESSION for a role, and anyone who assumes the role chooses the session's name.
    """
    identity = request.context.get("identity") or {}
    return str(identity.get("apiKeyId") or (identity.get("caller") or "").partition(":")[0])


def _check_type(content_type: str | None) -> None:
    if media_type(content_type or "") != JSON:
        found = f"Content-Type {content_type[:100]!r}" if content_type else "no Content-Type"
        raise UnsupportedMediaTypeError(
            f"found {found}; send the report as JSON with 'Content-Type: {JSON}'"
        )


def _label(value: object, manifest: Manifest) -> Label:
    """Return the label, or the labels in the order of the classes if a text may have several."""
    if not manifest.several:
        if not isinstance(value, str):
            raise _unknown(type_name(value), manifest)
        name = class_named(value, manifest.classes)
        if name is None:
            raise _unknown("an unknown label", manifest)
        return name
    if not isinstance(value, list):
        raise _unknown(type_name(value), manifest)
    names = [isinstance(each, str) and class_named(each, manifest.classes) for each in value]
    if not all(names):
        raise _unknown("an array with an unknown label", manifest)
    if len(set(names)) < len(names):
        raise _unknown("a label twice", manifest)
    return tuple(name for name in manifest.classes if name in names)


def _unknown(found: str, manifest: Manifest) -> BadRequestError:
    names = ", ".join(manifest.classes)
    if len(names) > MAX_SHOWN_CHARACTERS:
        names = f"{names[:MAX_SHOWN_CHARACTERS]}..."
    kind = "an array of some of" if manifest.several else "one of"
    return BadRequestError(f"found {found} as 'label'; expected {kind} {names}")


def _reporter(fields: dict[str, object]) -> str | None:
    if "reporter" not in fields:
        return None
    name = fields["reporter"]
    if not isinstance(name, str):
        raise BadRequestError(f"found {type_name(name)} as 'reporter'; expected a string")
    if not 1 <= len(name) <= MAX_REPORTER_CHARACTERS:
        raise BadRequestError(
            f"found {len(name)} characters as 'reporter'; expected 1 to {MAX_REPORTER_CHARACTERS}"
        )
    return name
