"""The OpenAPI 3.1 document of the routes in app.py: openapi.json, with the settings filled in."""

import json
from pathlib import Path
from typing import Any

from chalicelib.api.json_response import HEADERS
from chalicelib.settings import Settings

DOCUMENT = Path(__file__).with_name("openapi.json")
LIMITS = ("max_text_bytes", "max_texts", "max_request_bytes", "max_explained_bytes")


def openapi(service: str, settings: Settings) -> dict[str, Any]:
    """Return the document of a service; its server is the address that it is fetched from."""
    text = DOCUMENT.read_text("utf-8").replace("<service>", service)
    for name in LIMITS:
        limit = str(getattr(settings, name))
        # As a value the placeholder is a quoted string, and within a description it is not.
        text = text.replace(f'"<{name}>"', limit).replace(f"<{name}>", limit)
    document: dict[str, Any] = json.loads(text)
    _add_headers(document)
    if settings.reports_uri is None:
        del document["paths"]["/report"]
    with_key = {
        path
        for path, operations in document["paths"].items()
        if "post" in operations and (settings.require_api_key or path == "/report")
    }
    if with_key:
        _require_key(document, with_key)
    return document


def _add_headers(document: dict[str, Any]) -> None:
    """Add the headers that all responses in JSON have."""
    # OpenAPI describes the Content-Type by the key of `content` alone.
    headers = {
        name: {"required": True, "schema": {"const": value}}
        for name, value in HEADERS.items()
        if name != "Content-Type"
    }
    holders = [document["components"]]
    for operations in document["paths"].values():
        holders += [each for name, each in operations.items() if name != "parameters"]
    for response in (each for holder in holders for each in holder["responses"].values()):
        if "application/json" in response.get("content", ()):
            response["headers"] = headers | response.get("headers", {})


def _require_key(document: dict[str, Any], paths: set[str]) -> None:
    """Document that API Gateway requires a key for POST requests to these paths."""
    key = {"type": "apiKey", "in": "header", "name": "x-api-key"}
    document["components"]["securitySchemes"] = {"api_key": key}
    for path in paths:
        operation = document["paths"][path]["post"]
        operation["security"] = [{"api_key": []}]
        operation["responses"]["403"] = {"description": "API Gateway found no valid API key."}
