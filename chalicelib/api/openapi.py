"""The OpenAPI 3.1 document of the routes in app.py."""

from typing import Any

from chalicelib.settings import Settings

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
VISIBLE = r"[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
r"""What `str.isspace` does not hold for; the `\S` of JSON schema's ECMA-262 is another set."""
LABELS: Schema = {"type": "array", "items": STRING, "minItems": 1}
ERROR: Schema = {
    "type": "object",
    "required": ["Code", "Message"],
    "properties": {"Code": STRING, "Message": STRING, "error": STRING},
}


def _object(required: dict[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": required | optional}


EXPLANATION = _object(
    {
        "label": STRING,
        "probability": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "scores": {"type": "object", "additionalProperties": NUMBER},
        "intercept": NUMBER,
        "evidence": {
            "type": "array",
            "description": "The words of the text; intercept plus all weights is the margin.",
            "items": _object(
                {
                    "text": STRING,
                    "start": {"type": "integer", "minimum": 0},
                    "end": {"type": "integer", "minimum": 1},
                    "weight": NUMBER,
                }
            ),
        },
        "version": STRING,
    }
)
MODEL = _object(
    {
        "version": STRING,
        "classes": {"type": "array", "items": STRING, "minItems": 2},
        "recipe": {"type": ["string", "null"]},
        "created": {"type": ["string", "null"]},
        "threshold": {"type": ["number", "null"]},
        "metrics": {"type": ["object", "null"]},
        "data": {"type": ["object", "null"]},
    }
)
HEALTH = _object({"status": {"const": "ok"}, "version": STRING})


def openapi(name: str, settings: Settings) -> dict[str, Any]:
    """Return the document; its server is the address that it was fetched from."""
    text = {
        "type": "string",
        "minLength": 1,
        "maxLength": settings.max_text_bytes,
        "pattern": VISIBLE,
        "description": f"Not white space alone, at most {settings.max_text_bytes} bytes.",
    }
    texts = {
        "oneOf": [
            text,
            {"type": "array", "items": text, "minItems": 1, "maxItems": settings.max_texts},
        ]
    }
    plain = {"text/plain": {"schema": text}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": name,
            "version": "1",
            "description": "Classifies texts with a model trained by scikit-learn.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "."}],
        "paths": {
            "/spamorham": _post(
                "Label texts", plain | {"application/json": {"schema": texts}}, LABELS
            ),
            "/explain": _post("Explain a label", plain, EXPLANATION, pickled=True),
            "/model": _get("Tell which model answers", MODEL),
            "/health": _get("Tell whether a model answers", HEALTH),
            "/openapi.json": {"get": _operation("Describe the routes", _json({"type": "object"}))},
            "/": {"get": _operation("The page", {"text/html": {"schema": STRING}})},
            **_inference_paths(name, text, settings.max_texts),
        },
        "components": {
            "schemas": {"Error": ERROR},
            "responses": {str(status): _error(status) for status in ERRORS},
        },
    }
    if settings.require_api_key:
        _require_key(document)
    return document


def _require_key(document: dict[str, Any]) -> None:
    """Say that API Gateway asks for a key before it hands a POST over."""
    key = {"type": "apiKey", "in": "header", "name": "x-api-key"}
    document["components"]["securitySchemes"] = {"api_key": key}
    for operations in document["paths"].values():
        if "post" in operations:
            operations["post"]["security"] = [{"api_key": []}]
            operations["post"]["responses"]["403"] = {"description": NO_KEY}


def _inference_paths(name: str, text: Schema, max_texts: int) -> dict[str, Any]:
    """Describe the Open Inference Protocol's routes, see docs/inference.md."""
    live = _object({"live": {"const": True}})
    named = {"name": "name", "in": "path", "required": True, "schema": {"enum": [name]}}
    of_model = {"parameters": [named]}
    data = {"type": "array", "items": text, "minItems": 1, "maxItems": max_texts}
    tensor = _object({"name": {"const": "text"}, "datatype": {"const": "BYTES"}} | _tensor(data))
    asked = _object({"name": {"enum": ["label", "probabilities"]}})
    request = _object(
        {"inputs": {"type": "array", "items": tensor, "minItems": 1, "maxItems": 1}},
        id={"type": ["string", "null"]},
        outputs={"type": ["array", "null"], "items": asked},
    )
    infer = _operation("Label a tensor", _json(INFERENCE), 400, 404, 413, 503)
    infer["requestBody"] = {"required": True, "content": _json(request)}
    return {
        "/v2": {"get": _operation("Tell who serves", _json(SERVER))},
        "/v2/health/live": {"get": _operation("Tell that the service runs", _json(live))},
        "/v2/health/ready": _get("Tell whether a model answers", READY),
        "/v2/models/{name}": of_model | _get("Describe the tensors", TENSORS, 404),
        "/v2/models/{name}/ready": of_model | _get("Tell whether it answers", READY, 404),
        "/v2/models/{name}/infer": of_model | {"post": infer},
    }


def _tensor(data: Schema | None = None) -> dict[str, Schema]:
    shape = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 2}
    return {"shape": shape} | ({} if data is None else {"data": data})


def _tensors(data: Schema | None = None) -> Schema:
    described = {"name": STRING, "datatype": STRING} | _tensor(data)
    return {"type": "array", "items": _object(described), "minItems": 1}


SERVER = _object({"name": STRING, "version": STRING, "extensions": {"type": "array"}})
READY = _object({"name": STRING, "ready": {"const": True}})
TENSORS = _object(
    {
        "name": STRING,
        "versions": LABELS,
        "platform": STRING,
        "inputs": _tensors(),
        "outputs": _tensors(),
    }
)
INFERENCE = _object(
    {
        "model_name": STRING,
        "model_version": STRING,
        "outputs": _tensors({"type": "array", "items": {"type": ["string", "number"]}}),
    },
    id=STRING,
)
ERRORS = {
    400: "The body is none that is accepted.",
    404: "The model cannot be explained, or has another name.",
    413: "A text is too large, or there are too many.",
    415: "The Content-Type is not one that is read.",
    503: "No model can be loaded; Retry-After says when to try again.",
}
NO_KEY = "API Gateway found no API key that is valid."


def _error(status: int) -> Schema:
    answer = {
        "description": ERRORS[status],
        "content": _json({"$ref": "#/components/schemas/Error"}),
    }
    retry = {"description": "Seconds to wait.", "required": True, "schema": {"type": "integer"}}
    return answer | ({"headers": {"Retry-After": retry}} if status == 503 else {})


def _post(summary: str, bodies: Schema, answer: Schema, *, pickled: bool = False) -> Schema:
    statuses = (400, 404, 413, 415, 503) if pickled else (400, 413, 415, 503)
    operation = _operation(summary, _json(answer), *statuses)
    return {"post": operation | {"requestBody": {"required": True, "content": bodies}}}


def _get(summary: str, answer: Schema, *statuses: int) -> Schema:
    return {"get": _operation(summary, _json(answer), *statuses, 503)}


def _operation(summary: str, content: Schema, *statuses: int) -> Schema:
    responses: Schema = {"200": {"description": "The answer.", "content": content}}
    for status in statuses:
        responses[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return {"summary": summary, "responses": responses}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}
