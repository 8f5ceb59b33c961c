"""The CloudFormation template that `chalice package` writes is valid and complete."""

import copy
import fnmatch
import json
import re
import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from chalice.package import YAMLTemplateSerializer

from chalicelib.serving.drift import SAMPLES
from chalicelib.serving.telemetry import NAMESPACE, Telemetry
from chalicelib.serving.trial.breaker import LEAST_ERRORS
from chalicelib.serving.trial.canary import Canary
from chalicelib.serving.trial.on_trial import OnTrial
from chalicelib.serving.trial.shadow import Shadow
from chalicelib.serving.trial.stops import Stops
from deploy.doors.function_url import PUBLIC
from deploy.live_version import VERSIONS, refuse_snapshots
from deploy.log_group import RETENTION_DAYS
from deploy.protection import BURST, ERRORS, REQUESTS_PER_SECOND
from emulation.packaging import package
from emulation.servers import ROOT
from tests.support.cloudformation import lint_messages
from tests.support.measured import served
from tests.support.trials import always, canary_of, failing

Template = dict[str, Any]

BIN = Path(sys.executable).parent
STACK = "spam-or-ham-dev"
PSEUDO = {"AWS::StackName": STACK, "AWS::Region": "us-east-1", "AWS::NoValue": None}
# The metrics that AWS publishes; see "metrics" in the guides to API Gateway and Lambda.
METRICS_OF_API = ("Count", "Latency", "IntegrationLatency", "4XXError", "5XXError")
METRICS_OF_FUNCTION = ("Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("cloudformation")
    return package(directory, "--merge-template", ".chalice/extras.yaml", api_key=True) / "sam.yaml"


@pytest.fixture(scope="module")
def template(merged: Path) -> Template:
    return YAMLTemplateSerializer().load_template(merged.read_text())


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


def resolved(template: Template, **parameters: object) -> Template:
    """Return the properties of the resources that CloudFormation would create.

    `parameters` override the defaults. A reference to a resource becomes its name; properties
    without a value are left out.
    """
    values: Template = {name: name for name in template["Resources"]} | PSEUDO
    values["RestAPI.Stage"] = template["Resources"]["RestAPI"]["Properties"]["StageName"]
    values |= {name: each["Default"] for name, each in template["Parameters"].items()} | parameters
    values |= {name: evaluate(each, values) for name, each in template["Conditions"].items()}
    return {
        name: evaluate(each["Properties"], values)
        for name, each in template["Resources"].items()
        if values.get(each.get("Condition"), True)
    }


def evaluate(node: Any, values: Template) -> Any:
    if isinstance(node, list):
        return [each for each in (evaluate(one, values) for one in node) if each is not None]
    if not isinstance(node, dict):
        return node
    if len(node) == 1 and next(iter(node)).startswith(("Fn::", "Ref")):
        return call(*next(iter(node.items())), values)
    pairs = {key: evaluate(each, values) for key, each in node.items()}
    return {key: each for key, each in pairs.items() if each is not None}


def call(function: str, arguments: Any, values: Template) -> Any:
    match function, arguments:
        case "Ref", name:
            return values[name]
        case "Fn::If", [condition, one, other]:
            return evaluate(one if values[condition] else other, values)
        case "Fn::Not", [condition]:
            return not evaluate(condition, values)
        case "Fn::And" | "Fn::Or", conditions:
            return (all if function == "Fn::And" else any)(evaluate(conditions, values))
        case "Fn::Equals", [one, other]:
            return str(evaluate(one, values)) == str(evaluate(other, values))
        case "Fn::GetAtt", [name, _]:
            return name
        case "Fn::Sub", pattern:
            return substituted(pattern, values)
    raise NotImplementedError(function)


def substituted(pattern: Any, values: Template) -> str:
    if isinstance(pattern, list):
        pattern, own = pattern
        values = values | evaluate(own, values)
    return re.sub(r"\$\{(.+?)\}", lambda name: str(values.get(name[1], name[1])), pattern)


def own_metrics(capsys: pytest.CaptureFixture[str]) -> set[tuple[str, ...]]:
    """Return the namespace, name (whole, and up to a dot) and dimension of each metric."""
    telemetry = Telemetry("APIHandler", count().__next__)  # app.py names the function
    model = served(positive="spam")[1]
    telemetry.request("POST /spamorham", 0.0, 200, ["spam"], "v", [None, "not in the store"])
    for _ in range(SAMPLES):
        telemetry.predicted(["spam", "unsure"], ["unsure"], model, ["0"])
        telemetry.request("POST /spamorham", 0.0, 200, ["spam"], "v", [])
    telemetry.request("POST /spamorham", 0.0, 400, {"Code": "BadRequestError"}, "v", [])
    for trial in failing_trials():
        for body in map(str, range(LEAST_ERRORS)):
            trial.respond(lambda model: model.predict(""), partial(str, body), telemetry.tried)
            telemetry.request("POST /spamorham", 0.0, 200, [], "v", [])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {
        (each["Namespace"], name, dimension, line[dimension])
        for line in lines
        for each in line["_aws"]["CloudWatchMetrics"]
        for [dimension] in each["Dimensions"]
        for metric in each["Metrics"]
        for name in {metric["Name"], metric["Name"].partition(".")[0]}
    }


def failing_trials() -> Iterator[OnTrial]:
    """Yield a shadow and a canary whose candidate fails."""
    promoted, candidate = always("ham"), failing(recipe="another")
    yield Shadow(promoted, candidate)
    trial = canary_of(candidate, percent=100)
    yield Canary(promoted, candidate, trial, Stops(None, trial))


@pytest.fixture
def known(capsys: pytest.CaptureFixture[str]) -> set[tuple[str, ...]]:
    """Return all metrics: namespace, name, and pairs of dimension and value."""
    api = ("ApiName", STACK, "Stage", "api")
    gateway = {("AWS/ApiGateway", name, *api) for name in METRICS_OF_API}
    functions = {("AWS/Lambda", name, "FunctionName", "APIHandler") for name in METRICS_OF_FUNCTION}
    return gateway | functions | own_metrics(capsys)


def widget_metrics(widgets: list[Template]) -> Iterator[tuple[str, ...]]:
    """Yield each metric of a dashboard; replace `.` and `...`, which repeat the line before."""
    for widget in widgets:
        before: list[str] = []
        for row in widget["properties"]["metrics"]:
            names = [each for each in row if isinstance(each, str)]
            if names == ["..."]:
                names = before
            before = [before[at] if each == "." else each for at, each in enumerate(names)]
            yield tuple(before) or searched(row[0]["expression"])


def metrics_of(alarm: Template) -> list[Template]:
    """Return the metrics that an alarm watches, also those that it computes with."""
    if "Metrics" not in alarm:
        return [alarm]
    return [each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each]


def searched(expression: str) -> tuple[str, ...]:
    form = r"""SEARCH\('\{(\w+),(\w+)\} MetricName=(\w+) \2="([\w-]+)"', 'Sum'\)"""
    [(namespace, dimension, name, value)] = re.findall(form, expression)
    return namespace, name, dimension, value


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


def test_every_alarm_watches_an_existing_metric(
    template: Template, known: set[tuple[str, ...]]
) -> None:
    alarms = [each for name, each in resolved(template).items() if name.endswith("Alarm")]
    watched = set()
    for metric in (each for alarm in alarms for each in metrics_of(alarm)):
        pairs = [part for each in metric["Dimensions"] for part in (each["Name"], each["Value"])]
        watched.add((metric["Namespace"], metric["MetricName"], *pairs))
    assert watched - known == set()
    assert len(watched) == 12
    assert {alarm["TreatMissingData"] for alarm in alarms} == {"notBreaching"}


@pytest.mark.parametrize(
    ("url", "namespace", "metrics", "dimension"),
    [
        ("rest", "", (), ()),
        (
            "function",
            "AWS/Lambda",
            ("Url5xxCount", "UrlRequestLatency"),
            ("FunctionName", "APIHandler"),
        ),
        ("http", "AWS/ApiGateway", ("5xx", "Latency"), ("ApiId", "HttpApi")),
    ],
)
def test_another_door_has_alarms_of_its_own(
    template: Template,
    url: str,
    namespace: str,
    metrics: tuple[str, ...],
    dimension: tuple[str, ...],
) -> None:
    """The names are those in the guides to function URLs and HTTP APIs."""
    resources = resolved(template, Url=url)
    alarms = [each for name, each in resources.items() if re.fullmatch(r"Door\w+Alarm", name)]
    watched = [
        (alarm["Namespace"], alarm["MetricName"], *each.values())
        for alarm in alarms
        for each in alarm["Dimensions"]
    ]
    assert sorted(watched) == [(namespace, metric, *dimension) for metric in metrics]


def test_an_alarm_that_computes_returns_one_series_of_the_metrics_that_it_names(
    template: Template,
) -> None:
    resources = resolved(template, LeastPositiveShare=5, MostPositiveShare=40)
    for name in ("UnsureAlarm", "PositiveShareAlarm"):
        metrics = {each["Id"]: each for each in resources[name]["Metrics"]}
        assert [each.get("ReturnData", True) for each in metrics.values()].count(True) == 1
        expressions = [each["Expression"] for each in metrics.values() if "Expression" in each]
        assert set(re.findall(r"\b[a-z]+\b", " ".join(expressions))) < set(metrics)
    outside = resources["PositiveShareAlarm"]["Metrics"][0]["Expression"]
    assert "share < 5, 1" in outside
    assert "share > 40, 1" in outside


def test_alarms_send_mail_only_if_an_address_is_given(template: Template) -> None:
    silent = resolved(template)
    assert "AlarmTopic" not in silent
    assert silent["ErrorAlarm"]["AlarmActions"] == []
    loud = resolved(template, AlarmEmail="a@example.org")
    assert loud["AlarmTopic"]["Subscription"] == [
        {"Protocol": "email", "Endpoint": "a@example.org"}
    ]
    assert loud["ErrorAlarm"]["AlarmActions"] == ["AlarmTopic"]


def test_the_dashboard_shows_every_metric_of_the_service_and_only_existing_ones(
    template: Template, known: set[tuple[str, ...]]
) -> None:
    widgets = json.loads(resolved(template)["Dashboard"]["DashboardBody"])["widgets"]
    shown = set(widget_metrics(widgets))
    assert shown - known == set()
    own = {each for each in known if each[0] == NAMESPACE and "." not in each[1]}
    assert own - shown == set()


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


def test_a_function_url_has_the_permissions_that_the_command_gives(template: Template) -> None:
    resources = resolved(template, Url="function")
    live = {"TargetFunctionArn": "APIHandler", "Qualifier": "live", "AuthType": "NONE"}
    assert resources["FunctionUrl"] == live
    given = [resources["FunctionUrlPermission"], resources["FunctionUrlInvokePermission"]]
    expected = [{k: v for k, v in each.items() if k != "StatementId"} for each in PUBLIC]
    assert {each.pop("FunctionName") for each in given} == {"LiveAlias"}
    assert given == expected
    signed = resolved(template, Url="function", UrlAuth="iam")
    assert signed["FunctionUrl"]["AuthType"] == "AWS_IAM"
    assert {"FunctionUrlPermission", "FunctionUrlInvokePermission"} & set(signed) == set()


@pytest.mark.parametrize(("auth", "kind"), [("none", "NONE"), ("iam", "AWS_IAM")])
def test_an_http_api_passes_everything_to_the_function(
    template: Template, auth: str, kind: str
) -> None:
    resources = resolved(template, Url="http", UrlAuth=auth, ThrottleRate=7)
    integration = resources["HttpApiIntegration"]
    assert (integration["PayloadFormatVersion"], integration["ApiId"]) == ("2.0", "HttpApi")
    assert integration["IntegrationUri"] == "LiveAlias"
    assert resources["HttpApiPermission"]["FunctionName"] == "LiveAlias"
    route, stage = resources["HttpApiRoute"], resources["HttpApiStage"]
    assert (route["RouteKey"], route["AuthorizationType"]) == ("$default", kind)
    assert route["Target"] == "integrations/HttpApiIntegration"
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 7
    assert "FunctionUrl" not in resources


@pytest.mark.parametrize(
    ("url", "auth", "effect"),
    [
        ("rest", "none", "Allow"),
        ("rest", "iam", "Allow"),
        ("function", "none", "Allow"),
        ("function", "iam", "Deny"),
        ("http", "iam", "Deny"),
    ],
)
def test_the_rest_api_is_closed_only_behind_another_door_that_asks_for_signatures(
    template: Template, url: str, auth: str, effect: str
) -> None:
    body = resolved(template, Url=url, UrlAuth=auth)["RestAPI"]["DefinitionBody"]
    [statement] = body["x-amazon-apigateway-policy"]["Statement"]
    assert (statement["Effect"], statement["Principal"]) == (effect, "*")


def test_without_another_door_there_is_none(template: Template) -> None:
    named = [name for name in resolved(template) if name.startswith(("FunctionUrl", "HttpApi"))]
    assert named == []


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
