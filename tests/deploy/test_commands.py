"""The commands of `python -m deploy`: their effect on an account, and their error messages."""

from contextlib import closing
from typing import Any

import boto3
import pytest

from deploy.log_group import ACCEPTED_DAYS
from tests.support.deployed_project import FUNCTION, Deploy, configure
from tests.support.mistakes import assert_mistake

GROUP = f"/aws/lambda/{FUNCTION}"
COMMANDS = ("log", "protect", "remove")


def groups() -> dict[str, int]:
    """Return how many days each log group keeps events."""
    with closing(boto3.client("logs")) as logs:
        listed = logs.describe_log_groups()["logGroups"]
    return {each["logGroupName"]: each["retentionInDays"] for each in listed}


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


@pytest.mark.usefixtures("gateway", "no_credentials")
@pytest.mark.parametrize("command", COMMANDS)
def test_missing_credentials_are_a_mistake(deploy: Deploy, command: str) -> None:
    assert_mistake(deploy(command, "--stage", "prod"), "no AWS credentials found; set")


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        pytest.param("AWS_DEFAULT_REGION", None, "no region is configured", id="no-region"),
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
