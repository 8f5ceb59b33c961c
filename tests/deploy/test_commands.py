"""The commands of `python -m deploy`: their effect on an account, and their error messages."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest

from deploy.__main__ import main
from deploy.configuration.stages import CHALICE
from deploy.log_group import ACCEPTED_DAYS
from deploy.protection import OPENED
from tests.support.mistakes import assert_mistake

Deploy = Callable[..., tuple[int, str, str]]

FUNCTION = "mine-prod"
GROUP = f"/aws/lambda/{FUNCTION}"
API = {
    "swagger": "2.0",
    "info": {"title": "mine", "version": "1.0"},
    "paths": {"/": {"options": {"x-amazon-apigateway-integration": {"type": "mock"}}}},
}
COMMANDS = ("log", "protect", "remove")


@pytest.fixture
def deploy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Deploy:
    """Return a function that runs a command in a project with one stage: (code, output, errors)."""
    monkeypatch.chdir(tmp_path)
    (CHALICE / "deployed").mkdir(parents=True)
    configure({})

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def gateway(s3: str, deploy: Deploy) -> Iterator[Any]:
    """Return a client of an API Gateway that has deployed the project's API as stage `api`."""
    del s3, deploy
    with closing(boto3.client("apigateway")) as client:
        api = client.import_rest_api(body=json.dumps(API).encode())["id"]
        client.create_deployment(restApiId=api, stageName="api")
        deployed([{"resource_type": "rest_api", "rest_api_id": api}])
        yield client


def configure(environ: dict[str, str]) -> None:
    stages = {"prod": {"environment_variables": environ}}
    (CHALICE / "config.json").write_text(json.dumps({"app_name": "mine", "stages": stages}))


def deployed(resources: list[dict[str, str]]) -> None:
    path = CHALICE / "deployed" / "prod.json"
    path.write_text(json.dumps({"resources": resources, "schema_version": "2.0"}))


def groups() -> dict[str, int]:
    """Return how many days each log group keeps events."""
    with closing(boto3.client("logs")) as logs:
        listed = logs.describe_log_groups()["logGroups"]
    return {each["logGroupName"]: each["retentionInDays"] for each in listed}


