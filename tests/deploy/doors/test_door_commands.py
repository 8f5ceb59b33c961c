"""The commands `door`, `url` and `remove` against an emulated account."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from deploy.configuration.stages import CHALICE
from deploy.doors.http_api import THROTTLE
from tests.support.commands import Run
from tests.support.door_stage import FUNCTION, Client, configure, settings
from tests.support.mistakes import assert_mistake

ARN = f"arn:aws:lambda:us-east-1:123456789012:function:{FUNCTION}"
URL, INVOKE, GATEWAY = "function-url", "function-url-invoke", "http-api"


def door(deploy: Run, url: str, auth: str = "none") -> tuple[str, str]:
    """Open a door; return the output and the errors."""
    configure(**(settings() | {"url": url, "url_auth": auth}))
    code, output, errors = deploy("door", "--stage", "prod")
    assert code == 0, errors
    return output, errors


def statements(client: Client) -> dict[str, dict[str, Any]]:
    """Return the statements of the function's resource policy by their names."""
    try:
        policy = client("lambda").get_policy(FunctionName=FUNCTION)["Policy"]
    except ClientError:
        return {}
    found = json.loads(policy)["Statement"]
    assert len({each["Sid"] for each in found}) == len(found)
    return {each["Sid"]: each for each in found}


def test_a_function_url_is_open_to_everybody_by_two_permissions(
    deploy: Run, client: Client
) -> None:
    output, errors = door(deploy, "function")
    assert errors == "the function URL is open to everybody\n"
    config = client("lambda").get_function_url_config(FunctionName=FUNCTION)
    assert output == f"{config['FunctionUrl']}/\n"
    assert (config["AuthType"], config.get("Cors")) == ("NONE", None)
    allowed = statements(client)
    assert allowed[URL]["Action"] == "lambda:InvokeFunctionUrl"
    assert allowed[URL]["FunctionUrlAuthType"] == "NONE"
    assert allowed[INVOKE]["Action"] == "lambda:InvokeFunction"
    assert allowed[INVOKE]["InvokedViaFunctionUrl"] is True
    assert {each["Principal"] for each in allowed.values()} == {"*"}


@pytest.mark.parametrize("kind", ["function", "http"])
def test_opening_a_door_again_changes_nothing(deploy: Run, client: Client, kind: str) -> None:
    first, before = door(deploy, kind)[0], statements(client)
    assert door(deploy, kind)[0] == first
    assert statements(client) == before
    assert len(client("apigatewayv2").get_apis()["Items"]) == (kind == "http")


def test_a_function_url_that_asks_for_signatures_is_open_to_nobody_else(
    deploy: Run, client: Client
) -> None:
    url = door(deploy, "function")[0]
    assert door(deploy, "function", "iam") == (
        url,
        "the function URL is open to callers who sign requests with IAM credentials\n",
    )
    config = client("lambda").get_function_url_config(FunctionName=FUNCTION)
    assert config["AuthType"] == "AWS_IAM"
    assert statements(client) == {}
    assert door(deploy, "function")[0] == url
    assert statements(client).keys() == {URL, INVOKE}


@pytest.mark.parametrize(("auth", "kind"), [("none", "NONE"), ("iam", "AWS_IAM")])
def test_an_http_api_passes_everything_to_the_function(
    deploy: Run, client: Client, auth: str, kind: str
) -> None:
    output, _ = door(deploy, "http", auth)
    gateway = client("apigatewayv2")
    [api] = gateway.get_apis()["Items"]
    assert output == f"{api['ApiEndpoint']}/\n"
    assert api.get("CorsConfiguration") is None
    [integration] = gateway.get_integrations(ApiId=api["ApiId"])["Items"]
    assert (integration["IntegrationUri"], integration["PayloadFormatVersion"]) == (ARN, "2.0")
    [route] = gateway.get_routes(ApiId=api["ApiId"])["Items"]
    assert (route["RouteKey"], route["AuthorizationType"]) == ("$default", kind)
    assert route["Target"] == f"integrations/{integration['IntegrationId']}"
    [stage] = gateway.get_stages(ApiId=api["ApiId"])["Items"]
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert stage["DefaultRouteSettings"] == THROTTLE
    [allowed] = statements(client).values()
    source = f"arn:aws:execute-api:us-east-1:123456789012:{api['ApiId']}/*"
    assert (allowed["Sid"], allowed["Action"]) == (GATEWAY, "lambda:InvokeFunction")
    assert allowed["Condition"] == {"ArnLike": {"AWS:SourceArn": source}}
    assert settings()["http_api"] == api["ApiId"]


