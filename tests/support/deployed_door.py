"""The door that an emulated account has in front of a function, on loopback."""

import json
from typing import Any

from botocore.exceptions import ClientError

from emulation.doors import Door, FunctionUrl, HttpApi
from emulation.gateway import Function


def deployed_door(functions: Any, gateway: Any, function: str, invoke: Function) -> Door:
    """Return a function's only door, as it is configured; fail if it would not work on AWS.

    An open function URL works if the function's policy lets everybody do both actions that AWS
    asks for, the second only through the URL. An HTTP API works if it may invoke the function.
    """
    policy = json.loads(functions.get_policy(FunctionName=function)["Policy"])["Statement"]
    apis = gateway.get_apis()["Items"]
    try:
        config = functions.get_function_url_config(FunctionName=function)
    except ClientError:
        [api] = apis
        return _http_api(gateway, api["ApiId"], policy, invoke)
    assert apis == []
    public = [each for each in policy if each["Principal"] == "*"]
    signed = config["AuthType"] == "AWS_IAM"
    conditions = {
        each["Action"]: each.get("FunctionUrlAuthType", each.get("InvokedViaFunctionUrl"))
        for each in public
    }
    expected = {"lambda:InvokeFunctionUrl": "NONE", "lambda:InvokeFunction": True}
    assert conditions == ({} if signed else expected)
    return FunctionUrl(invoke, signed=signed)


def _http_api(gateway: Any, api: str, policy: list[dict[str, Any]], invoke: Function) -> HttpApi:
    [route] = gateway.get_routes(ApiId=api)["Items"]
    [stage] = gateway.get_stages(ApiId=api)["Items"]
    target = route["Target"].removeprefix("integrations/")
    integration = gateway.get_integration(ApiId=api, IntegrationId=target)
    assert integration["PayloadFormatVersion"] == "2.0"
    assert (route["RouteKey"], stage["StageName"], stage["AutoDeploy"]) == ("$default",) * 2 + (
        True,
    )
    sources = [each.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn") for each in policy]
    assert any(f":{api}/" in str(source) for source in sources)
    return HttpApi(invoke, signed=route["AuthorizationType"] == "AWS_IAM")
