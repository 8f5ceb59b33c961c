"""What configuring a stage writes, keeps and rejects, and how Chalice reads it."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.cli.factory import CLIFactory
from chalice.deploy.appgraph import ApplicationGraphBuilder

from deploy.configuration.change import StageChange
from deploy.configuration.configure import plan_stage
from deploy.configuration.policies import StageResources, policy
from deploy.configuration.stages import CONFIG, read_stage
from emulation.servers import ROOT
from tests.support.stages import KEY, MODELS, PROD, configure, write

POLICIES = ("policy", "publisher", "deployer")


def planned(
    directory: Path, stage: str, models: str | None = MODELS, api_key: bool | None = None
) -> Any:
    """Write a plan and return the stage's configuration."""
    write(plan_stage(directory, stage, StageChange(models, api_key=api_key)))
    return json.loads((directory / CONFIG).read_text())["stages"][stage]


def read_by_chalice(directory: Path, stage: str) -> Any:
    return CLIFactory(str(directory.parent), environ={}).create_config_obj(stage)


def test_a_stage_gets_its_models_and_keeps_its_settings(chalice: Path) -> None:
    stage = planned(chalice, "prod")
    assert stage == {"lambda_timeout": 9, "environment_variables": {"MODEL_URI": MODELS}}


def test_a_stage_keeps_its_other_environment_variables(chalice: Path) -> None:
    environ = {"MAX_TEXTS": "5", "MODEL_URI": "s3://old/place"}
    configure(chalice, app_name="mine", stages={"prod": {"environment_variables": environ}})
    stage = planned(chalice, "prod")
    assert stage["environment_variables"] == {"MAX_TEXTS": "5", "MODEL_URI": MODELS}


def test_the_rest_of_the_configuration_is_kept(chalice: Path) -> None:
    configure(chalice, app_name="mine", xray=True, tags={"a": "1"}, stages={"dev": {"tags": {}}})
    planned(chalice, "prod")
    config = json.loads((chalice / CONFIG).read_text())
    del config["stages"]["prod"]
    assert config == {
        "app_name": "mine",
        "xray": True,
        "tags": {"a": "1"},
        "stages": {"dev": {"tags": {}}},
    }


def test_a_new_stage_is_added(chalice: Path) -> None:
    assert planned(chalice, "eu-2") == {"environment_variables": {"MODEL_URI": MODELS}}
    assert {*json.loads((chalice / CONFIG).read_text())["stages"]} == {"dev", "prod", "eu-2"}


def test_the_policies_of_a_stage_are_written_next_to_the_configuration(chalice: Path) -> None:
    planned(chalice, "prod")
    assert {path.name for path in chalice.iterdir()} == {
        CONFIG,
        *(f"{name}-prod.json" for name in POLICIES),
    }
    written = {name: json.loads((chalice / f"{name}-prod.json").read_text()) for name in POLICIES}
    assert written == {
        "policy": policy("service", PROD),
        "publisher": policy("publisher", PROD),
        "deployer": policy("deployer", PROD),
    }


def test_without_models_the_configured_ones_are_kept(chalice: Path) -> None:
    planned(chalice, "prod", "s3://a-bucket")
    assert planned(chalice, "prod", None)["environment_variables"]["MODEL_URI"] == "s3://a-bucket"
    written = json.loads((chalice / "policy-prod.json").read_text())
    assert written == policy("service", StageResources("a-bucket", "", "mine-prod"))


def test_the_api_key_changes_only_if_it_is_given(chalice: Path) -> None:
    values = [
        planned(chalice, "prod", api_key=each)["environment_variables"].get("REQUIRE_API_KEY")
        for each in (None, True, None, False, None)
    ]
    assert values == [None, "1", "1", "0", "0"]


def test_a_second_plan_changes_nothing(chalice: Path) -> None:
    first = plan_stage(chalice, "prod", StageChange(MODELS, api_key=True))
    write(first)
    assert plan_stage(chalice, "prod", StageChange(MODELS, api_key=True)) == first
    assert plan_stage(chalice, "prod") == first


def test_a_plan_writes_nothing(chalice: Path) -> None:
    before = (chalice / CONFIG).read_text()
    plan_stage(chalice, "prod", StageChange(MODELS))
    assert [path.name for path in chalice.iterdir()] == [CONFIG]
    assert (chalice / CONFIG).read_text() == before


