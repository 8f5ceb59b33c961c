"""What is wrong with Chalice's configuration is one line, before anything changes."""

import json
import re
from pathlib import Path
from typing import Any

import chalice.config
import pytest

from deploy.__main__ import main
from deploy.configuration.check import OF_ALL_STAGES, OF_PROJECT
from deploy.configuration.stages import CHALICE, CONFIG
from tests.support.commands import Run, runner
from tests.support.mistakes import assert_mistake

BULK = {"read": ["s3://my-models/inbox/"], "write": ["s3://my-models/outbox/"]}
COMMANDS = (
    ("configure", "--models", "s3://my-models/prod"),
    ("url",),
    ("door", "--reserve"),
    ("bulk-machine",),
    ("bulk", "s3://my-models/inbox/a.csv", "s3://my-models/outbox/a/"),
)


@pytest.fixture
def deploy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    """Return a function that runs a command in a project."""
    monkeypatch.chdir(tmp_path)
    (CHALICE / "deployed").mkdir(parents=True)
    api = {"resource_type": "rest_api", "rest_api_id": "r1", "rest_api_url": "https://r1/api/"}
    (CHALICE / "deployed" / "prod.json").write_text(json.dumps({"resources": [api]}))
    return runner(main, capsys)


def assert_refused(deploy: Run, config: dict[str, Any], message: str) -> None:
    """Assert that each command refuses a configuration, and that none changes it."""
    content = json.dumps({"app_name": "mine", "stages": {"prod": {}}} | config)
    (CHALICE / CONFIG).write_text(content)
    for command, *more in COMMANDS:
        assert_mistake(deploy(command, "--stage", "prod", *more), message)
    assert (CHALICE / CONFIG).read_text() == content
    assert [path.name for path in CHALICE.glob("*.json")] == [CONFIG]


@pytest.mark.parametrize(
    ("stage", "message"),
    [
        ({"lambda_functions": []}, "lambda_functions is []; expected an object"),
        (
            {"lambda_functions": {"bulk": "x"}},
            "lambda_functions.bulk is 'x'; expected an object",
        ),
        (
            {"lambda_functions": {"api_handler": "x"}},
            "lambda_functions.api_handler is 'x'; expected an object",
        ),
        (
            {"lambda_functions": {"bulk": {"lambda_timeout": 5000}}},
            "lambda_functions.bulk.lambda_timeout is 5000; expected an integer from 1 to 900",
        ),
        (
            {"lambda_functions": {"bulk": {"layers": "x"}}},
            "lambda_functions.bulk.layers is 'x'; expected an array of strings",
        ),
        (
            {"lambda_functions": {"bulk": {"environment_variables": {"A": 1}}}},
            "lambda_functions.bulk.environment_variables.A is 1; expected a string, such as",
        ),
        ({"lambda_memory_size": True}, "lambda_memory_size is True; expected an integer from 128"),
        ({"lambda_timeout": 0}, "lambda_timeout is 0; expected an integer from 1 to 900"),
        ({"reserved_concurrency": "x"}, "reserved_concurrency is 'x'; expected an integer from 0"),
        ({"layers": [5]}, "layers is [5]; expected an array of strings"),
        ({"api_gateway_stage": 5}, "api_gateway_stage is 5; expected a string"),
        ({"url": "x"}, "url is 'x'; expected one of rest, function, http"),
        ({"url": 5}, "url is 5; expected one of rest, function, http"),
        ({"url": {}}, "url is {}; expected one of rest, function, http"),
        ({"url": "http", "url_auth": "x"}, "url_auth is 'x'; expected one of none, iam"),
        ({"auth": "iam"}, "auth is not a setting; expected url_auth"),
        ({"stages": {}}, "stages is not a setting; expected api_gateway_custom_domain, "),
        (
            {"environment_variables": {"REQUIRE_APIKEY": "1"}},
            "environment_variables.REQUIRE_APIKEY is not a setting; expected REQUIRE_API_KEY",
        ),
        (
            {"environment_variables": {"Model-Public-Keys": "x"}},
            "environment_variables.Model-Public-Keys is not a setting; expected MODEL_PUBLIC_KEY",
        ),
        (
            {"lambda_functions": {"api_handler": {"environment_variables": {"MAX_TEXT": "1"}}}},
            "lambda_functions.api_handler.environment_variables.MAX_TEXT is not a setting; ",
        ),
        ({"log_retention_in_days": 90}, "log_retention_in_days does not work: Chalice names a log"),
        ({"subnet_ids": ["s"]}, "subnet_ids does not work: neither the function's role nor the"),
        ({"security_group_ids": ["s"]}, "security_group_ids does not work: neither the function's"),
        (
            {"environment_variables": {"BULK": 1}},
            "environment_variables.BULK is 1; expected a string, such as",
        ),
    ],
)
def test_a_wrong_setting_of_a_stage_is_named(
    deploy: Run, stage: dict[str, Any], message: str
) -> None:
    assert_refused(deploy, {"stages": {"dev": {}, "prod": stage}}, f"stage 'prod': {message}")


