"""A function URL and an HTTP API on loopback: HTTP in, events of payload format 2.0 out.

What is documented is done as it is documented: lower-case header names, cookies apart, several
values joined by commas, a stage's name at the start of the path. The rest was observed on AWS: an
HTTP API decodes the path, a function URL does not; both pass text, JSON, XML and JavaScript as
strings, decoded as UTF-8, and everything else in base64, also a body without a Content-Type
(https://github.com/ministackorg/ministack/pull/766, https://github.com/middleapi/standard-server/pull/93).
"""

import base64
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from emulation.gateway import Function
from emulation.http_front import ClientResponse, HttpFront

if TYPE_CHECKING:
    from email.message import Message

MAX_EVENT_BYTES = 6 * 1024 * 1024
"""The largest event that Lambda accepts."""
MAX_BODY_BYTES = 10 * 1024 * 1024
"""The largest body that an HTTP API accepts."""
STRINGS = ("application/json", "application/xml", "application/javascript")
SIGNER = {"accessKey": "AKIDEXAMPLE", "accountId": "123456789012", "callerId": "AIDAEXAMPLE",
          "userArn": "arn:aws:iam::123456789012:user/caller", "userId": "AIDAEXAMPLE"}  # fmt: skip


class Door(HttpFront):
    """What function URLs and HTTP APIs have in common; `signed` requires a signature for IAM."""

    service = ""
    """The service that a request is signed for."""
    field = ""
    """The field of AWS's own responses."""

    def __init__(self, invoke: Function, *, signed: bool = False) -> None:
        super().__init__()
        self._invoke = invoke
        self._signed = signed

    def respond(
        self, method: str, target: str, headers: "Message[str, str]", body: bytes
    ) -> ClientResponse:
        """Return the response to a client's request."""
        scope = f"/{self.service}/aws4_request"
        if self._signed and scope not in headers.get("Authorization", ""):
            return self._own(403, "Forbidden")
        event = self._event(method, target, headers, body)
        size = len(json.dumps(event)) if len(body) <= MAX_BODY_BYTES else len(body)
        if size > MAX_EVENT_BYTES:
            return self._own(413, "Request Entity Too Large")
        return as_client_response(self._invoke(event))

    def _own(self, status: int, message: str) -> ClientResponse:
        """Return a response that does not come from the function."""
        body = json.dumps({self.field: message}, separators=(",", ":")).encode()
        return ClientResponse(status, {"Content-Type": "application/json"}, body)

    def _event(
        self, method: str, target: str, headers: "Message[str, str]", body: bytes
    ) -> dict[str, Any]:
        raw_path, _, query = target.partition("?")
        path = self._path(raw_path)
        names = {name.lower() for name in headers} - {"cookie"}
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "cookies": [each.strip() for each in headers.get("Cookie", "").split(";") if each],
            "headers": {name: ",".join(headers.get_all(name, [])) for name in names},
            "queryStringParameters": {
                name: ",".join(values)
                for name, values in parse_qs(query, keep_blank_values=True).items()
            },
            "requestContext": self._request_context(method, path, headers.get("User-Agent", "")),
        }
        event |= _encoded(headers.get("Content-Type", ""), body)
        return {name: value for name, value in event.items() if value not in ([], {})}

    def _request_context(self, method: str, path: str, user_agent: str) -> dict[str, Any]:
        return self._context() | {
            "authorizer": {"iam": SIGNER} if self._signed else None,
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": user_agent,
            },
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "routeKey": "$default",
            "timeEpoch": int(time.time() * 1000),
        }

    def _context(self) -> dict[str, Any]:
        raise NotImplementedError

    def _path(self, path: str) -> str:
        raise NotImplementedError


class FunctionUrl(Door):
    """A function URL on loopback."""

    service = "lambda"
    field = "Message"

    def _context(self) -> dict[str, Any]:
        host = "a1b2c3d4.lambda-url.us-east-1.on.aws"
        return {"apiId": "a1b2c3d4", "domainName": host, "stage": "$default"}

    def _path(self, path: str) -> str:
        return path


class HttpApi(Door):
    """An HTTP API with one route, `$default`, on loopback; the path begins with the stage."""

    service = "execute-api"
    field = "message"

    def __init__(self, invoke: Function, *, signed: bool = False, stage: str = "$default") -> None:
        super().__init__(invoke, signed=signed)
        self._stage = stage

    def _context(self) -> dict[str, Any]:
        host = "a1b2c3d4.execute-api.us-east-1.amazonaws.com"
        return {"apiId": "a1b2c3d4", "domainName": host, "stage": self._stage}

    def _path(self, path: str) -> str:
        stage = "" if self._stage == "$default" else f"/{self._stage}"
        return stage + unquote(path)


def _encoded(content_type: str, body: bytes) -> dict[str, Any]:
    """Return the fields of an event that hold the body; without a body, there is none."""
    if not body:
        return {"isBase64Encoded": False}
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in STRINGS:
        return {"body": body.decode("utf-8", "replace"), "isBase64Encoded": False}
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def as_client_response(result: dict[str, Any]) -> ClientResponse:
    """Return the client's response from what a function returns, which must be in payload 2.0."""
    unknown = result.keys() - {"statusCode", "headers", "cookies", "body", "isBase64Encoded"}
    if unknown or not all(isinstance(value, str) for value in result["headers"].values()):
        raise TypeError(f"not a response in payload 2.0: {result.keys()}")
    raw = result["body"].encode()
    body = base64.b64decode(raw) if result["isBase64Encoded"] else raw
    return ClientResponse(result["statusCode"], result["headers"], body)
