"""The Terraform file: what Chalice writes, completed, and only what the provider's schema has."""

import copy
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.__main__ import main
from deploy.configuration.stages import CHALICE
from deploy.protection import ERRORS
from deploy.terraform import FIRST_PROVIDERS, complete
from emulation.packaging import package
from tests.support.door_stage import configure

Document = dict[str, Any]

FUNCTION = "spam-or-ham-dev"
META_ARGUMENTS = {"depends_on", "lifecycle"}
ARGUMENTS = {
    "aws_iam_role": "name assume_role_policy",
    "aws_iam_role_policy": "name policy role",
    "aws_lambda_function": "function_name runtime handler memory_size architectures tags timeout "
    "source_code_hash filename environment tracing_config role",
    "aws_lambda_permission": "function_name action principal source_arn",
    "aws_api_gateway_rest_api": "name body binary_media_types endpoint_configuration",
    "aws_api_gateway_deployment": "rest_api_id triggers",
    "aws_api_gateway_stage": "rest_api_id deployment_id stage_name xray_tracing_enabled",
    "aws_api_gateway_method_settings": "rest_api_id stage_name method_path settings",
    "aws_api_gateway_api_key": "name",
    "aws_api_gateway_usage_plan": "name api_stages",
    "aws_api_gateway_usage_plan_key": "key_id key_type usage_plan_id",
    "aws_cloudwatch_log_group": "name retention_in_days",
}
MINIMAL: Document = {
    "resource": {
        "aws_lambda_function": {
            "api_handler": {
                "function_name": FUNCTION,
                "runtime": "python3.13",
                "tracing_config": {"mode": "PassThrough"},
            }
        },
        "aws_api_gateway_deployment": {
            "rest_api": {"stage_name": "v1", "stage_description": "${md5(local.a)}"}
        },
    },
    "locals": {"chalice_api_swagger": json.dumps({"paths": {}})},
    "terraform": {"required_version": ">= 0.12.26, < 1.4.0", "required_providers": {}},
    "output": {"EndpointURL": {"value": ""}},
}


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = tmp_path_factory.mktemp("terraform")
    packaged = package(directory, "--pkg-format", "terraform", api_key=True)
    return (packaged / "chalice.tf.json").read_text()


@pytest.fixture(scope="module")
def document(terraform: str) -> Document:
    written: Document = json.loads(terraform)
    return written


def test_every_reference_exists(terraform: str, document: Document) -> None:
    defined = {f"{kind}.{name}" for kind, each in document["resource"].items() for name in each}
    defined |= {f"data.{kind}.{name}" for kind, each in document["data"].items() for name in each}
    defined |= {f"local.{name}" for name in document["locals"]}
    inside = " ".join(re.findall(r"\$\{(.*?)\}", terraform))
    named = set(re.findall(r"\b(local\.\w+|data\.\w+\.\w+|(?<!\.)aws_\w+\.[\w-]+)", inside))
    named |= set(document["resource"]["aws_lambda_function"]["api_handler"]["depends_on"])
    assert named - defined == set()
    assert {"local.chalice_api_swagger", "aws_api_gateway_stage.rest_api"} <= named


def test_the_provider_knows_the_runtime(document: Document) -> None:
    function = document["resource"]["aws_lambda_function"]["api_handler"]
    assert function["runtime"] == f"python3.{sys.version_info[1]}"
    first = FIRST_PROVIDERS[function["runtime"]]
    required = document["terraform"]["required_providers"]["aws"]
    assert required == {"source": "hashicorp/aws", "version": f">= {first}, < 7"}
    assert document["terraform"]["required_version"] == ">= 0.12.26"


def test_resources_have_only_arguments_of_the_providers_schemas(document: Document) -> None:
    """The schemas of provider 5.31 and of 6.25 have all of these; look up a new one there first."""
    for kind, named in document["resource"].items():
        for each in named.values():
            assert {*each} - META_ARGUMENTS <= set(ARGUMENTS[kind].split())


def test_the_stage_is_a_resource_with_a_throttle_and_a_log(document: Document) -> None:
    resources = document["resource"]
    stage = resources["aws_api_gateway_stage"]["rest_api"]
    assert (stage["stage_name"], stage["xray_tracing_enabled"]) == ("api", True)
    settings = resources["aws_api_gateway_method_settings"]["rest_api"]["settings"]
    assert settings == {"throttling_rate_limit": 50, "throttling_burst_limit": 100}
    group = resources["aws_cloudwatch_log_group"]["api_handler"]
    assert group == {"name": f"/aws/lambda/{FUNCTION}", "retention_in_days": 30}


def test_a_page_of_any_origin_can_read_the_errors_of_api_gateway(document: Document) -> None:
    swagger = json.loads(document["locals"]["chalice_api_swagger"])
    expected = {kind: {"responseParameters": header} for kind, header in ERRORS.items()}
    assert swagger["x-amazon-apigateway-gateway-responses"] == expected


def test_a_key_is_created_only_if_it_is_required(document: Document) -> None:
    plan = document["resource"]["aws_api_gateway_usage_plan"]["rest_api"]
    assert plan["api_stages"]["stage"] == "${aws_api_gateway_stage.rest_api.stage_name}"
    without = complete(MINIMAL)["resource"]
    assert not any("key" in kind or "plan" in kind for kind in without)
    assert without["aws_api_gateway_stage"]["rest_api"]["xray_tracing_enabled"] is False


def test_completing_changes_no_input() -> None:
    before = copy.deepcopy(MINIMAL)
    complete(MINIMAL)
    assert before == MINIMAL


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param("\n{", "no JSON in line 2", id="JSON"),
        pytest.param("{}", "no 'resource'", id="object"),
        pytest.param("[]", "another content", id="array"),
        pytest.param('{"resource": {"aws_lambda_function": 1}}', "another content", id="number"),
        pytest.param("\xff", "bytes that are not UTF-8", id="bytes"),
    ],
)
def test_a_file_that_chalice_did_not_write_is_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, found: str
) -> None:
    path = tmp_path / "chalice.tf.json"
    path.write_text(content, "latin-1")
    assert main(["terraform", str(path)]) == 2
    expected = "expected Chalice's Terraform file, not yet completed"
    assert capsys.readouterr().err == f"error: {path}: found {found}; {expected}\n"
    assert path.read_text("latin-1") == content


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "chalice.tf.json"
    assert main(["terraform", str(path)]) == 2
    assert capsys.readouterr().err.startswith(f"error: {path}: No such file or directory; expected")
    assert main(["size", str(path)]) == 2
    assert capsys.readouterr().err == f"error: {path}: No such file or directory\n"


def test_a_completed_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "chalice.tf.json"
    path.write_text(json.dumps(MINIMAL))
    assert main(["terraform", str(path)]) == 0
    completed = path.read_text()
    assert main(["terraform", str(path)]) == 2
    assert path.read_text() == completed


@pytest.mark.parametrize(
    ("door", "who", "message"),
    [
        ("rest", "none", ""),
        ("function", "none", "only\n"),
        ("http", "iam", "only, and with AUTH=iam it refuses every request\n"),
    ],
)
def test_what_the_file_lacks_of_a_stage_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    door: str,
    who: str,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    CHALICE.mkdir()
    configure(url=door, url_auth=who)
    Path("chalice.tf.json").write_text(json.dumps(MINIMAL))
    assert main(["terraform", "chalice.tf.json", "--stage", "prod"]) == 0
    assert capsys.readouterr().err.removeprefix("Terraform has the REST API ") == message
