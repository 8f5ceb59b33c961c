"""The checks before a deployment: the promoted model, the region, the settings."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.__main__ import main
from deploy.configuration.change import StageChange
from deploy.configuration.configure import plan_stage
from deploy.configuration.stages import CHALICE
from deploy.errors import DeployError
from deploy.stage_commands import NO_MODEL
from tests.support.mistakes import assert_mistake
from tests.support.policies import put_in_force
from tests.support.signing_keys import public_pem, sign, signer
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import open_writer

Deploy = Callable[..., tuple[int, str, str]]
UNKNOWN = "20260131T093000Z-0123456789ab"
FUNCTION = {
    "resource_type": "lambda_function",
    "lambda_arn": "arn:aws:lambda:eu-west-1:123456789012:function:mine-prod",
}


def write(name: str, content: object) -> None:
    path = CHALICE / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(json.dumps(content))


@pytest.fixture
def deploy(
    s3: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Deploy:
    """Return a function that runs a command for the stage prod: (code, output, errors)."""
    monkeypatch.chdir(tmp_path)
    environ = {"environment_variables": {"MODEL_URI": s3}}
    write("config.json", {"app_name": "mine", "stages": {"prod": environ}})

    def command(name: str) -> tuple[int, str, str]:
        code = main([name, "--stage", "prod"])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_a_store_without_a_pointer_has_its_own_exit_code(
    deploy: Deploy, s3: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        deploy("model")
    assert ended.value.code == NO_MODEL
    out, err = capsys.readouterr()
    assert out == f"{s3}\n"  # where make publishes a first model to
    assert err == f"no version is promoted at {s3} yet\n"


def test_the_promoted_version_is_printed(deploy: Deploy, s3: str, tutorial_bundle: Bundle) -> None:
    writer = open_writer(s3)
    version = publish(tutorial_bundle, writer)
    promote(version, writer)
    assert deploy("model") == (0, "", f"serves {version} from {s3}\n")


def test_a_pinned_version_is_checked_instead(
    deploy: Deploy, s3: str, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, open_writer(s3))
    for pinned, result in (
        (version, (0, "", f"serves {version}, pinned, from {s3}\n")),
        (UNKNOWN, (2, "", f"error: {s3}/versions/{UNKNOWN}/manifest.json: no such object\n")),
    ):
        environ = {"environment_variables": {"MODEL_URI": s3, "MODEL_VERSION": pinned}}
        write("config.json", {"app_name": "mine", "stages": {"prod": environ}})
        assert deploy("model") == result


@pytest.mark.usefixtures("no_permissions")
def test_an_unreadable_store_is_not_mistaken_for_an_empty_one(deploy: Deploy) -> None:
    assert_mistake(deploy("model"), "allow s3:GetObject")


def test_a_damaged_pointer_is_not_mistaken_for_a_missing_one(deploy: Deploy, s3: str) -> None:
    open_writer(s3).create("current.json", b"{")
    assert_mistake(deploy("model"), "current.json")


@pytest.mark.parametrize("command", ["log", "protect", "remove"])
def test_a_stage_is_not_deployed_in_a_second_region(deploy: Deploy, command: str) -> None:
    api = {"resource_type": "rest_api", "rest_api_id": "abc"}
    write("deployed/prod.json", {"resources": [{}, FUNCTION, api]})
    assert_mistake(deploy(command), "deployed in eu-west-1, but the region is us-east-1")


def test_the_local_stage_cannot_be_deployed(deploy: Deploy) -> None:
    del deploy
    with pytest.raises(DeployError, match="stage is 'local'"):
        plan_stage(CHALICE, "local", StageChange("s3://my-models/local"))


def test_a_setting_that_is_not_a_string_is_a_mistake(deploy: Deploy) -> None:
    environ = {"environment_variables": {"MAX_TEXTS": 500}}
    write("config.json", {"app_name": "mine", "stages": {"prod": environ}})
    assert_mistake(deploy("model"), "MAX_TEXTS is 500; expected a string, such as")


def test_a_version_that_the_service_would_refuse_is_not_said_to_be_served(
    deploy: Deploy, s3: str, tutorial_bundle: Bundle
) -> None:
    writer = open_writer(s3)
    version = publish(tutorial_bundle, writer)
    promote(version, writer)
    for more in ({}, {"MODEL_VERSION": version}):
        environ = {"MODEL_URI": s3, "MODEL_PUBLIC_KEY": public_pem("ed25519")} | more
        stages = {"prod": {"environment_variables": environ}}
        write("config.json", {"app_name": "mine", "stages": stages})
        assert_mistake(deploy("model"), f"{version} is unsigned; expected a signature")


def test_an_unsigned_policy_is_refused_too(
    deploy: Deploy, s3: str, tutorial_bundle: Bundle, tmp_path: Path
) -> None:
    writer = open_writer(s3)
    version = publish(tutorial_bundle, writer)
    sign(writer, tutorial_bundle.manifest, signer(tmp_path, "ed25519"))
    environ = {"MODEL_URI": s3, "MODEL_PUBLIC_KEY": public_pem("ed25519")}
    stages = {"prod": {"environment_variables": environ}}
    write("config.json", {"app_name": "mine", "stages": stages})
    promote(version, writer)
    assert deploy("model") == (0, "", f"serves {version} from {s3}\n")
    put_in_force(writer, version)
    assert_mistake(deploy("model"), "would serve nothing: policies/")


def test_pickles_need_another_package(deploy: Deploy, s3: str) -> None:
    environ = {"MODEL_URI": s3, "ALLOW_PICKLE": "1"}
    stages = {"prod": {"environment_variables": environ}}
    write("config.json", {"app_name": "mine", "stages": stages})
    assert_mistake(deploy("model"), "for ALLOW_PICKLE=1; make package-joblib does")
