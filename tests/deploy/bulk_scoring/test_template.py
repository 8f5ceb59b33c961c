"""CloudFormation and boto3 make the same state machine with the same permissions."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from chalice.package import YAMLTemplateSerializer

from deploy.bulk_scoring.definitions import (
    event_pattern,
    machine_definition,
    machine_template,
    queue_policy,
    trust,
)
from deploy.bulk_scoring.locations import default_locations
from deploy.bulk_scoring.names import BulkNames
from deploy.bulk_scoring.setting import BulkChange
from deploy.bulk_scoring.template import completed, merge_file
from deploy.configuration.policies import StageResources, policy
from deploy.errors import DeployError
from emulation.packaging import package
from emulation.servers import ROOT
from tests.support.cloudformation import lint_messages

BULK_YAML = ROOT / ".chalice" / "bulk.yaml"
STAGE = StageResources("my-models", "dev", "spam-or-ham-dev", bulk=default_locations("my-models"))
NAMES = BulkNames("spam-or-ham-dev", "aws", "us-east-1", "123456789012")
RETRIED = {"Lambda.TooManyRequestsException", "Runtime.ExitError", "Sandbox.Timedout", "StoreError"}


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("bulk")
    template = package(
        directory, "--merge-template", ".chalice/extras.yaml", bulk=BulkChange(on=True)
    )
    merge_file(template / "sam.yaml", BULK_YAML, STAGE)
    return template / "sam.yaml"


@pytest.fixture(scope="module")
def resources(merged: Path) -> dict[str, Any]:
    found = YAMLTemplateSerializer().load_template(merged.read_text())["Resources"]
    return {name: each["Properties"] for name, each in found.items()}


def test_the_template_passes_cfn_lint(merged: Path) -> None:
    assert lint_messages(merged) == []
    assert re.findall(r"[-:] [&*]id\d+", merged.read_text()) == []


def test_both_make_the_same_state_machine(resources: dict[str, Any]) -> None:
    machine = resources["BulkMachine"]
    assert machine["StateMachineName"] == {"Fn::Sub": "${AWS::StackName}-bulk"}
    assert machine["DefinitionSubstitutions"] == {"Function": {"Fn::GetAtt": ["Bulk", "Arn"]}}
    filled = json.dumps(machine["Definition"]).replace("${Function}", NAMES.function_arn)
    assert json.loads(filled) == json.loads(machine_definition("aws", NAMES.function_arn))


def test_both_give_the_same_permissions(resources: dict[str, Any]) -> None:
    for resource, service, role in (
        ("BulkMachineRole", "states", "machine"),
        ("InboxRole", "events", "inbox"),
    ):
        assert resources[resource]["AssumeRolePolicyDocument"] == trust(service)
        [given] = resources[resource]["Policies"]
        assert given["PolicyDocument"] == policy(role, STAGE)
    [given] = resources["BulkRole"]["Policies"]
    assert given["PolicyDocument"] == policy("bulk", STAGE)


def test_both_start_the_machine_for_the_same_events(resources: dict[str, Any]) -> None:
    rule = resources["InboxRule"]
    assert rule["EventPattern"] == event_pattern("my-models")
    [target] = rule["Targets"]
    assert (target["Arn"], target["InputPath"]) == ({"Ref": "BulkMachine"}, "$.detail")
    queue, rule_arn = {"Fn::GetAtt": ["InboxQueue", "Arn"]}, {"Fn::GetAtt": ["InboxRule", "Arn"]}
    assert target["DeadLetterConfig"] == {"Arn": queue}
    allowed = resources["InboxQueuePolicy"]["PolicyDocument"]
    assert allowed == queue_policy(queue, rule_arn)


def test_the_function_has_its_own_size_log_and_role(resources: dict[str, Any]) -> None:
    function, service = resources["Bulk"], resources["APIHandler"]
    assert (function["MemorySize"], function["Timeout"]) == (1769, 900)
    assert function["CodeUri"] == service["CodeUri"]
    assert function["Role"] != service["Role"]
    assert function["LoggingConfig"] == {"LogGroup": {"Ref": "BulkLog"}}
    log = resources["BulkLog"]["LogGroupName"]
    assert log == {"Fn::Sub": "/aws/lambda/${AWS::StackName}-bulk"}


def test_without_an_inbox_the_template_has_no_rule() -> None:
    extras = YAMLTemplateSerializer().load_template(BULK_YAML.read_text())
    apart = StageResources("others", "dev", "spam-or-ham-dev", bulk=STAGE.bulk)
    assert [name for name in completed(extras, apart)["Resources"] if "Inbox" in name] == []


@pytest.mark.parametrize("content", ["Resources: {APIHandler: {}}", "", "a text", "a: [b", "\xff"])
def test_a_template_without_the_function_is_refused(tmp_path: Path, content: str) -> None:
    template = tmp_path / "sam.yaml"
    template.write_text(content, "latin-1")
    with pytest.raises(DeployError, match="expected a template of Chalice with the function Bulk"):
        merge_file(template, BULK_YAML, STAGE)


def test_every_call_is_tried_again_and_every_map_ends_in_the_check() -> None:
    states = machine_template("aws")["States"]
    score = states["Score"]
    tasks = [states["Plan"], states["Finish"], *score["ItemProcessor"]["States"].values()]
    for task in tasks:
        assert {error for retry in task["Retry"] for error in retry["ErrorEquals"]} >= RETRIED
        assert {retry["JitterStrategy"] for retry in task["Retry"]} == {"FULL"}
    assert score["Catch"][0] | {"ResultPath": ""} == {
        "ErrorEquals": ["States.ALL"],
        "ResultPath": "",
        "Next": "Finish",
    }
    assert score["Next"] == "Finish"
    assert "arn:aws:" not in json.dumps(machine_template("aws-cn"))


def test_only_packed_files_are_scored_by_workflows_that_may_take_longer() -> None:
    """An express workflow ends after five minutes; a standard one costs a multiple."""
    states = machine_template("aws")["States"]
    score, packed = states["Score"], states["Score packed files"]
    kinds = [
        each["ItemProcessor"]["ProcessorConfig"].pop("ExecutionType") for each in (score, packed)
    ]
    assert kinds == ["EXPRESS", "STANDARD"]
    payload = score["ItemProcessor"]["States"]["Score a part"]["Parameters"]["Payload"]
    assert payload.pop("entered.$") == "$$.State.EnteredTime"
    assert score | {"Label": ""} == packed | {"Label": ""}
    choices = {each["Next"]: each["Variable"] for each in states["Any left?"]["Choices"]}
    assert choices["Score packed files"] == "$.plan.is.packed"
