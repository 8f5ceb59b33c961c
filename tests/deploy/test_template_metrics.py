"""The alarms and the dashboard of the template show metrics that exist."""

import json
import re
from collections.abc import Iterator
from functools import partial
from itertools import count

import pytest

from chalicelib.serving.drift import SAMPLES
from chalicelib.serving.telemetry import NAMESPACE, Telemetry
from chalicelib.serving.trial.breaker import LEAST_ERRORS
from chalicelib.serving.trial.canary import Canary
from chalicelib.serving.trial.on_trial import OnTrial
from chalicelib.serving.trial.shadow import Shadow
from chalicelib.serving.trial.stops import Stops
from tests.support.measured import served
from tests.support.resolved_template import STACK, Template, resolved
from tests.support.trials import always, canary_of, failing

# The metrics that AWS publishes; see "metrics" in the guides to API Gateway and Lambda.
METRICS_OF_API = ("Count", "Latency", "IntegrationLatency", "4XXError", "5XXError")
METRICS_OF_FUNCTION = ("Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions")


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
