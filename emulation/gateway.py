"""API Gateway on loopback, as far as this project meets it: HTTP in, proxy events out.

It routes by the document that the deployment sent to API Gateway, hands bodies over as that says
(binary types in base64), and answers what is no route itself. The event is the one of
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.
"""

import base64
import json
from collections.abc import Callable, Collection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import Message

Function = Callable[[dict[str, Any]], dict[str, Any]]
Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""
PLAIN = "text/plain"


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
    """Return the event that API Gateway's REST API sends to Lambda."""
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
        "requestContext": {
            "httpMethod": method,
            "resourcePath": resource,
            "path": f"/api{path}",
            "stage": "api",
            "identity": {"sourceIp": "203.0.113.7"},
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


def refused(message: str) -> Answer:
    """Return API Gateway's own answer to what it does not hand over."""
    return 403, {"Content-Type": "application/json"}, json.dumps({"message": message}).encode()


def mocked(integration: dict[str, Any]) -> dict[str, str]:
    """Return the headers that an integration without a function answers."""
    given = integration["responses"]["default"]["responseParameters"]
    return {name.rpartition(".")[2]: value.strip("'") for name, value in given.items()}


class Gateway:
    """Serves a deployed API in front of a function: `with Gateway(document, invoke) as gateway`."""

    def __init__(
        self,
        document: dict[str, Any],
        invoke: Function,
        keys: Callable[[], Collection[str]],
        stage: str = "api",
    ) -> None:
        """Route by an imported document, under a stage's path; `keys` are the valid API keys."""
        self._paths = document["paths"]
        self._keys = keys
        self._binary = document["x-amazon-apigateway-binary-media-types"]
        self._invoke = invoke
        self._stage = f"/{stage}"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}{self._stage}/"

    def __enter__(self) -> "Gateway":
        """Listen."""
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, headers: "Message[str, str]", body: bytes) -> Answer:
        """Return what a client gets."""
        resource, parameters = self._resource(path)
        operation = self._paths.get(resource, {}).get(method.lower())
        if operation is None:
            return refused("Missing Authentication Token")
        if "security" in operation and headers.get("x-api-key") not in self._keys():
            return refused("Forbidden")
        if operation["x-amazon-apigateway-integration"].get("type") == "mock":
            return 200, mocked(operation["x-amazon-apigateway-integration"]), b""
        content_type = headers.get("Content-Type")
        kind = (content_type or "application/json").partition(";")[0].strip()
        encoded = kind in self._binary
        text = base64.b64encode(body).decode() if encoded else body.decode("utf-8", "replace")
        event = proxy_event(
            text or None, content_type, encoded,
            path=path, method=method, resource=resource, parameters=parameters,
        )  # fmt: skip
        answer = self._invoke(event)
        raw = answer["body"].encode()
        sent = {name: values[-1] for name, values in answer["multiValueHeaders"].items()}
        body = base64.b64decode(raw) if answer.get("isBase64Encoded") else raw
        return answer["statusCode"], sent | answer["headers"], body

    def _resource(self, path: str) -> tuple[str, dict[str, str]]:
        """Return the resource that a path belongs to, and what stands for its parameters."""
        parts = path.split("/")
        for resource in sorted(self._paths, key=lambda each: each.count("{")):
            names = resource.split("/")
            if len(names) != len(parts):
                continue
            pairs = list(zip(names, parts, strict=True))
            if all(name == part or (name[:1] == "{" and part) for name, part in pairs):
                return resource, {name[1:-1]: part for name, part in pairs if name[:1] == "{"}
        return path, {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def respond(self) -> None:
                """Answer any method."""
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                path = self.path.partition("?")[0].removeprefix(gateway._stage) or "/"
                status, headers, answer = gateway.answer(self.command, path, self.headers, body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = respond

            def log_message(self, *_: object) -> None:
                return

        return Handler
