"""What `chalice package` writes for CloudFormation and for Terraform is valid and complete."""

import fnmatch
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chalice.package import YAMLTemplateSerializer

from chalicelib.serving.telemetry import NAMESPACE, Telemetry
from emulation.packaging import package

Template = dict[str, Any]

BIN = Path(sys.executable).parent
STACK = "spam-or-ham-dev"
PSEUDO = {"AWS::StackName": STACK, "AWS::Region": "us-east-1", "AWS::NoValue": None}
# What AWS writes by itself; see "metrics" in the guides to API Gateway and Lambda.
METRICS_OF_API = ("Count", "Latency", "IntegrationLatency", "4XXError", "5XXError")
METRICS_OF_FUNCTION = ("Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("cloudformation")
    return package(directory, "--merge-template", ".chalice/extras.yaml", api_key=True) / "sam.yaml"


@pytest.fixture(scope="module")
def template(merged: Path) -> Template:
    return YAMLTemplateSerializer().load_template(merged.read_text())


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = tmp_path_factory.mktemp("terraform")
    return (package(directory, "--pkg-format", "terraform") / "chalice.tf.json").read_text()


def resolved(template: Template, **given: object) -> Template:
    """Return the properties of what CloudFormation would make with some parameters given.

    A reference to a resource becomes its name; what has no value is left out.
    """
    values: Template = {name: name for name in template["Resources"]} | PSEUDO
    values["RestAPI.Stage"] = template["Resources"]["RestAPI"]["Properties"]["StageName"]
    values |= {name: each["Default"] for name, each in template["Parameters"].items()} | given
    values |= {name: made(each, values) for name, each in template["Conditions"].items()}
    return {
        name: made(each["Properties"], values)
        for name, each in template["Resources"].items()
        if values.get(each.get("Condition"), True)
    }


def made(node: Any, values: Template) -> Any:
    if isinstance(node, list):
        return [each for each in (made(one, values) for one in node) if each is not None]
    if not isinstance(node, dict):
        return node
    if len(node) == 1 and next(iter(node)).startswith(("Fn::", "Ref")):
        return called(*next(iter(node.items())), values)
    pairs = {key: made(each, values) for key, each in node.items()}
    return {key: each for key, each in pairs.items() if each is not None}


def called(function: str, given: Any, values: Template) -> Any:
    match function, given:
        case "Ref", name:
            return values[name]
        case "Fn::If", [condition, one, other]:
            return made(one if values[condition] else other, values)
        case "Fn::Not", [condition]:
            return not made(condition, values)
        case "Fn::Equals", [one, other]:
            return str(made(one, values)) == str(made(other, values))
        case "Fn::GetAtt", [name, _]:
            return name
        case "Fn::Sub", [pattern, own]:
            return called("Fn::Sub", pattern, values | made(own, values))
        case "Fn::Sub", pattern:
            return re.sub(r"\$\{(.+?)\}", lambda name: str(values.get(name[1], name[1])), pattern)
    raise NotImplementedError(function)


def own_metrics(capsys: pytest.CaptureFixture[str]) -> set[tuple[str, ...]]:
    """Return namespace, name before a dot, and dimension of each metric that the service writes."""
    telemetry = Telemetry("APIHandler", lambda: 0.0)  # app.py names the function
    telemetry.request("POST /spamorham", 0.0, 200, ["spam"], "v", [None, "not in the store"])
    telemetry.request("POST /spamorham", 0.0, 400, {"Code": "BadRequestError"}, "v", [])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {
        (each["Namespace"], metric["Name"].partition(".")[0], dimension, line[dimension])
        for line in lines
        for each in line["_aws"]["CloudWatchMetrics"]
        for [dimension] in each["Dimensions"]
        for metric in each["Metrics"]
    }


@pytest.fixture
def known(capsys: pytest.CaptureFixture[str]) -> set[tuple[str, ...]]:
    """Return every metric there is, as the namespace, the name and pairs of dimension and value."""
    api = ("ApiName", STACK, "Stage", "api")
    gateway = {("AWS/ApiGateway", name, *api) for name in METRICS_OF_API}
    functions = {("AWS/Lambda", name, "FunctionName", "APIHandler") for name in METRICS_OF_FUNCTION}
    return gateway | functions | own_metrics(capsys)


def widget_metrics(widgets: list[Template]) -> Iterator[tuple[str, ...]]:
    """Yield each metric of a dashboard, shorthands for what the line before it says written out."""
    for widget in widgets:
        before: list[str] = []
        for row in widget["properties"]["metrics"]:
            names = [each for each in row if isinstance(each, str)]
            if names == ["..."]:
                names = before
            before = [before[at] if each == "." else each for at, each in enumerate(names)]
            yield tuple(before) or searched(row[0]["expression"])


def searched(expression: str) -> tuple[str, ...]:
    form = r"""SEARCH\('\{(\w+),(\w+)\} MetricName=(\w+) \2="([\w-]+)"', 'Sum'\)"""
    [(namespace, dimension, name, value)] = re.findall(form, expression)
    return namespace, name, dimension, value


def test_cfn_lint_finds_nothing(merged: Path) -> None:
    command = [str(BIN / "cfn-lint"), "--non-zero-exit-code", "warning", str(merged)]
    lint = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (lint.returncode, lint.stdout) == (0, "")


def test_the_template_has_no_aliases_which_cloudformation_does_not_read(merged: Path) -> None:
    assert re.findall(r"[-:] [&*]id\d+", merged.read_text()) == []


def test_errors_of_api_gateway_can_be_read_by_a_page_of_any_origin(template: Template) -> None:
    body = resolved(template)["RestAPI"]["DefinitionBody"]
    header = {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
    readable = {"responseParameters": header}
    answers = {"DEFAULT_4XX": readable, "DEFAULT_5XX": readable}
    assert body["x-amazon-apigateway-gateway-responses"] == answers


def test_every_alarm_watches_a_metric_that_there_is(
    template: Template, known: set[tuple[str, ...]]
) -> None:
    alarms = [each for name, each in resolved(template).items() if name.endswith("Alarm")]
    watched = set()
    for alarm in alarms:
        pairs = [part for each in alarm["Dimensions"] for part in (each["Name"], each["Value"])]
        watched.add((alarm["Namespace"], alarm["MetricName"], *pairs))
    assert watched - known == set()
    assert len(watched) == 5
    assert {alarm["TreatMissingData"] for alarm in alarms} == {"notBreaching"}


def test_alarms_notify_somebody_only_where_an_address_is_given(template: Template) -> None:
    silent = resolved(template)
    assert "AlarmTopic" not in silent
    assert silent["ErrorAlarm"]["AlarmActions"] == []
    loud = resolved(template, AlarmEmail="a@example.org")
    assert loud["AlarmTopic"]["Subscription"] == [
        {"Protocol": "email", "Endpoint": "a@example.org"}
    ]
    assert loud["ErrorAlarm"]["AlarmActions"] == ["AlarmTopic"]


def test_the_dashboard_shows_every_metric_of_the_service_and_none_that_is_missing(
    template: Template, known: set[tuple[str, ...]]
) -> None:
    widgets = json.loads(resolved(template)["Dashboard"]["DashboardBody"])["widgets"]
    shown = set(widget_metrics(widgets))
    assert shown - known == set()
    assert {each for each in known if each[0] == NAMESPACE} - shown == set()


def test_the_whole_stage_is_throttled_and_its_texts_are_not_logged(template: Template) -> None:
    [settings] = resolved(template, ThrottleRate=7)["RestAPI"]["MethodSettings"]
    assert (settings["ResourcePath"], settings["HttpMethod"]) == ("/*", "*")
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (7, 100)
    assert (settings["LoggingLevel"], settings["DataTraceEnabled"]) == ("OFF", False)


def test_the_access_log_names_no_client_and_nothing_that_it_sent(template: Template) -> None:
    fields = json.loads(resolved(template)["RestAPI"]["AccessLogSetting"]["Format"])
    logged = set(re.findall(r"\$context\.([\w.]+)", " ".join(fields.values())))
    assert logged & {"path", "identity.sourceIp", "identity.userAgent", "identity.apiKey"} == set()
    assert {"requestId", "status", "resourcePath"} <= logged


def test_concurrency_is_reserved_only_where_a_number_is_given(template: Template) -> None:
    assert "ReservedConcurrentExecutions" not in resolved(template)["APIHandler"]
    closed = resolved(template, ReservedConcurrency=0)
    assert closed["APIHandler"]["ReservedConcurrentExecutions"] == 0


def test_a_required_key_is_asked_for_by_every_post(template: Template) -> None:
    paths = resolved(template)["RestAPI"]["DefinitionBody"]["paths"]
    methods = [(method, each) for path in paths.values() for method, each in path.items()]
    asking = {method: each.get("security") for method, each in methods if method != "options"}
    assert asking == {"post": [{"api_key": []}], "get": None}
    assert all("x-amazon-apigateway-integration" in each for _, each in methods)


def test_the_role_may_write_the_log_that_the_function_is_given(template: Template) -> None:
    resources = resolved(template)
    log = resources[resources["APIHandler"]["LoggingConfig"]["LogGroup"]]["LogGroupName"]
    stream = f"arn:aws:logs:us-east-1:123456789012:log-group:{log}:log-stream:x"
    [policy] = resources[resources["APIHandler"]["Role"]]["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    [allowed] = [each["Resource"] for each in statements if "logs:PutLogEvents" in each["Action"]]
    assert fnmatch.fnmatchcase(stream, allowed)


def test_what_terraform_is_told_to_refer_to_is_there(terraform: str) -> None:
    written = json.loads(terraform)
    there = {f"{kind}.{name}" for kind, each in written["resource"].items() for name in each}
    there |= {f"data.{kind}.{name}" for kind, each in written["data"].items() for name in each}
    there |= {f"local.{name}" for name in written["locals"]}
    inside = " ".join(re.findall(r"\$\{(.*?)\}", terraform))
    named = set(re.findall(r"\b(local\.\w+|data\.\w+\.\w+|(?<!\.)aws_\w+\.[\w-]+)", inside))
    assert named - there == set()
    assert "local.chalice_api_swagger" in named
