"""What `configure --bulk` writes and refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.cli.factory import CLIFactory
from chalice.deploy.appgraph import ApplicationGraphBuilder

from chalicelib.errors import ServiceError
from deploy.bulk_scoring.setting import BulkChange
from deploy.configuration.change import StageChange
from deploy.configuration.configure import plan_stage
from deploy.configuration.stages import CONFIG, read_stage
from deploy.errors import DeployError

LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:pyarrow:3"
ON = BulkChange(on=True)


@pytest.fixture
def chalice(tmp_path: Path) -> Path:
    directory = tmp_path / ".chalice"
    directory.mkdir()
    (directory / CONFIG).write_text(json.dumps({"app_name": "mine", "stages": {}}))
    return directory


def change(
    chalice: Path, bulk: BulkChange, stage: str = "prod", models: str | None = "s3://my-models/prod"
) -> Any:
    """Configure a stage; return its settings."""
    for path, content in plan_stage(chalice, stage, StageChange(models, bulk=bulk)).items():
        path.write_text(content)
    return json.loads((chalice / CONFIG).read_text())["stages"][stage]


def test_bulk_scoring_has_a_function_of_its_own_and_default_locations(chalice: Path) -> None:
    assert change(chalice, ON) == {
        "environment_variables": {"MODEL_URI": "s3://my-models/prod", "BULK": "1"},
        "bulk": {"read": ["s3://my-models/inbox/"], "write": ["s3://my-models/outbox/"]},
        "lambda_functions": {
            "bulk": {
                "lambda_memory_size": 1769,
                "lambda_timeout": 900,
                "iam_policy_file": "bulk-prod.json",
            }
        },
    }
    names = {path.name for path in chalice.iterdir()}
    assert names >= {"bulk-prod.json", "scorer-prod.json"}
    assert read_stage(chalice, "prod").functions == ["mine-prod", "mine-prod-bulk"]


def test_chalice_gives_the_function_its_memory_and_its_policy(chalice: Path) -> None:
    change(chalice, BulkChange(on=True, layer=LAYER))
    config = CLIFactory(str(chalice.parent), environ={}).create_config_obj("prod")
    app = Chalice("mine")
    app.lambda_function(name="bulk")(lambda event, context: None)
    config._user_provided_params["chalice_app"] = app
    config._user_provided_params["autogen_policy"] = False
    application = ApplicationGraphBuilder().build(config, "prod")
    resources: list[Any] = application.resources
    [function] = [each for each in resources if each.resource_name == "bulk"]
    assert (function.function_name, function.memory_size) == ("mine-prod-bulk", 1769)
    assert (function.timeout, function.layers) == (900, [LAYER])
    assert function.role.policy.filename.endswith("bulk-prod.json")


def test_off_leaves_nothing_of_it_but_other_settings(chalice: Path) -> None:
    before = change(chalice, BulkChange())
    change(chalice, ON)
    assert change(chalice, BulkChange(on=False)) == before


def test_what_is_not_given_stays(chalice: Path) -> None:
    change(chalice, BulkChange(True, ["s3://texts/a/", "s3://texts/a/"], ["s3://labels/"], LAYER))
    settings = json.loads((chalice / CONFIG).read_text())
    settings["stages"]["prod"]["lambda_functions"]["bulk"]["lambda_memory_size"] = 3008
    (chalice / CONFIG).write_text(json.dumps(settings))
    stage = change(chalice, BulkChange(read=["s3://texts/b/"]), models=None)
    assert stage["bulk"] == {"read": ["s3://texts/b/"], "write": ["s3://labels/"]}
    function = stage["lambda_functions"]["bulk"]
    assert (function["lambda_memory_size"], function["layers"]) == (3008, [LAYER])
    assert "layers" not in change(chalice, BulkChange(layer="none"))["lambda_functions"]["bulk"]


@pytest.mark.parametrize(
    ("bulk", "message"),
    [
        (BulkChange(read=["s3://texts/"]), "stage 'prod' does not score in bulk; expected BULK=on"),
        (BulkChange(True, ["texts/"]), r"^READ is 'texts/'; expected s3://bucket/prefix/"),
        (BulkChange(True, ["s3://texts/a"]), "expected a prefix .* that ends with a slash"),
        (BulkChange(True, ["s3://texts/*/"]), "expected a prefix of"),
        (BulkChange(True, [], ["labels"]), "^WRITE is 'labels'; expected s3://bucket/prefix/"),
        (BulkChange(True, [], ["s3://my-models/"]), "may not write to s3://my-models/: the stage"),
        (BulkChange(True, [], ["s3://my-models/prod/versions/x/"]), "keeps s3://my-models/prod/v"),
        (BulkChange(True, [], ["s3://my-models/inbox/out/"]), "would score its own output"),
        (BulkChange(True, ["s3://a-bucket/"], ["s3://a-bucket/b/"]), "would score its own output"),
        (BulkChange(True, layer="pyarrow"), "the layer is 'pyarrow'; expected none or the ARN"),
    ],
)
def test_a_wrong_value_is_refused(chalice: Path, bulk: BulkChange, message: str) -> None:
    with pytest.raises(DeployError, match=message):
        change(chalice, bulk)


def test_reports_are_not_written_over(chalice: Path) -> None:
    bulk = BulkChange(True, [], ["s3://my-models/prod/reports/"])
    change(chalice, bulk)
    with pytest.raises(DeployError, match="keeps s3://my-models/prod/reports/"):
        plan_stage(chalice, "prod", StageChange(None, reports=True))


def test_two_stages_do_not_share_an_inbox(chalice: Path) -> None:
    change(chalice, ON)
    with pytest.raises(
        DeployError, match="stage 'prod' scores the inbox of s3://my-models already"
    ):
        change(chalice, ON, "dev", "s3://my-models/dev")
    apart = BulkChange(True, ["s3://my-models/dev-in/"], ["s3://my-models/dev-out/"])
    assert change(chalice, apart, "dev", "s3://my-models/dev")["bulk"]["read"]


def test_models_must_be_in_a_bucket(chalice: Path) -> None:
    with pytest.raises(ServiceError, match="models are at 'models'; expected s3://bucket/prefix"):
        change(chalice, ON, models="models")


@pytest.mark.parametrize(
    "setting",
    [
        5,
        {},
        {"read": [], "write": []},
        {"read": "s3://a/"},
        {"read": ["s3://texts/"], "write": ["s3://labels/"], "extra": 1},
    ],
)
def test_a_setting_of_another_form_is_refused(chalice: Path, setting: object) -> None:
    change(chalice, ON)
    config = json.loads((chalice / CONFIG).read_text())
    config["stages"]["prod"]["bulk"] = setting
    (chalice / CONFIG).write_text(json.dumps(config))
    with pytest.raises(DeployError, match=r"bulk is .*; expected \{\"read\": \[...\], \"write\""):
        change(chalice, BulkChange())


def test_each_location_has_statements_of_its_own(chalice: Path) -> None:
    change(chalice, BulkChange(True, ["s3://texts/a/", "s3://more/"], ["s3://labels/"]))
    statements = json.loads((chalice / "bulk-prod.json").read_text())["Statement"]
    named = {each["Sid"]: each["Resource"] for each in statements}
    assert named["ReadInput"] == "arn:aws:s3:::texts/a/*"
    assert named["ReadInput2"] == "arn:aws:s3:::more/*"
    assert named["WriteOutput"] == "arn:aws:s3:::labels/*"
    deployer = json.loads((chalice / "deployer-prod.json").read_text())
    assert "ManageBulkMachine" in {each["Sid"] for each in deployer["Statement"]}
