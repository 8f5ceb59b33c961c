"""Let the app respond to payload format 2.0, the events of function URLs and of HTTP APIs.

Chalice reads the events of REST APIs only, which have another format, and leaves three things to
API Gateway: matching paths with routes, responding to preflight requests, and asking for an API
key. This module does them, with the responses of a REST API. A request that AWS has authenticated
with IAM needs no key: neither a function URL nor an HTTP API knows keys.

The format is in
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
and https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html. The path of a function URL is
percent-encoded, that of an HTTP API is not.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote

from chalice.app import RouteEntry

Event = Mapping[str, Any]
Views = Mapping[str, RouteEntry]
"""The views of a route, by method."""

FUNCTION_URL = ".lambda-url."
"""A part of the host name of each function URL, and of no HTTP API's."""
IDENTITY = {"accessKey": "accessKey", "accountId": "accountId", "caller": "callerId",
            "user": "userId", "userArn": "userArn"}  # fmt: skip
"""What a REST API calls the facts about who signed a request, and what payload 2.0 calls them."""


class Match(NamedTuple):
    """A route, such as `/v2/models/{name}`, and the values of its parameters."""

    route: str
    parameters: dict[str, str]


def respond(
    routes: Mapping[str, Views], event: Event, handle: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the response to an event in payload 2.0; `handle` responds to one of a REST API."""
    match, method = find_route(routes, event), event["requestContext"]["http"]["method"]
    views = routes[match.route] if match else {}
    if method == "OPTIONS" and (headers := preflight_headers(views)):
        return _response(200, headers)
    if match is None or method not in views:
        return _refused("Missing Authentication Token")
    if views[method].api_key_required and not _signer(event):
        return _refused("Forbidden")
    return _as_payload_2(handle(rest_event(event, match)))


def find_route(routes: Mapping[str, Views], event: Event) -> Match | None:
    """Return the route that an event's path matches, as API Gateway does, or None.

    A fixed part of a route takes precedence over a parameter, which matches any part but an empty
    one.
    """
    path = path_of(event)
    if path in routes and "{" not in path:
        return Match(path, {})
    parts = path.split("/")
    found = [
        names
        for names in (route.split("/") for route in routes)
        if len(names) == len(parts) and all(map(_matches, names, parts))
    ]
    if not found:
        return None
    names = min(found, key=lambda each: [name.startswith("{") for name in each])
    decode = unquote if FUNCTION_URL in event["requestContext"].get("domainName", "") else str
    pairs = zip(names, parts, strict=True)
    return Match(
        "/".join(names), {name[1:-1]: decode(part) for name, part in pairs if name[:1] == "{"}
    )


def _matches(name: str, part: str) -> bool:
    return bool(part) if name.startswith("{") else name == part


def path_of(event: Event) -> str:
    """Return an event's path without the stage, with which that of a named stage begins.

    >>> path_of({"rawPath": "/prod/health", "requestContext": {"stage": "prod"}})
    '/health'
    >>> path_of({"rawPath": "/health", "requestContext": {"stage": "$default"}})
    '/health'
    """
    path, stage = event["rawPath"], f"/{event['requestContext'].get('stage')}"
    if path == stage or path.startswith(f"{stage}/"):
        path = path[len(stage) :]
    return path or "/"


def preflight_headers(views: Views) -> dict[str, str]:
    """Return the headers of a route's preflight response, as Chalice sets them in API Gateway.

    They are empty if no view of the route has CORS.
    """
    methods = [method for method, view in views.items() if view.cors is not None]
    if not methods:
        return {}
    # Chalice lets all views of a route have the same CORS only.
    return {
        "Access-Control-Allow-Methods": ",".join([*methods, "OPTIONS"]),
        **views[methods[0]].cors.get_access_control_headers(),
    }


def rest_event(event: Event, match: Match) -> dict[str, Any]:
    """Return the event that a REST API would have sent for the same request."""
    context = event["requestContext"]
    http, path, signer = context["http"], path_of(event), _signer(event)
    query = parse_qs(event.get("rawQueryString") or "", keep_blank_values=True)
    headers = dict(event.get("headers") or {})
    if cookies := event.get("cookies"):
        headers["cookie"] = "; ".join(cookies)
    identity = {"sourceIp": http.get("sourceIp"), "userAgent": http.get("userAgent")}
    identity |= {name: signer.get(field) for name, field in IDENTITY.items() if signer}
    return {
        "resource": match.route,
        "path": path,
        "httpMethod": http["method"],
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": match.parameters or None,
        "stageVariables": event.get("stageVariables"),
        "requestContext": {
            "resourcePath": match.route,
            "path": http.get("path", path),
            "httpMethod": http["method"],
            "identity": identity,
            **{name: context.get(name) for name in ("apiId", "domainName", "requestId", "stage")},
        },
        "body": event.get("body"),
        "isBase64Encoded": bool(event.get("isBase64Encoded")),
    }


def _signer(event: Event) -> Mapping[str, str]:
    """Return the IAM identity that AWS has authenticated, or nothing."""
    return (event["requestContext"].get("authorizer") or {}).get("iam") or {}


def _refused(message: str) -> dict[str, Any]:
    """Return API Gateway's own response, which pages of any origin may read once it is deployed."""
    return _response(403, {"Access-Control-Allow-Origin": "*"}, f'{{"message": "{message}"}}')


def _response(status: int, headers: dict[str, str], body: str = "") -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"} | headers,
        "body": body,
        "isBase64Encoded": False,
    }


def _as_payload_2(result: dict[str, Any]) -> dict[str, Any]:
    """Return a response for a REST API in payload 2.0, which has one value for each header."""
    headers = result["multiValueHeaders"] | {
        name: [value] for name, value in result["headers"].items()
    }
    cookies = headers.pop("Set-Cookie", [])
    return {
        "statusCode": result["statusCode"],
        "headers": {name: ", ".join(values) for name, values in headers.items()},
        "cookies": cookies,
        "body": result["body"],
        "isBase64Encoded": result.get("isBase64Encoded", False),
    }
