"""The command `protect`: throttling, readable errors, and the API key."""

import json
from typing import Any

import pytest

from deploy.configuration.stages import CHALICE
from deploy.protection import OPENED
from tests.support.deployed_project import FUNCTION, Deploy, configure, deployed
from tests.support.mistakes import assert_mistake


def test_protect_throttles_a_stage(deploy: Deploy, gateway: Any) -> None:
    message = f"{OPENED}\nthrottled to 50 requests per second, bursts of 100\n"
    assert deploy("protect", "--stage", "prod") == (0, "", message)
    api = gateway.get_rest_apis()["items"][0]["id"]
    settings = gateway.get_stage(restApiId=api, stageName="api")["methodSettings"]["*/*"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (50, 100)
    assert gateway.get_api_keys()["items"] == []


def test_protect_makes_errors_readable_and_redeploys_once(deploy: Deploy, gateway: Any) -> None:
    api = gateway.get_rest_apis()["items"][0]["id"]
    for opened in (True, False):
        assert (OPENED in deploy("protect", "--stage", "prod")[2]) == opened
        stage = gateway.get_stage(restApiId=api, stageName="api")
        assert len(gateway.get_deployments(restApiId=api)["items"]) == 2
        current = gateway.get_deployment(restApiId=api, deploymentId=stage["deploymentId"])
        assert current["description"] == OPENED
        assert stage["methodSettings"]["*/*"]["throttlingRateLimit"] == 50
    errors = {
        kind: gateway.get_gateway_response(restApiId=api, responseType=kind)["responseParameters"]
        for kind in ("DEFAULT_4XX", "DEFAULT_5XX")
    }
    header = {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
    assert errors == dict.fromkeys(errors, header)


def test_protect_opens_the_errors_again_after_chalice_deployed(
    deploy: Deploy, gateway: Any
) -> None:
    api = gateway.get_rest_apis()["items"][0]["id"]
    deploy("protect", "--stage", "prod")
    gateway.create_deployment(restApiId=api, stageName="api")
    assert OPENED in deploy("protect", "--stage", "prod")[2]


def test_protect_creates_a_key_once_and_prints_it(deploy: Deploy, gateway: Any) -> None:
    configure({"REQUIRE_API_KEY": "1"})
    gateway.create_api_key(enabled=True)  # another key, without a name
    code, first, _ = deploy("protect", "--stage", "prod")
    assert (code, deploy("protect", "--stage", "prod")[1]) == (0, first)
    keys = gateway.get_api_keys(includeValues=True)["items"]
    assert [key["value"] for key in keys if key.get("name") == FUNCTION] == [first.strip()]
    [plan] = gateway.get_usage_plans()["items"]
    api = gateway.get_rest_apis()["items"][0]["id"]
    assert (plan["name"], plan["apiStages"]) == (FUNCTION, [{"apiId": api, "stage": "api"}])
    assert plan["throttle"] == {"rateLimit": 50.0, "burstLimit": 100}
    [used] = gateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]
    assert used["value"] == first.strip()


def test_protect_creates_no_key_for_a_closed_rest_api(deploy: Deploy, gateway: Any) -> None:
    stage = {"environment_variables": {"REQUIRE_API_KEY": "1"}, "url": "http", "url_auth": "iam"}
    config = {"app_name": "mine", "stages": {"prod": stage}}
    (CHALICE / "config.json").write_text(json.dumps(config))
    assert deploy("protect", "--stage", "prod")[:2] == (0, "")
    assert gateway.get_api_keys()["items"] == []


def test_protect_completes_an_interrupted_run(deploy: Deploy, gateway: Any) -> None:
    configure({"REQUIRE_API_KEY": "1"})
    key = gateway.create_api_key(name=FUNCTION, enabled=True)
    assert deploy("protect", "--stage", "prod")[:2] == (0, f"{key['value']}\n")
    [plan] = gateway.get_usage_plans()["items"]
    [used] = gateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]
    assert used["id"] == key["id"]


@pytest.mark.parametrize("resources", [None, []], ids=["never", "deleted"])
def test_a_stage_that_is_not_deployed_cannot_be_protected(deploy: Deploy, resources: Any) -> None:
    if resources is not None:
        deployed(resources)
    message = ".chalice/deployed/prod.json: stage 'prod' is not deployed"
    assert_mistake(deploy("protect", "--stage", "prod"), message)