def test_an_http_api_asks_for_signatures_from_the_next_deployment_on(
    deploy: Run, client: Client
) -> None:
    door(deploy, "http")
    door(deploy, "http", "iam")
    gateway = client("apigatewayv2")
    [api] = gateway.get_apis()["Items"]
    [route] = gateway.get_routes(ApiId=api["ApiId"])["Items"]
    assert route["AuthorizationType"] == "AWS_IAM"


def test_an_http_api_that_was_made_in_part_is_completed(deploy: Run, client: Client) -> None:
    gateway = client("apigatewayv2")
    gateway.create_api(Name=FUNCTION, ProtocolType="WEBSOCKET", RouteSelectionExpression="$a")
    api = gateway.create_api(Name=FUNCTION, ProtocolType="HTTP")["ApiId"]
    gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri="arn:of:another"
    )
    assert api in door(deploy, "http")[0]
    [stage] = gateway.get_stages(ApiId=api)["Items"]
    assert stage["StageName"] == "$default"
    [route] = gateway.get_routes(ApiId=api)["Items"]
    target = route["Target"].partition("/")[2]
    assert gateway.get_integration(ApiId=api, IntegrationId=target)["IntegrationUri"] == ARN


def test_changing_the_door_removes_the_other(deploy: Run, client: Client) -> None:
    url = door(deploy, "function")[0]
    assert f"removed function URL {url}" in door(deploy, "http")[1]
    assert statements(client).keys() == {GATEWAY}
    assert "removed HTTP API https://" in door(deploy, "function")[1]
    assert statements(client).keys() == {URL, INVOKE}
    assert client("apigatewayv2").get_apis()["Items"] == []
    assert "http_api" not in settings()
    output, errors = door(deploy, "rest")
    assert output == ""
    assert errors.startswith("removed function URL ")
    assert statements(client) == {}
    assert door(deploy, "rest") == ("", "")


def test_an_http_api_that_somebody_deleted_is_made_again(deploy: Run, client: Client) -> None:
    door(deploy, "http")
    first = settings()["http_api"]
    client("apigatewayv2").delete_api(ApiId=first)
    door(deploy, "http")
    second = settings()["http_api"]
    assert second != first
    source = statements(client)[GATEWAY]["Condition"]["ArnLike"]["AWS:SourceArn"]
    assert f":{second}/" in source
    client("apigatewayv2").delete_api(ApiId=second)
    assert door(deploy, "rest") == ("", "")
    assert "http_api" not in settings()


@pytest.mark.parametrize("kind", ["function", "http"])
def test_url_prints_where_the_door_is(deploy: Run, kind: str) -> None:
    configure(url=kind)
    assert_mistake(deploy("url", "--stage", "prod"), f"stage 'prod' has no {kind} URL yet")
    opened = door(deploy, kind)[0]
    assert deploy("url", "--stage", "prod") == (0, opened, "")


def test_url_prints_the_rest_apis_address(deploy: Run) -> None:
    assert deploy("url", "--stage", "prod") == (0, "https://r1/api/\n", "")
    (CHALICE / "deployed" / "prod.json").unlink()
    assert_mistake(deploy("url", "--stage", "prod"), "stage 'prod' is not deployed")


@pytest.mark.parametrize("kind", ["function", "http"])
def test_removing_a_stage_removes_its_door(deploy: Run, client: Client, kind: str) -> None:
    url = door(deploy, kind)[0]
    code, _, errors = deploy("remove", "--stage", "prod")
    assert code == 0
    assert f" {url}" in errors
    assert statements(client) == {}
    assert deploy("remove", "--stage", "prod")[2] == "nothing to remove\n"


@pytest.mark.parametrize("command", ["door", "url"])
def test_a_missing_permission_is_named(
    deploy: Run, request: pytest.FixtureRequest, command: str
) -> None:
    configure(url="function")
    request.getfixturevalue("no_permissions")  # from here on: the account is made before
    assert_mistake(deploy(command, "--stage", "prod"), "lambda:GetFunctionUrlConfig")
