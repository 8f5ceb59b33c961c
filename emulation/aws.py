"""AWS on loopback: moto's server, mended for Chalice's deployer, telling what it was sent.

`python -m emulation.aws PORT` serves. `/told/calls` tells how often each service was called,
`/told/api/ID` the document that an API was made from, `/told/code/NAME` the package of a function:
moto keeps the two to itself.

moto 5.2.5 reads OpenAPI 3 alone and insists on a description, which Chalice's documents do not
have: they are Swagger 2.0, which API Gateway takes; what moto reads of it is the same in both. A
preflight route's integration is a mock, without an address and a method; moto asks for them.
Whoever raises moto's version should try to do without.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import flask
from moto.apigateway.models import APIGatewayBackend
from moto.awslambda.models import lambda_backends
from moto.iam.access_control import IAMPolicyStatement, IAMRequest, PermissionResult
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.responses import ACTION_MAP
from werkzeug.serving import WSGIRequestHandler, run_simple
from werkzeug.wrappers import Request, Response

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

ACCOUNT = "123456789012"
REGION = "us-east-1"
NO_SERVICE = "unsigned"
documents: dict[str, bytes] = {}
"""The document of each API, as JSON, by its ID."""


def mend_api_gateway() -> None:
    """Let moto's API Gateway take the documents that Chalice sends, and keep them."""
    backend: Any = APIGatewayBackend
    import_, put, integrate = backend.import_rest_api, backend.put_rest_api, backend.put_integration

    def import_rest_api(self: Any, api_doc: dict[str, Any], *args: Any, **options: Any) -> Any:
        api = import_(self, as_openapi_3(api_doc), *args, **options)
        documents[api.id] = json.dumps(api_doc).encode()
        return api

    def put_rest_api(self: Any, api: str, api_doc: dict[str, Any], **options: Any) -> Any:
        documents[api] = json.dumps(api_doc).encode()
        return put(self, api, as_openapi_3(api_doc), **options)

    def put_integration(self: Any, *args: Any, **options: Any) -> Any:
        missing = {"uri": "", "integration_method": ""}
        if args:
            del missing["uri"]  # which moto hands over by its place there
        return integrate(self, *args, **(missing | options))

    backend.import_rest_api = import_rest_api
    backend.put_rest_api = put_rest_api
    backend.put_integration = put_integration


def mend_permissions() -> None:
    """Let moto weigh permissions as IAM does, as far as this project's policies need it.

    IAM calls HeadBucket `s3:ListBucket` and API Gateway's actions by HTTP's methods. Beyond S3 moto
    does not say which resource is asked for, and miscalculates some signatures: the action alone is
    weighed there. Loopback stands for TLS: that plain HTTP is refused is for AWS to show.
    """
    request: Any = IAMRequest
    request.check_signature = lambda _: None  # S3's requests have a class of their own
    ACTION_MAP["BUCKET"]["HEAD"]["DEFAULT"] = "ListBucket"
    statement: Any = IAMPolicyStatement
    weigh = statement.is_action_permitted

    def is_action_permitted(self: Any, action: str, resource: str = "*", *args: Any) -> Any:
        if not applies(self._statement.get("Condition"), dict(flask.request.headers)):
            return PermissionResult.NEUTRAL
        changes: dict[str, Any] = {"Condition": {}}
        if resource == "*":
            changes["Resource"] = "*"
        if action.startswith("apigateway:"):
            action = f"apigateway:{flask.request.method}"
        return weigh(statement(self._statement | changes), action, resource, *args)

    statement.is_action_permitted = is_action_permitted


def applies(condition: dict[str, Any] | None, headers: Mapping[str, str]) -> bool:
    """Tell whether a statement's condition holds for a request; knows this project's alone."""
    if condition == {"Null": {"s3:if-none-match": "false"}}:
        return "If-None-Match" in headers
    return condition != {"Bool": {"aws:SecureTransport": "false"}}


def as_openapi_3(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document that names another format, and has a description.

    >>> as_openapi_3({"swagger": "2.0", "info": {"title": "a"}})
    {'openapi': '3.0.1', 'info': {'description': '', 'title': 'a'}}
    """
    rest = {key: value for key, value in document.items() if key not in ("swagger", "openapi")}
    return {"openapi": "3.0.1"} | rest | {"info": {"description": ""} | document["info"]}


class Telling:
    """moto's application, with its calls counted, and the pages under `/told`."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._calls: Counter[str] = Counter()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        if request.path.startswith("/told/"):
            return Response(self._tell(*request.path.split("/")[2:]))(environ, start_response)
        if not request.path.startswith("/moto-api"):
            self._calls[signed_for(request.headers.get("Authorization", ""))] += 1
        return self._application(environ, start_response)

    def _tell(self, what: str, name: str = "") -> bytes:
        if what == "calls":
            return json.dumps(self._calls).encode()
        if what == "api":
            return documents[name]
        code: bytes = lambda_backends[ACCOUNT][REGION].get_function(name).code_bytes
        return code


def signed_for(authorization: str) -> str:
    """Return the service that a request was signed for, by version 4 of AWS's signatures.

    >>> signed_for("AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/s3/aws4_request, Signed")
    's3'
    """
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    return scope[3] if len(scope) == 5 else NO_SERVICE


class Silent(WSGIRequestHandler):
    """A handler that logs nothing."""

    def log(self, *_: object) -> None:
        """Drop a line."""


def main(port: int) -> None:
    """Serve until the process is ended."""
    mend_api_gateway()
    mend_permissions()
    application = Telling(DomainDispatcherApplication(create_backend_app))
    run_simple("127.0.0.1", port, application, threaded=True, request_handler=Silent)


if __name__ == "__main__":
    main(int(sys.argv[1]))
