"""What make's command line gives reaches the stage, and what make's environment has does not."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.__main__ import main
from deploy.configuration.given import PREFIX, SETTINGS
from deploy.configuration.stages import CHALICE, CONFIG
from emulation.servers import ROOT
from tests.support.commands import Run, runner
from tests.support.mistakes import assert_mistake

MODELS = "s3://my-models/prod"
STAGE = {"environment_variables": {"MODEL_URI": MODELS}}
VERSION = "20260131T093000Z-0123456789ab"


@pytest.fixture
def configure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    """Return a function that configures a stage as make does, in an environment."""
    monkeypatch.chdir(tmp_path)
    CHALICE.mkdir()
    write(STAGE)
    run = runner(main, capsys)

    def configured(**environ: str) -> tuple[int, str, str]:
        with monkeypatch.context() as during:
            for name, value in environ.items():
                during.setenv(name, value)
            return run("configure", "--stage", "prod", "--given")

    return configured


def write(stage: dict[str, Any]) -> None:
    config = {"app_name": "mine", "stages": {"prod": stage}}
    (CHALICE / CONFIG).write_text(json.dumps(config))


def read() -> Any:
    return json.loads((CHALICE / CONFIG).read_text())["stages"]["prod"]


def test_make_passes_all_the_settings_on() -> None:
    listed = re.search(r"^SETTINGS := (.*\n\t.*)", (ROOT / "Makefile").read_text(), re.M)
    assert listed is not None
    assert sorted(listed[1].replace("\\", "").split()) == sorted(SETTINGS)


@pytest.mark.parametrize(
    ("given", "stage"),
    [
        ({"BUCKET": "s3://others/"}, {"MODEL_URI": "s3://others/prod"}),
        ({"MODELS": "s3://others/a"}, {"MODEL_URI": "s3://others/a"}),
        ({"MODEL_URI": "s3://others/a"}, {"MODEL_URI": "s3://others/a"}),
        ({"BUCKET": "others", "MODELS": "s3://others/a"}, {"MODEL_URI": "s3://others/a"}),
        ({"API_KEY": "on"}, {"REQUIRE_API_KEY": "1"}),
        ({"API_KEY": "1"}, {"REQUIRE_API_KEY": "1"}),
        ({"API_KEY": ""}, {}),
        ({"REQUIRE_API_KEY": "1", "MAX_TEXTS": "5"}, {"REQUIRE_API_KEY": "1", "MAX_TEXTS": "5"}),
        ({"MODEL_VERSION": VERSION}, {"MODEL_VERSION": VERSION}),
        ({"REPORTS": "on"}, {"REPORTS_URI": MODELS}),
    ],
)
def test_what_is_given_is_written_to_the_stage(
    configure: Run, given: dict[str, str], stage: dict[str, str]
) -> None:
    assert configure(**{f"{PREFIX}{name}": value for name, value in given.items()})[0] == 0
    assert read()["environment_variables"] == {"MODEL_URI": MODELS} | stage


def test_an_empty_setting_is_taken_from_the_stage(configure: Run) -> None:
    write({"environment_variables": {"MODEL_URI": MODELS, "MAX_TEXTS": "5"}})
    assert configure(GIVEN_MAX_TEXTS="", GIVEN_MODEL_VERSION="")[0] == 0
    assert read() == STAGE


def test_locations_of_bulk_jobs_are_split_at_spaces_only(configure: Run) -> None:
    read_from = "s3://my-texts/it's/ s3://my-texts/a(b)/"
    assert configure(GIVEN_BULK="on", GIVEN_READ=read_from, GIVEN_WRITE="s3://my-labels/")[0] == 0
    assert read()["bulk"] == {"read": read_from.split(), "write": ["s3://my-labels/"]}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"BUCKET": "my-models/x"}, "bucket is 'my-models/x'; expected its name without a prefix"),
        ({"BUCKET": "a'; touch x"}, "expected a bucket name"),
        ({"BUCKET": "other", "MODELS": MODELS}, f"BUCKET is 'other', but MODELS is '{MODELS}'"),
        ({"MODELS": MODELS, "MODEL_URI": "s3://others/c"}, "MODELS and MODEL_URI differ"),
        ({"API_KEY": "secret"}, "API_KEY has another value; expected on or off"),
        ({"REPORTS": "yes"}, "REPORTS is 'yes'; expected on or off"),
        ({"API_KEY": "off", "REQUIRE_API_KEY": "1"}, "are the same switch"),
        ({"URL": "https://example.com"}, "url is 'https://example.com'; expected one of rest"),
        ({"MAX_TEXTS": "abc"}, "error: MAX_TEXTS is 'abc'; expected an integer"),
        ({"MODEL_PUBLIC_KEY": "abc"}, "MODEL_PUBLIC_KEY: key 1 is not base64"),
    ],
)
def test_a_mistake_on_the_command_line_changes_nothing(
    configure: Run, given: dict[str, str], message: str
) -> None:
    result = configure(**{f"{PREFIX}{name}": value for name, value in given.items()})
    assert_mistake(result, message)
    assert "secret" not in result[2]
    assert [path.name for path in CHALICE.iterdir()] == [CONFIG]
    assert read() == STAGE


def test_the_environment_changes_no_option_and_says_so(configure: Run) -> None:
    code, _, errors = configure(API_KEY="secret", URL="function", MAX_TEXTS="5", MODEL_URI=MODELS)
    names = "API_KEY, URL, MAX_TEXTS"
    message = f"ignored, because make reads them from its command line only: {names}"
    assert (code, message in errors.splitlines(), "secret" in errors) == (0, True, False)
    assert read() == STAGE


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("REQUIRE_API_KEY", "1", "the stage has none"),
        ("MODEL_VERSION", VERSION, "the stage has none"),
        ("REQUIRE_API_KEY", "0", "differs from the stage's"),
    ],
)
def test_protection_in_the_environment_only_is_refused(
    configure: Run, name: str, value: str, found: str
) -> None:
    stage = {"REQUIRE_API_KEY": "1"} if found.startswith("differs") else {}
    write({"environment_variables": {"MODEL_URI": MODELS} | stage})
    assert_mistake(configure(**{name: value}), f"{name} is in the environment, but {found}; unset")
    assert configure(**{name: value, f"{PREFIX}{name}": value})[0] == 0
    assert configure(**{name: value})[0] == 0


def test_a_stage_keeps_its_region(configure: Run) -> None:
    function = {
        "resource_type": "lambda_function",
        "lambda_arn": "arn:aws:lambda:eu-west-1:123456789012:function:mine-prod",
    }
    (CHALICE / "deployed").mkdir()
    (CHALICE / "deployed" / "prod.json").write_text(json.dumps({"resources": [function]}))
    result = configure(AWS_DEFAULT_REGION="us-east-1", GIVEN_BUCKET="others")
    assert_mistake(result, "deployed in eu-west-1, but the region is us-east-1")
    assert read() == STAGE
