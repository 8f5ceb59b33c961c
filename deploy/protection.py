"""What Chalice leaves out of a deployed API: a throttle, an API key, and readable errors.

Chalice can require a key but creates none, and it sets no throttle, so that a REST API may use the
whole account's quota. The key and its usage plan are named after the function, and found by that
name: protecting a stage twice changes nothing.
"""

from typing import Any

REQUESTS_PER_SECOND = 50
BURST = 100
READABLE = {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
ERRORS = {"DEFAULT_4XX": READABLE, "DEFAULT_5XX": READABLE}
"""API Gateway's own errors, such as 403, 413, 429 and 504, with the header that they need.

They do not pass through Chalice, which adds it to the other responses. Without it, a browser hides
the status and the message from pages of other origins.
"""
OPENED = "API Gateway's own errors are readable by pages of any origin"


def throttle(gateway: Any, api_id: str, stage: str) -> None:
    """Limit a stage to `REQUESTS_PER_SECOND` and `BURST` at once; the rest get a 429."""
    limits = {"rateLimit": REQUESTS_PER_SECOND, "burstLimit": BURST}
    changes = [
        {"op": "replace", "path": f"/*/*/throttling/{name}", "value": str(value)}
        for name, value in limits.items()
    ]
    gateway.update_stage(restApiId=api_id, stageName=stage, patchOperations=changes)


def open_errors(gateway: Any, api_id: str, stage: str) -> bool:
    """Let pages of any origin read API Gateway's own errors; return whether this redeployed it.

    A changed error reaches clients with the next deployment of the API only. Chalice overwrites
    the API and deploys it anew each time, so the description of the current deployment tells
    whether the errors are part of it.
    """
    for kind, parameters in ERRORS.items():
        gateway.put_gateway_response(
            restApiId=api_id, responseType=kind, responseParameters=parameters
        )
    current = gateway.get_stage(restApiId=api_id, stageName=stage)
    deployment = gateway.get_deployment(restApiId=api_id, deploymentId=current["deploymentId"])
    if deployment.get("description") == OPENED:
        return False
    gateway.create_deployment(
        restApiId=api_id,
        stageName=stage,
        description=OPENED,
        tracingEnabled=current.get("tracingEnabled", False),
    )
    return True


def create_key(gateway: Any, name: str, api_id: str, stage: str) -> str:
    """Return the value of a stage's API key; create the key and its usage plan if missing."""
    limits = {"rateLimit": float(REQUESTS_PER_SECOND), "burstLimit": BURST}
    plan = _find(gateway, "usage_plans", name)
    if plan is None:
        plan = gateway.create_usage_plan(name=name, throttle=limits)
    if {"apiId": api_id, "stage": stage} not in plan.get("apiStages", []):
        _change_stages(gateway, plan, "add", f"{api_id}:{stage}")
    key = _find(gateway, "api_keys", name)
    if key is None:
        key = gateway.create_api_key(name=name, enabled=True)
    # A separate check: an earlier run may have stopped here, or somebody has deleted the plan.
    if _find(gateway, "usage_plan_keys", name, usagePlanId=plan["id"]) is None:
        gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
    value: str = gateway.get_api_key(apiKey=key["id"], includeValue=True)["value"]
    return value


def delete_key(gateway: Any, name: str) -> list[str]:
    """Delete the API key and the usage plan with this name; return what was deleted."""
    deleted = []
    if plan := _find(gateway, "usage_plans", name):
        for stage in plan.get("apiStages", []):  # a plan in use cannot be deleted
            _change_stages(gateway, plan, "remove", f"{stage['apiId']}:{stage['stage']}")
        gateway.delete_usage_plan(usagePlanId=plan["id"])
        deleted.append(f"usage plan {name}")
    if key := _find(gateway, "api_keys", name):
        gateway.delete_api_key(apiKey=key["id"])
        deleted.append(f"API key {name}")
    return deleted


def _change_stages(gateway: Any, plan: dict[str, Any], operation: str, stage: str) -> None:
    change = {"op": operation, "path": "/apiStages", "value": stage}
    gateway.update_usage_plan(usagePlanId=plan["id"], patchOperations=[change])


def _find(gateway: Any, kind: str, name: str, **filters: str) -> dict[str, Any] | None:
    pages = gateway.get_paginator(f"get_{kind}").paginate(**filters)
    # `get`: a key may have no name.
    named = [each for page in pages for each in page["items"] if each.get("name") == name]
    return named[0] if named else None
