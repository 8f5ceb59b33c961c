"""API Gateway on loopback, as far as this project uses it: HTTP in, proxy events out.

It routes requests by the document that the deployment sent to API Gateway, passes binary bodies on
in base64, and itself responds to requests that match no route. The format of the event is in
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.
"""

import base64
import json
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from emulation.http_front import ClientResponse, HttpFront

if TYPE_CHECKING:
    from email.message import Message

Function = Callable[[dict[str, Any]], dict[str, Any]]
PLAIN = "text/plain"
READABLE = {"Access-Control-Allow-Origin": "*"}
"""The header that the deployment adds to API Gateway's own responses."""


def proxy_event(
    body: str | None,
    content_type: str | None = PLAIN,
    encoded: bool = False,
    *,
    path: str = "/spamorham",
    method: str = "POST",
    resource: str | None = None,
    parameters: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return the event that a REST API sends to Lambda; `encoded` marks a body in base64."""
    headers = {} if content_type is None else {"content-type": content_type}
    resource = resource or path
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": _request_context(method, resource, path),
        "body": body,
        "isBase64Encoded": encoded,
    }


def _request_context(method: str, resource: str, path: str) -> dict[str, Any]:
    return {
        "httpMethod": method,
        "resourcePath": resource,
        "path": f"/api{path}",
        "stage": "api",
        "identity": {"sourceIp": "203.0.113.7"},
    }


def forbidden(message: str) -> ClientResponse:
    """Return API Gateway's own response to a request that it does not pass on."""
    body = json.dumps({"message": message}).encode()
    return ClientResponse(403, {"Content-Type": "application/json"} | READABLE, body)


def mock_headers(integration: dict[str, Any]) -> dict[str, str]:
    """Return the response headers of a mock integration.

    >>> headers = {"method.response.header.Allow": "'GET,POST'"}
    >>> mock_headers({"responses": {"default": {"responseParameters": headers}}})
    {'Allow': 'GET,POST'}
    """
    parameters = integration["responses"]["default"]["responseParameters"]
    return {name.rpartition(".")[2]: value.strip("'") for name, value in parameters.items()}


def as_client_response(result: dict[str, Any]) -> ClientResponse:
    """Return the client's response from what a function returns to API Gateway."""
    headers = {name: values[-1] for name, values in result["multiValueHeaders"].items()}
    raw = result["body"].encode()
    body = base64.b64decode(raw) if result.get("isBase64Encoded") else raw
    return ClientResponse(result["statusCode"], headers | result["headers"], body)


class Gateway(HttpFront):
    """Serves a deployed API in front of a function: `with Gateway(...) as gateway: gateway.url`."""

    def __init__(
        self,
        document: dict[str, Any],
        invoke: Function,
        keys: Callable[[], Collection[str]],
        stage: str = "api",
    ) -> None:
        """Route by an imported document, below a stage's path; `keys` returns the API keys."""
        super().__init__(f"/{stage}")
        self._document = document
        self._paths = document["paths"]
        self._keys = keys
        self._binary = document["x-amazon-apigateway-binary-media-types"]
        self._invoke = invoke

    def respond(
        self, method: str, target: str, headers: "Message[str, str]", body: bytes
    ) -> ClientResponse:
        """Return the response to a client's request."""
        path, _, query = target.partition("?")
        resource, parameters = self._resource(path)
        operation = self._paths.get(resource, {}).get(method.lower())
        if operation is None:
            return forbidden("Missing Authentication Token")
        if self._is_closed():
            return forbidden("User: anonymous is not authorized: an explicit deny")
        if "security" in operation and headers.get("x-api-key") not in self._keys():
            return forbidden("Forbidden")
        if operation["x-amazon-apigateway-integration"].get("type") == "mock":
            headers_sent = mock_headers(operation["x-amazon-apigateway-integration"])
            return ClientResponse(200, {"Content-Type": "application/json"} | headers_sent, b"")
        content_type = headers.get("Content-Type")
        kind = (content_type or "application/json").partition(";")[0].strip()
        encoded = kind in self._binary
        text = base64.b64encode(body).decode() if encoded else body.decode("utf-8", "replace")
        event = proxy_event(
            text or None, content_type, encoded,
            path=path, method=method, resource=resource, parameters=parameters,
        )  # fmt: skip
        event["headers"] = dict(headers.items()) | event["headers"]
        event["multiValueQueryStringParameters"] = parse_qs(query, keep_blank_values=True) or None
        return as_client_response(self._invoke(event))

    def _is_closed(self) -> bool:
        """Return whether the API's resource policy denies all requests."""
        statements = self._document.get("x-amazon-apigateway-policy", {}).get("Statement", [])
        return any(each["Effect"] == "Deny" and each["Principal"] == "*" for each in statements)

    def _resource(self, path: str) -> tuple[str, dict[str, str]]:
        """Return the resource that a path matches, and the decoded values of its parameters.

        The resource `/models/{name}` matches `/models/spam` with `{"name": "spam"}`; one without
        parameters takes precedence.
        """
        parts = path.split("/")
        for resource in sorted(self._paths, key=lambda each: each.count("{")):
            names = resource.split("/")
            if len(names) != len(parts):
                continue
            pairs = list(zip(names, parts, strict=True))
            if all(name == part or (name[:1] == "{" and part) for name, part in pairs):
                return resource, {
                    name[1:-1]: unquote(part) for name, part in pairs if name[:1] == "{"
                }
        return path, {}
