"""The command `configure`: the files that it writes, and what it refuses."""

import json
import re

import pytest

from deploy.configuration.stages import CHALICE
from tests.support.deployed_project import Deploy
from tests.support.mistakes import assert_mistake


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
