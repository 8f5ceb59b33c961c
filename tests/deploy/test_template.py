"""The CloudFormation template that `chalice package` writes is valid and complete."""

import copy
import fnmatch
import json
import re
from pathlib import Path

import pytest
from chalice.package import YAMLTemplateSerializer

from deploy.live_version import VERSIONS, refuse_snapshots
from deploy.log_group import RETENTION_DAYS
from deploy.protection import BURST, ERRORS, REQUESTS_PER_SECOND
from emulation.servers import ROOT
from tests.support.cloudformation import lint_messages
from tests.support.resolved_template import Template, resolved


def test_the_template_for_pickles_has_the_log_of_its_role_and_a_throttle() -> None:
    written = (ROOT / ".chalice" / "joblib.yaml").read_text()
    resources = YAMLTemplateSerializer().load_template(written)["Resources"]
    log = resources["APIHandler"]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    kept = resources[log]["Properties"]
    assert kept["LogGroupName"] == {"Fn::Sub": "/aws/lambda/${AWS::StackName}"}
    assert kept["RetentionInDays"] == RETENTION_DAYS
    [limits] = resources["RestAPI"]["Properties"]["MethodSettings"]
    found = limits["ThrottlingRateLimit"], limits["ThrottlingBurstLimit"]
    assert found == (REQUESTS_PER_SECOND, BURST)


@pytest.mark.parametrize("runtime", ["python3.11", "python3.13"])
def test_the_template_passes_cfn_lint(template: Template, tmp_path: Path, runtime: str) -> None:
    """It tries every combination of the conditions that the parameters allow."""
    changed = copy.deepcopy(template)
    changed["Resources"]["APIHandler"]["Properties"]["Runtime"] = runtime
    changed["Rules"].pop("NewerPython", None)
    assert bool(refuse_snapshots(changed["Rules"], runtime)) == (runtime == "python3.11")
    path = tmp_path / "sam.yaml"
    path.write_text(YAMLTemplateSerializer().serialize_template(changed))
    assert lint_messages(path) == []


def test_the_template_has_no_yaml_aliases(merged: Path) -> None:
    assert re.findall(r"[-:] [&*]id\d+", merged.read_text()) == []


def test_a_page_of_any_origin_can_read_the_errors_of_api_gateway(template: Template) -> None:
    body = resolved(template)["RestAPI"]["DefinitionBody"]
    expected = {kind: {"responseParameters": header} for kind, header in ERRORS.items()}
    assert body["x-amazon-apigateway-gateway-responses"] == expected


def test_the_whole_stage_is_throttled_and_texts_are_not_logged(template: Template) -> None:
    [settings] = resolved(template, ThrottleRate=7)["RestAPI"]["MethodSettings"]
    assert (settings["ResourcePath"], settings["HttpMethod"]) == ("/*", "*")
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (7, 100)
    assert (settings["LoggingLevel"], settings["DataTraceEnabled"]) == ("OFF", False)


def test_the_access_log_holds_no_client_address_and_no_request_data(template: Template) -> None:
    fields = json.loads(resolved(template)["RestAPI"]["AccessLogSetting"]["Format"])
    logged = set(re.findall(r"\$context\.([\w.]+)", " ".join(fields.values())))
    assert logged & {"path", "identity.sourceIp", "identity.userAgent", "identity.apiKey"} == set()
    assert {"requestId", "status", "resourcePath"} <= logged


def test_concurrency_is_reserved_only_if_a_number_is_given(template: Template) -> None:
    assert "ReservedConcurrentExecutions" not in resolved(template)["APIHandler"]
    closed = resolved(template, ReservedConcurrency=0)
    assert closed["APIHandler"]["ReservedConcurrentExecutions"] == 0


def test_every_post_requires_the_key(template: Template) -> None:
    paths = resolved(template)["RestAPI"]["DefinitionBody"]["paths"]
    methods = [(method, each) for path in paths.values() for method, each in path.items()]
    security = {method: each.get("security") for method, each in methods if method != "options"}
    assert security == {"post": [{"api_key": []}], "get": None, "head": None}
    assert all("x-amazon-apigateway-integration" in each for _, each in methods)


def test_the_role_may_write_to_the_functions_log(template: Template) -> None:
    resources = resolved(template)
    log = resources[resources["APIHandler"]["LoggingConfig"]["LogGroup"]]["LogGroupName"]
    stream = f"arn:aws:logs:us-east-1:123456789012:log-group:{log}:log-stream:x"
    [policy] = resources[resources["APIHandler"]["Role"]]["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    [allowed] = [each["Resource"] for each in statements if "logs:PutLogEvents" in each["Action"]]
    assert fnmatch.fnmatchcase(stream, allowed)


def test_the_api_calls_the_alias_of_the_published_version(template: Template) -> None:
    resources = resolved(template)
    paths = resources["RestAPI"]["DefinitionBody"]["paths"]
    called = [
        each["x-amazon-apigateway-integration"]["uri"].rpartition("/functions/")[2]
        for path in paths.values()
        for method, each in path.items()
        if method != "options"
    ]
    assert len(called) > 10
    assert set(called) == {"LiveAlias/invocations"}
    assert resources["APIHandlerInvokePermission"]["FunctionName"] == "LiveAlias"
    assert resources["LiveAlias"]["Name"] == "live"


def test_nothing_that_costs_money_is_started_unless_asked_for(template: Template) -> None:
    resources = resolved(template)
    assert resources["APIHandler"]["SnapStart"] == {"ApplyOn": "None"}
    assert "ProvisionedConcurrencyConfig" not in resources["LiveAlias"]
    assert {"StartedCopies", "StartedCopiesPolicy"} & set(resources) == set()
    [version] = [name for name in resources if name.startswith(VERSIONS)]
    assert re.fullmatch(r"LiveVersion[0-9a-f]{10}", version)
    assert resources["LiveAlias"]["FunctionVersion"] == version


def test_provisioned_copies_belong_to_the_alias(template: Template) -> None:
    resources = resolved(template, ProvisionedConcurrency=2)
    provisioned = {"ProvisionedConcurrentExecutions": 2}
    assert resources["LiveAlias"]["ProvisionedConcurrencyConfig"] == provisioned
    assert "StartedCopies" not in resources
    resources = resolved(template, ProvisionedConcurrency=2, MostProvisionedConcurrency=9)
    scaled = resources["StartedCopies"]
    assert (scaled["MinCapacity"], scaled["MaxCapacity"]) == (2, 9)
    alias = (resources["LiveAlias"]["FunctionName"], resources["LiveAlias"]["Name"])
    assert scaled["ResourceId"] == "function:{}:{}".format(*alias)
    assert resources["StartedCopiesPolicy"]["ScalingTargetId"] == "StartedCopies"


def test_switching_snapstart_publishes_a_version(template: Template) -> None:
    resources = resolved(template, SnapStart="PublishedVersions")
    assert resources["APIHandler"]["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    [version] = [name for name in resources if name.startswith(VERSIONS)]
    assert re.fullmatch(r"LiveSnapshot[0-9a-f]{10}", version)
    assert resources["LiveAlias"]["FunctionVersion"] == version