def test_configure_writes_only_changed_files(deploy: Deploy) -> None:
    command = ("configure", "--stage", "prod", "--models", "s3://my-models/prod", "--api-key", "on")
    names = ("config", "policy-prod", "publisher-prod", "deployer-prod")
    messages = "".join(f"wrote .chalice/{name}.json\n" for name in names)
    assert deploy(*command) == (0, "", messages)
    environ = {"MODEL_URI": "s3://my-models/prod", "REQUIRE_API_KEY": "1"}
    config = json.loads((CHALICE / "config.json").read_text())
    assert config["stages"]["prod"] == {"environment_variables": environ}
    assert deploy(*command) == (0, "", "")
    assert deploy("configure", "--stage", "prod") == (0, "", "")


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        (None, "aws"),
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
    ],
)
def test_configure_writes_the_partition_of_the_region(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch, region: str | None, partition: str
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_DEFAULT_REGION", region or "")
    assert deploy("configure", "--stage", "prod", "--models", "s3://my-models/prod")[0] == 0
    for role in ("policy", "publisher", "deployer"):
        written = (CHALICE / f"{role}-prod.json").read_text()
        assert set(re.findall(r"arn:([\w-]+):", written)) == {partition}


def test_configure_names_a_region_that_none_can_be(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "mars")
    command = ("configure", "--stage", "prod", "--models", "s3://my-models/prod")
    assert_mistake(deploy(*command), "mars")


def test_configure_reads_the_settings_of_this_environment(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAX_TEXT_BYTES", "0")
    result = deploy("configure", "--stage", "prod", "--models", "s3://my-models/prod")
    assert_mistake(result, "MAX_TEXT_BYTES is '0'; expected an integer from 1 to 5000000")
    assert [path.name for path in CHALICE.glob("*.json")] == ["config.json"]


def test_configure_names_a_broken_configuration(deploy: Deploy) -> None:
    (CHALICE / "config.json").write_text("{")
    result = deploy("configure", "--stage", "prod", "--models", "s3://my-models")
    assert_mistake(result, ".chalice/config.json: invalid JSON")
    assert [path.name for path in CHALICE.glob("*.json")] == ["config.json"]


def test_configure_names_a_missing_configuration(deploy: Deploy) -> None:
    (CHALICE / "config.json").unlink()
    assert_mistake(deploy("configure", "--stage", "prod"), ".chalice/config.json")


@pytest.mark.usefixtures("s3")
def test_log_keeps_events_for_a_month_or_for_the_given_days(deploy: Deploy) -> None:
    message = f"{GROUP} keeps events for 30 days\n"
    assert deploy("log", "--stage", "prod") == (0, "", message)
    assert groups() == {GROUP: 30}
    assert deploy("log", "--stage", "prod", "--days", 90)[0] == 0
    assert groups() == {GROUP: 90}


@pytest.mark.parametrize("days", ["0", "-1", "2", "31", "3654", "1.5", "month"])
def test_log_rejects_days_that_cloudwatch_does_not_accept(
    deploy: Deploy, capsys: pytest.CaptureFixture[str], days: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        deploy("log", "--stage", "prod", "--days", days)
    assert "argument --days: invalid " in capsys.readouterr().err


def test_log_lists_the_accepted_days(deploy: Deploy, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers are those in the API reference of PutRetentionPolicy."""
    with pytest.raises(SystemExit):
        deploy("log", "--stage", "prod", "--days", 31)
    choices = capsys.readouterr().err.partition("(choose from ")[2]
    assert choices == f"{', '.join(map(str, ACCEPTED_DAYS))})\n"
    assert (sum(ACCEPTED_DAYS), len(ACCEPTED_DAYS)) == (20236, 22)


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


def test_remove_leaves_nothing_of_the_stage(deploy: Deploy, gateway: Any) -> None:
    configure({"REQUIRE_API_KEY": "1"})
    for name in ("log", "protect"):
        assert deploy(name, "--stage", "prod")[0] == 0
    gateway.create_api_key(name="somebody's", enabled=True)
    messages = "".join(
        f"removed {each} {FUNCTION}\n"
        for each in ("usage plan", "API key", "log group /aws/lambda/")
    ).replace("/ mine", "/mine")
    assert deploy("remove", "--stage", "prod") == (0, "", messages)
    assert (groups(), gateway.get_usage_plans()["items"]) == ({}, [])
    assert [key["name"] for key in gateway.get_api_keys()["items"]] == ["somebody's"]
    assert deploy("remove", "--stage", "prod") == (0, "", "nothing to remove\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_stage_is_a_mistake(deploy: Deploy, command: str) -> None:
    result = deploy(command, "--stage", "test")
    assert_mistake(result, ".chalice/config.json: stage is 'test'; expected one of prod")


@pytest.mark.parametrize("resources", [None, []], ids=["never", "deleted"])
def test_a_stage_that_is_not_deployed_cannot_be_protected(deploy: Deploy, resources: Any) -> None:
    if resources is not None:
        deployed(resources)
    message = ".chalice/deployed/prod.json: stage 'prod' is not deployed"
    assert_mistake(deploy("protect", "--stage", "prod"), message)


@pytest.mark.usefixtures("gateway", "no_credentials")
@pytest.mark.parametrize("command", COMMANDS)
def test_missing_credentials_are_a_mistake(deploy: Deploy, command: str) -> None:
    assert_mistake(deploy(command, "--stage", "prod"), "Unable to locate credentials")


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        pytest.param("AWS_DEFAULT_REGION", None, "You must specify a region", id="no-region"),
        pytest.param("AWS_DEFAULT_REGION", "a b", "a b' doesn't match", id="region"),
        pytest.param("AWS_PROFILE", "nobody", "profile (nobody) could not", id="profile"),
        pytest.param("AWS_ENDPOINT_URL", "nowhere", "Invalid endpoint: nowhere", id="endpoint"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_an_unusable_aws_configuration_is_a_mistake(
    deploy: Deploy,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    variable: str,
    value: str | None,
    message: str,
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.delenv(variable, raising=False)
    if value is not None:
        monkeypatch.setenv(variable, value)
    assert_mistake(deploy(command, "--stage", "prod"), message)


@pytest.mark.usefixtures("gateway", "no_permissions")
@pytest.mark.parametrize(
    ("command", "service", "operation"),
    [
        ("log", "logs", "CreateLogGroup"),
        ("protect", "apigateway", "PutGatewayResponse"),
        ("remove", "apigateway", "GetUsagePlans"),
    ],
)
def test_a_missing_permission_is_named(
    deploy: Deploy, command: str, service: str, operation: str
) -> None:
    """It is one line, although boto3 shows all of moto's XML; AWS itself returns JSON."""
    result = deploy(command, "--stage", "prod")
    assert_mistake(result, f"when calling the {operation} operation: ")
    assert f"is not authorized to perform: {service}:{operation}" in result[2]
    assert len(result[2].splitlines()) == 1


def test_an_interrupted_command_exits_with_130(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("deploy.stage_commands.read_stage", interrupt)
    assert deploy("log", "--stage", "prod") == (130, "", "interrupted\n")