def test_a_stage_is_read_like_chalice_reads_it(chalice: Path) -> None:
    configure(
        chalice,
        app_name="mine",
        environment_variables={"REQUIRE_API_KEY": "1"},
        api_gateway_stage="api",
        stages={
            "dev": {},
            "prod": {"environment_variables": {"REQUIRE_API_KEY": "0"}, "api_gateway_stage": "v1"},
        },
    )
    for name in ("dev", "prod"):
        stage, config = read_stage(chalice, name), read_by_chalice(chalice, name)
        assert stage.gateway_stage == config.api_gateway_stage
        assert stage.requires_key == (config.environment_variables["REQUIRE_API_KEY"] == "1")
        assert stage.function == f"{config.app_name}-{name}"


def test_the_project_has_a_dev_and_a_prod_stage() -> None:
    config = json.loads((ROOT / ".chalice" / CONFIG).read_text())
    assert {"dev", "prod"} <= set(config["stages"])


def test_chalice_reads_the_projects_configuration(chalice: Path) -> None:
    shutil.copy(ROOT / ".chalice" / CONFIG, chalice)
    planned(chalice, "prod", api_key=True)
    config = read_by_chalice(chalice, "prod")
    assert config.lambda_architecture == "arm64"
    assert (config.lambda_memory_size, config.lambda_timeout) == (512, 15)
    assert (config.xray_enabled, config.autogen_policy) == (True, False)
    assert config.environment_variables == {
        "MALLOC_MMAP_THRESHOLD_": "131072",
        "MODEL_URI": MODELS,
        "REQUIRE_API_KEY": "1",
    }


def test_chalice_attaches_the_written_policy_to_the_function(
    chalice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / ".chalice" / CONFIG, chalice)
    planned(chalice, "prod")
    app = Chalice("spam-or-ham")
    app.route("/")(lambda: {})
    monkeypatch.setitem(sys.modules, "app", SimpleNamespace(app=app))
    monkeypatch.syspath_prepend(str(chalice.parent))
    graph: Any = ApplicationGraphBuilder().build(read_by_chalice(chalice, "prod"), "prod")
    document = json.loads(Path(graph.resources[0].lambda_function.role.policy.filename).read_text())
    resources = StageResources("my-models", "prod", "spam-or-ham-prod")
    assert document == policy("service", resources)


@pytest.mark.parametrize("where", ["stage", "all stages", "option"])
def test_only_a_stage_that_allows_pickles_may_read_them(chalice: Path, where: str) -> None:
    allowing = {"environment_variables": {"ALLOW_PICKLE": "1"}}
    own = allowing if where == "stage" else {}
    shared = allowing if where == "all stages" else {}
    configure(chalice, app_name="mine", stages={"dev": {}, "prod": own}, **shared)
    write(plan_stage(chalice, "prod", StageChange(MODELS), allow_pickle=where == "option"))
    written = json.loads((chalice / "policy-prod.json").read_text())
    assert written == policy("service", replace(PROD, pickles=True))
    if where != "all stages":
        planned(chalice, "dev")
        assert "ReadPickles" not in (chalice / "policy-dev.json").read_text()


def test_a_kms_key_is_kept_until_it_is_removed(chalice: Path) -> None:
    keys = []
    for given in (None, KEY, None, "none", None):
        write(plan_stage(chalice, "prod", StageChange(MODELS, kms_key=given)))
        keys.append(read_stage(chalice, "prod").kms_key)
        expected = policy("publisher", replace(PROD, kms_key=keys[-1]))
        assert json.loads((chalice / "publisher-prod.json").read_text()) == expected
    assert keys == [None, KEY, KEY, None, None]


def test_chalice_ignores_the_kms_key(chalice: Path) -> None:
    write(plan_stage(chalice, "prod", StageChange(MODELS, kms_key=KEY)))
    assert read_by_chalice(chalice, "prod").lambda_timeout == 9


def test_the_policies_name_the_partition_and_the_deployed_api(chalice: Path) -> None:
    (chalice / "deployed").mkdir()
    api = {"resource_type": "rest_api", "rest_api_id": "a1b2c3d4e5"}
    (chalice / "deployed" / "prod.json").write_text(json.dumps({"resources": [api]}))
    write(plan_stage(chalice, "prod", StageChange(MODELS), partition="aws-cn"))
    written = json.loads((chalice / "deployer-prod.json").read_text())
    assert written == policy("deployer", replace(PROD, partition="aws-cn", api="a1b2c3d4e5"))
