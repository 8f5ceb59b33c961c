"""What is refused of a stage's configuration before anything is written."""

from pathlib import Path

import pytest

from chalicelib.errors import ServiceError, SettingError
from deploy.configuration.change import StageChange
from deploy.configuration.configure import plan_stage
from deploy.configuration.stages import CONFIG, read_stage
from deploy.errors import DeployError
from tests.support.stages import KEY, MODELS, configure


@pytest.mark.parametrize(
    "name", ["", "Prod", "1a", "-a", "a_b", "a/b", "../a", "a b", "ä", "a\n", "a" * 21]
)
def test_a_name_that_no_function_can_have_is_rejected(chalice: Path, name: str) -> None:
    with pytest.raises(DeployError, match="expected 1 to 20 characters a-z 0-9 -"):
        plan_stage(chalice, name, StageChange(MODELS))


@pytest.mark.parametrize(
    ("models", "message"),
    [
        pytest.param(None, "stage 'prod' has no bucket yet; name one: BUCKET=", id="none-yet"),
        pytest.param("models", "'models'; expected s3://bucket/prefix", id="directory"),
        pytest.param("s3://B/x", "store is 's3://B/x'; expected a directory or s3:", id="bucket"),
        pytest.param("https://my-models/x", "expected a directory or s3:", id="scheme"),
        pytest.param("s3://my-models/*", "expected a prefix of a-z A-Z 0-9 /", id="any-prefix"),
        pytest.param("s3://my-models/pro?", "expected a prefix of a-z", id="any-character"),
        pytest.param("s3://my-models/${aws:username}", "expected a prefix of a-z", id="variable"),
        pytest.param('s3://my-models/a", "*', "expected a prefix of a-z", id="quotation-mark"),
    ],
)
def test_models_that_no_policy_can_name_are_rejected(
    chalice: Path, models: str | None, message: str
) -> None:
    with pytest.raises(ServiceError) as caught:
        plan_stage(chalice, "prod", StageChange(models))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "invalid JSON: Expecting property name", id="broken"),
        pytest.param("\x00", "invalid JSON: Expecting value", id="binary"),
        pytest.param("[]", "found a list; expected an object", id="array"),
        pytest.param('{"app_name": "a"}', "expected app_name, a string,", id="no-stages"),
        pytest.param('{"stages": {}}', "expected app_name, a string,", id="no-name"),
        pytest.param('{"app_name": "a", "stages": ["dev"]}', "an object of", id="stages"),
        pytest.param('{"app_name": "a", "stages": {"dev": 1}}', "an object of", id="stage"),
        pytest.param(
            '{"app_name": "a", "stages": {"dev": {"environment_variables": null}}}',
            "environment_variables must be an object",
            id="variables",
        ),
    ],
)
def test_an_invalid_configuration_is_named(chalice: Path, content: str, message: str) -> None:
    (chalice / CONFIG).write_text(content)
    for read in (
        lambda: plan_stage(chalice, "dev", StageChange(MODELS)),
        lambda: read_stage(chalice, "dev"),
    ):
        with pytest.raises(DeployError) as caught:
            read()
        assert str(caught.value).startswith(f"{chalice / CONFIG}: ")
        assert message in str(caught.value)


@pytest.mark.parametrize(
    "key", ["", "1234", KEY.replace("key/", "alias/"), f"{KEY}*", KEY.replace(":key/", "/")]
)
def test_a_kms_key_must_be_the_arn_of_a_key(chalice: Path, key: str) -> None:
    with pytest.raises(DeployError, match="expected none or the ARN of a key"):
        plan_stage(chalice, "prod", StageChange(MODELS, kms_key=key))


def test_a_setting_that_the_service_refuses_is_refused(chalice: Path) -> None:
    message = "MAX_TEXTS is 'abc'; expected an integer from 1 to 100000"
    with pytest.raises(SettingError, match=f"^{message}"):
        plan_stage(chalice, "dev", StageChange(MODELS), environ={"MAX_TEXTS": "abc"})
    variables = {"environment_variables": {"MAX_TEXTS": "abc"}}
    configure(chalice, app_name="mine", stages={"prod": variables})
    with pytest.raises(SettingError, match=f"{CONFIG}: stage 'prod': {message}"):
        plan_stage(chalice, "prod", StageChange(MODELS), environ={"MAX_TEXTS": "5"})


def test_a_stages_setting_overrides_the_environments(chalice: Path) -> None:
    variables = {"environment_variables": {"MAX_TEXTS": "5"}}
    configure(chalice, app_name="mine", stages={"prod": variables})
    plan_stage(chalice, "prod", StageChange(MODELS), environ={"MAX_TEXTS": "abc"})
