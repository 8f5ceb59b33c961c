"""An HTTP API with one route for everything: create it, change it, remove it.

It is found by its name, which is the function's. It has no CORS configuration: the app responds to
preflight requests. Its only stage is `$default`, which is deployed by itself and is no part of the
address.
"""

from typing import Any

from deploy.doors.permissions import allow, withdraw
from deploy.doors.setting import SIGNED
from deploy.protection import BURST, REQUESTS_PER_SECOND

DEFAULT = "$default"
PERMISSION = "http-api"
"""The name of the statement that lets the API invoke the function."""
THROTTLE = {"ThrottlingRateLimit": float(REQUESTS_PER_SECOND), "ThrottlingBurstLimit": BURST}


def find_http_api(gateway: Any, name: str) -> dict[str, Any] | None:
    """Return the HTTP API with a name, or None if there is none."""
    pages = gateway.get_paginator("get_apis").paginate()
    apis = (api for page in pages for api in page["Items"])
    return next((api for api in apis if (api["Name"], api["ProtocolType"]) == (name, "HTTP")), None)


def open_http_api(gateway: Any, functions: Any, function: str, auth: str) -> dict[str, Any]:
    """Create or change the HTTP API in front of a function, and return it."""
    arn = functions.get_function_configuration(FunctionName=function)["FunctionArn"]
    api = find_http_api(gateway, function)
    if api is None:
        # What is left of an API that somebody deleted would keep its name from the new one.
        withdraw(functions, function, [{"StatementId": PERMISSION}])
        api = gateway.create_api(Name=function, ProtocolType="HTTP")
    api_id = api["ApiId"]
    allow(functions, function, [permission(arn, api_id)])
    target = f"integrations/{_integrate(gateway, api_id, arn)}"
    kind = {"AuthorizationType": "AWS_IAM" if auth == SIGNED else "NONE", "Target": target}
    routes = gateway.get_routes(ApiId=api_id)["Items"]
    if routes:
        gateway.update_route(ApiId=api_id, RouteId=routes[0]["RouteId"], **kind)
    else:
        gateway.create_route(ApiId=api_id, RouteKey=DEFAULT, **kind)
    # The stage comes last: without one, the API responds to nobody.
    if not gateway.get_stages(ApiId=api_id)["Items"]:
        gateway.create_stage(
            ApiId=api_id, StageName=DEFAULT, AutoDeploy=True, DefaultRouteSettings=THROTTLE
        )
    return dict(api)


def _integrate(gateway: Any, api_id: str, arn: str) -> str:
    """Return the ID of the integration that calls a function."""
    found = gateway.get_integrations(ApiId=api_id)["Items"]
    if found and found[0]["IntegrationUri"] == arn:
        return str(found[0]["IntegrationId"])
    return str(
        gateway.create_integration(
            ApiId=api_id,
            IntegrationType="AWS_PROXY",
            IntegrationUri=arn,
            PayloadFormatVersion="2.0",
        )["IntegrationId"]
    )


def permission(function_arn: str, api_id: str) -> dict[str, Any]:
    """Return the statement that lets an HTTP API invoke a function.

    >>> permission("arn:aws:lambda:eu-west-1:123456789012:function:f", "a1")["SourceArn"]
    'arn:aws:execute-api:eu-west-1:123456789012:a1/*'
    """
    _, partition, _, region, account, *_ = function_arn.split(":")
    return {
        "StatementId": PERMISSION,
        "Action": "lambda:InvokeFunction",
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": f"arn:{partition}:execute-api:{region}:{account}:{api_id}/*",
    }


def close_http_api(gateway: Any, functions: Any, function: str) -> str | None:
    """Remove the HTTP API in front of a function; return what was removed, or None."""
    api = find_http_api(gateway, function)
    if api is None:
        return None
    gateway.delete_api(ApiId=api["ApiId"])
    withdraw(functions, function, [{"StatementId": PERMISSION}])
    return f"HTTP API {api['ApiEndpoint']}/"
