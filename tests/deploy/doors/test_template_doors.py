"""The doors in the template: a function URL, an HTTP API, or the REST API alone."""

import pytest

from deploy.doors.function_url import PUBLIC
from tests.support.resolved_template import Template, resolved


def test_a_function_url_has_the_permissions_that_the_command_gives(template: Template) -> None:
    resources = resolved(template, Url="function")
    live = {"TargetFunctionArn": "APIHandler", "Qualifier": "live", "AuthType": "NONE"}
    assert resources["FunctionUrl"] == live
    given = [resources["FunctionUrlPermission"], resources["FunctionUrlInvokePermission"]]
    expected = [{k: v for k, v in each.items() if k != "StatementId"} for each in PUBLIC]
    assert {each.pop("FunctionName") for each in given} == {"LiveAlias"}
    assert given == expected
    signed = resolved(template, Url="function", UrlAuth="iam")
    assert signed["FunctionUrl"]["AuthType"] == "AWS_IAM"
    assert {"FunctionUrlPermission", "FunctionUrlInvokePermission"} & set(signed) == set()


@pytest.mark.parametrize(("auth", "kind"), [("none", "NONE"), ("iam", "AWS_IAM")])
def test_an_http_api_passes_everything_to_the_function(
    template: Template, auth: str, kind: str
) -> None:
    resources = resolved(template, Url="http", UrlAuth=auth, ThrottleRate=7)
    integration = resources["HttpApiIntegration"]
    assert (integration["PayloadFormatVersion"], integration["ApiId"]) == ("2.0", "HttpApi")
    assert integration["IntegrationUri"] == "LiveAlias"
    assert resources["HttpApiPermission"]["FunctionName"] == "LiveAlias"
    route, stage = resources["HttpApiRoute"], resources["HttpApiStage"]
    assert (route["RouteKey"], route["AuthorizationType"]) == ("$default", kind)
    assert route["Target"] == "integrations/HttpApiIntegration"
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 7
    assert "FunctionUrl" not in resources


@pytest.mark.parametrize(
    ("url", "auth", "effect"),
    [
        ("rest", "none", "Allow"),
        ("rest", "iam", "Allow"),
        ("function", "none", "Allow"),
        ("function", "iam", "Deny"),
        ("http", "iam", "Deny"),
    ],
)
def test_the_rest_api_is_closed_only_behind_another_door_that_asks_for_signatures(
    template: Template, url: str, auth: str, effect: str
) -> None:
    body = resolved(template, Url=url, UrlAuth=auth)["RestAPI"]["DefinitionBody"]
    [statement] = body["x-amazon-apigateway-policy"]["Statement"]
    assert (statement["Effect"], statement["Principal"]) == (effect, "*")


def test_without_another_door_there_is_none(template: Template) -> None:
    named = [name for name in resolved(template) if name.startswith(("FunctionUrl", "HttpApi"))]
    assert named == []
