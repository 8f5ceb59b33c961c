"""Send requests to the app through a REST API, a function URL and an HTTP API, in process."""

from collections.abc import Callable
from email.message import Message
from threading import Lock
from types import ModuleType
from typing import Any

from chalice.deploy.swagger import SwaggerGenerator

from emulation.doors import FunctionUrl, HttpApi
from emulation.gateway import Gateway
from emulation.http_front import ClientResponse, HttpFront

ARN = "arn:aws:lambda:us-east-1:123456789012:function:spam-or-ham-dev"
KEY = "an-api-key"


Invoke = Callable[[dict[str, Any]], dict[str, Any]]


def invoker(app: Callable[..., dict[str, Any]]) -> Invoke:
    """Return a function that calls an app as Lambda does: one request after the other."""
    lock = Lock()

    def invoke(event: dict[str, Any]) -> dict[str, Any]:
        with lock:
            return app(event, None)

    return invoke


def fronts(app_module: ModuleType) -> dict[str, HttpFront]:
    """Return all ways in front of an app; the REST API has the document that Chalice makes."""
    invoke = invoker(app_module.app)
    deployed = {"api_handler_arn": ARN, "api_handler_name": "spam-or-ham-dev"}
    document = SwaggerGenerator("us-east-1", deployed).generate_swagger(app_module.app)
    return {
        "rest": Gateway(document, invoke, lambda: {KEY}),
        "function": FunctionUrl(invoke),
        "http": HttpApi(invoke),
        "http-stage": HttpApi(invoke, stage="prod"),
    }


def ask(
    front: HttpFront, request: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> ClientResponse:
    """Send a request such as `GET /health`; the names of headers have lower case in the result."""
    method, target = request.split()
    message: Message[str, str] = Message()
    sent = {"Content-Length": str(len(body))} if body else {}
    for name, value in (sent | (headers or {})).items():
        message[name] = value
    status, received, raw = front.respond(method, target, message, body)
    return ClientResponse(status, {name.lower(): value for name, value in received.items()}, raw)
