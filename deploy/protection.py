"""What stands between a deployed API and its cost: a throttle and, where asked for, an API key.

Chalice can ask for a key but makes none, and sets no throttle: a REST API then takes as much as the
whole account may. The key and its usage plan are found again by their name, the function's, so that
protecting twice changes nothing.
"""

from typing import Any

REQUESTS_PER_SECOND = 50
BURST = 100


def throttle(gateway: Any, api: str, stage: str) -> None:
    """Let a stage answer `REQUESTS_PER_SECOND` at most, `BURST` at once; the rest gets 429."""
    limits = {"rateLimit": REQUESTS_PER_SECOND, "burstLimit": BURST}
    changes = [
        {"op": "replace", "path": f"/*/*/throttling/{name}", "value": str(value)}
        for name, value in limits.items()
    ]
    gateway.update_stage(restApiId=api, stageName=stage, patchOperations=changes)


def make_key(gateway: Any, name: str, api: str, stage: str) -> str:
    """Return the value of the key for an API's stage, making it and its usage plan if need be."""
    limits = {"rateLimit": float(REQUESTS_PER_SECOND), "burstLimit": BURST}
    plan = _found(gateway, "usage_plans", name)
    if plan is None:
        plan = gateway.create_usage_plan(name=name, throttle=limits)
    if {"apiId": api, "stage": stage} not in plan.get("apiStages", []):
        _change_stage(gateway, plan, "add", f"{api}:{stage}")
    key = _found(gateway, "api_keys", name)
    if key is None:
        key = gateway.create_api_key(name=name, enabled=True)
    # Apart: the last run may have ended in between, or somebody has removed the plan.
    if _found(gateway, "usage_plan_keys", name, usagePlanId=plan["id"]) is None:
        gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
    value: str = gateway.get_api_key(apiKey=key["id"], includeValue=True)["value"]
    return value


def remove_key(gateway: Any, name: str) -> list[str]:
    """Remove the key and the usage plan of this name; return what was there."""
    removed = []
    if plan := _found(gateway, "usage_plans", name):
        for used in plan.get("apiStages", []):  # a plan in use cannot be deleted
            _change_stage(gateway, plan, "remove", f"{used['apiId']}:{used['stage']}")
        gateway.delete_usage_plan(usagePlanId=plan["id"])
        removed.append(f"usage plan {name}")
    if key := _found(gateway, "api_keys", name):
        gateway.delete_api_key(apiKey=key["id"])
        removed.append(f"API key {name}")
    return removed


def _change_stage(gateway: Any, plan: dict[str, Any], operation: str, stage: str) -> None:
    change = {"op": operation, "path": "/apiStages", "value": stage}
    gateway.update_usage_plan(usagePlanId=plan["id"], patchOperations=[change])


def _found(gateway: Any, kind: str, name: str, **among: str) -> dict[str, Any] | None:
    pages = gateway.get_paginator(f"get_{kind}").paginate(**among)
    # A key may have no name.
    named = [each for page in pages for each in page["items"] if each.get("name") == name]
    return named[0] if named else None
