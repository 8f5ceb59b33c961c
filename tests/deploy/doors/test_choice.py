"""Choosing a door: what it writes to Chalice's configuration, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.configuration.change import StageChange
from deploy.configuration.configure import plan_stage
from deploy.configuration.stages import CONFIG
from deploy.doors.choice import HANDLER, POLICY_FILE
from deploy.errors import DeployError

MODELS = "s3://my-models/prod"
Options = dict[str, Any]


@pytest.fixture
def chalice(tmp_path: Path) -> Path:
    """Return a directory with a configuration of one stage."""
    configure(tmp_path, {})
    return tmp_path


def configure(directory: Path, stage: Options) -> None:
    (directory / CONFIG).write_text(json.dumps({"app_name": "mine", "stages": {"prod": stage}}))


def chosen(directory: Path, **options: str | bool) -> Options:
    """Write a plan; return the stage's settings without its environment variables."""
    given: Any = options
    for path, content in plan_stage(directory, "prod", StageChange(MODELS, **given)).items():
        path.write_text(content)
    stage: Options = json.loads((directory / CONFIG).read_text())["stages"]["prod"]
    return {name: value for name, value in stage.items() if name != "environment_variables"}


def reserved(stage: Options) -> Any:
    return stage.get("lambda_functions", {}).get(HANDLER, {}).get("reserved_concurrency")


def http_apis(directory: Path) -> set[str]:
    """Return the HTTP APIs that the deployer may create or change."""
    document = json.loads((directory / "deployer-prod.json").read_text())
    named = [each["Resource"] for each in document["Statement"] if "HttpApi" in each["Sid"]]
    return {arn for one in named for arn in ([one] if isinstance(one, str) else one)}


def test_a_stage_has_a_rest_api_unless_told_otherwise(chalice: Path) -> None:
    assert chosen(chalice) == {}


@pytest.mark.parametrize("door", ["function", "http"])
def test_a_new_door_is_open_and_reserves_some_copies(chalice: Path, door: str) -> None:
    stage = chosen(chalice, url=door)
    assert (stage["url"], stage["url_auth"], reserved(stage)) == (door, "none", 20)
    assert chosen(chalice) == stage


def test_a_door_keeps_the_reserved_copies_of_the_stage(chalice: Path) -> None:
    functions = {HANDLER: {"reserved_concurrency": 3}, "bulk": {"lambda_timeout": 900}}
    configure(chalice, {"lambda_functions": functions})
    assert reserved(chosen(chalice, url="function")) == 3


def test_only_the_function_that_responds_is_limited(chalice: Path) -> None:
    configure(chalice, {"lambda_functions": {"bulk": {"lambda_timeout": 900}}})
    stage = chosen(chalice, url="function", concurrency="7")
    assert "reserved_concurrency" not in stage
    assert stage["lambda_functions"]["bulk"] == {"lambda_timeout": 900}
    assert reserved(stage) == 7


def test_going_back_to_the_rest_api_leaves_no_trace(chalice: Path) -> None:
    chosen(chalice, url="function", concurrency="9")
    assert chosen(chalice, url="rest") == {}


def test_no_copies_need_be_reserved(chalice: Path) -> None:
    assert reserved(chosen(chalice, url="http", concurrency="none")) is None
    assert reserved(chosen(chalice)) is None


def test_the_rest_api_refuses_everybody_while_another_door_asks_for_signatures(
    chalice: Path,
) -> None:
    def effect() -> str:
        [statement] = json.loads((chalice / "rest-api-prod.json").read_text())["Statement"]
        assert statement["Principal"] == "*"
        return str(statement["Effect"])

    assert POLICY_FILE not in chosen(chalice, url="function")
    assert chosen(chalice, auth="iam")[POLICY_FILE] == "rest-api-prod.json"
    assert effect() == "Deny"
    chosen(chalice, auth="none")
    assert effect() == "Allow"
    chosen(chalice, auth="iam")
    assert chosen(chalice, url="rest") == {POLICY_FILE: "rest-api-prod.json"}
    assert effect() == "Allow"


def test_a_policy_of_ones_own_stays(chalice: Path) -> None:
    configure(chalice, {POLICY_FILE: "mine.json"})
    assert chosen(chalice, url="http", auth="iam")[POLICY_FILE] == "mine.json"
    assert chosen(chalice, url="rest")[POLICY_FILE] == "mine.json"


@pytest.mark.parametrize("door", ["function", "http"])
@pytest.mark.parametrize(
    ("option", "found"),
    [("api_key", "REQUIRE_API_KEY is 1"), ("reports", "reports are on")],
)
def test_an_open_door_is_refused_if_a_route_needs_a_key(
    chalice: Path, door: str, option: str, found: str
) -> None:
    before = (chalice / CONFIG).read_text()
    with pytest.raises(DeployError, match=found) as caught:
        chosen(chalice, url=door, **{option: True})
    assert "does not support API keys; choose AUTH=iam" in str(caught.value)
    assert (chalice / CONFIG).read_text() == before
    assert chosen(chalice, url=door, auth="iam", **{option: True})["url_auth"] == "iam"


def test_a_key_is_refused_while_a_door_is_open(chalice: Path) -> None:
    chosen(chalice, url="function")
    with pytest.raises(DeployError, match="a function URL does not support API keys"):
        chosen(chalice, api_key=True)


def test_a_rest_api_cannot_ask_for_signatures(chalice: Path) -> None:
    with pytest.raises(DeployError, match="AUTH=iam needs URL=function or URL=http"):
        chosen(chalice, auth="iam")
    chosen(chalice, url="function", auth="iam")
    with pytest.raises(DeployError, match="AUTH=iam needs"):
        chosen(chalice, url="rest", auth="iam")


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("url", "rest, function, http"), ("url_auth", "none, iam")],
)
def test_a_wrong_setting_in_the_configuration_is_named(
    chalice: Path, setting: str, expected: str
) -> None:
    configure(chalice, {"url": "http"} | {setting: "ftp"})
    with pytest.raises(DeployError, match=f"{setting} is 'ftp'; expected one of {expected}"):
        chosen(chalice)


@pytest.mark.parametrize("copies", ["", "-1", "many", "1.5", "100001", "٣", "9" * 5000])
def test_a_wrong_concurrency_is_refused(chalice: Path, copies: str) -> None:
    with pytest.raises(DeployError, match="expected an integer from 0 to 100000, or none"):
        chosen(chalice, url="function", concurrency=copies)


def test_the_deployer_may_change_one_http_api_once_its_id_is_known(chalice: Path) -> None:
    chosen(chalice, url="function")
    assert http_apis(chalice) == set()
    chosen(chalice, url="http")
    arn = "arn:aws:apigateway:*::/apis"
    assert http_apis(chalice) == {arn, f"{arn}/*", f"{arn}/*/*"}
    configure(chalice, {"url": "http", "http_api": "a1b2"})
    chosen(chalice)
    assert http_apis(chalice) == {arn, f"{arn}/a1b2", f"{arn}/a1b2/*"}
