"""AWS on loopback: moto's server, patched so that Chalice can deploy to it.

`python -m emulation.aws PORT` serves it, with more pages. `/received/calls` counts the calls to
each service, `/received/api/ID` is the document that an API was created from, and
`/received/code/NAME` is the package of a function; moto does not return the last two.
`/received/busy/NAME` lists the processes of a function that handle an event, each with the event,
and `/received/invocations/NAME` counts its calls.

moto 5.2.5 reads only OpenAPI 3 and requires a description. Chalice sends Swagger 2.0, which API
Gateway accepts, without a description. The parts that moto reads are the same in both. The
integration of a preflight route is a mock, without a URI and a method, but moto requires them.
After an update of moto, try to remove these patches.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

import flask
from moto.apigateway.models import APIGatewayBackend
from moto.awslambda.models import lambda_backends
from moto.iam.access_control import IAMPolicyStatement, IAMRequest, PermissionResult
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.responses import ACTION_MAP
from werkzeug.serving import WSGIRequestHandler, run_simple
from werkzeug.wrappers import Request, Response

from emulation.events import patch_events
from emulation.functions import FunctionPool, patch_functions
from emulation.step_functions import patch_step_functions

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

ACCOUNT = "123456789012"
REGION = "us-east-1"
NO_SERVICE = "unsigned"
documents: dict[str, bytes] = {}
"""The document of each API as JSON, by the API's ID."""


def patch_api_gateway() -> None:
    """Make moto's API Gateway accept the documents that Chalice sends, and keep them."""
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
            del missing["uri"]  # moto passes it as a positional argument
        return integrate(self, *args, **(missing | options))

    backend.import_rest_api = import_rest_api
    backend.put_rest_api = put_rest_api
    backend.put_integration = put_integration


def patch_permissions() -> None:
    """Make moto check permissions as IAM does, as far as this project's policies need it.

    IAM requires `s3:ListBucket` for HeadBucket, and names API Gateway's actions after HTTP methods.
    For services other than S3, moto does not pass on the requested resource and miscalculates some
    signatures, so only the action is checked there; `named_resource` finds the resource of calls to
    functions and state machines. Requests on loopback count as TLS: only AWS can show that plain
    HTTP is denied.
    """
    request: Any = IAMRequest
    request.check_signature = lambda _: None  # requests to S3 have another class
    ACTION_MAP["BUCKET"]["HEAD"]["DEFAULT"] = "ListBucket"
    statement: Any = IAMPolicyStatement
    is_permitted = statement.is_action_permitted

    def is_action_permitted(self: Any, action: str, resource: str = "*", *args: Any) -> Any:
        condition = self._statement.get("Condition")
        if not applies(condition, dict(flask.request.headers), flask.request.args):
            return PermissionResult.NEUTRAL
        changes: dict[str, Any] = {"Condition": {}}
        if resource == "*":
            changes["Resource"] = "*"
        if action.startswith("apigateway:"):
            action = f"apigateway:{flask.request.method}"
        if (named := named_resource(action, flask.request)) is not None:
            action, changes["Resource"] = named[0], self._statement["Resource"]
            resource = named[1]
        return is_permitted(statement(self._statement | changes), action, resource, *args)

    statement.is_action_permitted = is_action_permitted


def named_resource(action: str, request: Any) -> tuple[str, str] | None:
    """Return the action and the resource of a call to a function or a state machine, else None."""
    if action == "lambda:Invoke":  # /2015-03-31/functions/NAME_OR_ARN/invocations
        name = unquote(request.path).split("/")[-2].rpartition(":")[2]
        return "lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    if action.startswith("states:"):
        sent = json.loads(request.data)
        for field in ("stateMachineArn", "executionArn", "mapRunArn"):
            if field in sent:
                return action, sent[field]
    return None


def applies(
    condition: dict[str, Any] | None, headers: Mapping[str, str], query: Mapping[str, str]
) -> bool:
    """Return whether a statement's condition holds; knows only this project's conditions.

    >>> applies({"StringLike": {"s3:prefix": "spam/*"}}, {}, {"prefix": "spam/versions/"})
    True
    """
    if condition == {"Null": {"s3:if-none-match": "false"}}:
        return "If-None-Match" in headers
    if condition and (listed := condition.get("StringLike", {}).get("s3:prefix")):
        return fnmatchcase(query.get("prefix", ""), listed)
    return condition != {"Bool": {"aws:SecureTransport": "false"}}


def as_openapi_3(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document marked as OpenAPI 3, with a description.

    >>> as_openapi_3({"swagger": "2.0", "info": {"title": "a"}})
    {'openapi': '3.0.1', 'info': {'description': '', 'title': 'a'}}
    """
    rest = {key: value for key, value in document.items() if key not in ("swagger", "openapi")}
    return {"openapi": "3.0.1"} | rest | {"info": {"description": ""} | document["info"]}


class RecordingApplication:
    """moto's application with a count of its calls, and the pages under `/received`."""

    def __init__(self, application: Application, functions: FunctionPool) -> None:
        self._application = application
        self._functions = functions
        self._calls: Counter[str] = Counter()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Respond to a request."""
        request = Request(environ)
        if request.path.startswith("/received/"):
            return Response(self._received(*request.path.split("/")[2:]))(environ, start_response)
        if not request.path.startswith("/moto-api"):
            self._calls[signed_for(request.headers.get("Authorization", ""))] += 1
        return self._application(environ, start_response)

    def _received(self, page: str, name: str = "") -> bytes:
        if page == "calls":
            return json.dumps(self._calls).encode()
        if page == "busy":
            return json.dumps(self._functions.busy(name)).encode()
        if page == "invocations":
            return json.dumps(self._functions.calls[name]).encode()
        if page == "api":
            return documents[name]
        code: bytes = lambda_backends[ACCOUNT][REGION].get_function(name).code_bytes
        return code


def signed_for(authorization: str) -> str:
    """Return the service that a request was signed for, from its Signature Version 4 header.

    >>> signed_for("AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/s3/aws4_request, Signed")
    's3'
    """
    # The scope of a credential is KEY_ID/DATE/REGION/SERVICE/aws4_request.
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    return scope[3] if len(scope) == 5 else NO_SERVICE


class SilentHandler(WSGIRequestHandler):
    """A request handler that logs nothing."""

    def log(self, *_: object) -> None:
        """Discard a log line."""


def stop(functions: FunctionPool) -> None:
    """Stop the functions, and this process at once: its threads wait for requests."""
    functions.close()
    os._exit(0)


def main(port: int) -> None:
    """Serve until the process is stopped."""
    patch_api_gateway()
    patch_permissions()
    endpoint = f"http://127.0.0.1:{port}"
    functions = FunctionPool(endpoint, ACCOUNT, REGION)
    patch_functions(functions)
    patch_step_functions(endpoint, ACCOUNT)
    patch_events(endpoint)
    signal.signal(signal.SIGTERM, lambda *_: stop(functions))
    application = RecordingApplication(DomainDispatcherApplication(create_backend_app), functions)
    run_simple("127.0.0.1", port, application, threaded=True, request_handler=SilentHandler)


if __name__ == "__main__":
    main(int(sys.argv[1]))