def test_variables_of_other_code_and_a_network_with_an_own_role_are_accepted(deploy: Run) -> None:
    stage = {
        "environment_variables": {"MY_WORDS": "a", "MALLOC_MMAP_THRESHOLD_": "1"},
        "subnet_ids": ["subnet-1"],
        "security_group_ids": ["sg-1"],
        "iam_role_arn": "arn:aws:iam::123456789012:role/mine",
    }
    (CHALICE / CONFIG).write_text(json.dumps({"app_name": "mine", "stages": {"prod": stage}}))
    assert deploy("url", "--stage", "prod")[0] == 0


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"app_name": "../x"}, "app_name is '../x'; expected characters a-z A-Z 0-9 -"),
        ({"app_name": "my_app"}, "app_name is 'my_app'; expected characters a-z A-Z 0-9 - that"),
        ({"app_name": "9a"}, "app_name is '9a'; expected characters a-z A-Z 0-9 - that start"),
        (
            {"environment_variables": {"require_api_key": "1"}},
            "environment_variables.require_api_key is not a setting; expected REQUIRE_API_KEY",
        ),
        ({"lambda_functions": "x"}, "lambda_functions is 'x'; expected an object"),
        ({"lambda_functions": {"bulk": 5}}, "lambda_functions.bulk is 5; expected an object"),
        ({"url": "http"}, "url is not a setting; expected api_gateway_custom_domain, "),
    ],
)
def test_a_wrong_setting_of_all_stages_is_named(
    deploy: Run, config: dict[str, Any], message: str
) -> None:
    assert_refused(deploy, config, f".chalice/config.json: {message}")


@pytest.mark.parametrize("switch", ["0", "", "yes"])
def test_half_of_bulk_scoring_is_refused(deploy: Run, switch: str) -> None:
    stage = {"bulk": BULK, "environment_variables": {"BULK": switch}}
    assert_refused(deploy, {"stages": {"prod": stage}}, f"BULK is '{switch or 0}'")
    assert deploy("configure", "--stage", "prod", "--models", "s3://my-models/prod")[0] == 2
    off = deploy("configure", "--stage", "prod", "--models", "s3://my-models/prod", "--bulk", "off")
    assert off[0] == 0
    assert "bulk" not in json.loads((CHALICE / CONFIG).read_text())["stages"]["prod"]


def test_bulk_scoring_with_a_broken_setting_can_be_switched_off(deploy: Run) -> None:
    stage = {"bulk": 5, "environment_variables": {"BULK": "1"}}
    assert_refused(deploy, {"stages": {"prod": stage}}, "stage 'prod': bulk is 5; expected {")
    off = deploy("configure", "--stage", "prod", "--models", "s3://my-models/prod", "--bulk", "off")
    assert (off[0], "forgot" in off[2]) == (0, False)


def test_bulk_scoring_of_all_stages_is_refused(deploy: Run) -> None:
    message = "stage 'prod': BULK is '1', but the setting 'bulk' is missing"
    assert_refused(deploy, {"environment_variables": {"BULK": "1"}}, message)


def test_a_missing_configuration_is_explained(deploy: Run) -> None:
    message = ".chalice/config.json: no such file; expected Chalice's configuration: run this in"
    for command, *more in COMMANDS:
        assert_mistake(deploy(command, "--stage", "prod", *more), message)


def test_all_settings_that_chalice_reads_are_known() -> None:
    source = Path(chalice.config.__file__).read_text()
    read = {*re.findall(r"_chain_(?:lookup|merge)\(\s*'(\w+)'", source)}
    # The command line gives these, or they are those of the whole project.
    assert read - {"profile", "project_dir", "chalice_app", "app_name"} == OF_ALL_STAGES - {
        "lambda_functions"
    }
    assert "lambda_functions" in source
    assert OF_ALL_STAGES < OF_PROJECT
