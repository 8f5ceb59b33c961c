"""Run docs/deploy.md from an empty account to an empty account (`make rehearsal`).

Chalice's deployer and boto3 talk to an emulated AWS. curl talks to the package that they uploaded,
which runs under AWS's runtime client with the role that the deployment created.
"""

import json
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deploy.configuration.policies import policy
from deploy.protection import ERRORS
from emulation.servers import ROOT, emulated_aws
from tests.support.rehearsal import RESOURCES, Rehearsal, add_own_model
from tests.support.shell import assert_shown, commands

DOCUMENT = (ROOT / "docs" / "deploy.md").read_text("utf-8")
DEPLOYING, REMOVING = (commands(part) for part in DOCUMENT.split("## Removing a stage"))
REPORTING = replace(RESOURCES, reports=(RESOURCES.bucket, RESOURCES.prefix))
TEXT = "WINNER!! claim your free prize now, só fácil"
REPORT = {"text": TEXT, "label": "ham"}
FRAUD = "Hi mum, my phone is broken, can you lend me money for the rent"
REPORTS = 8
AS_JSON = "-H 'Content-Type: application/json'"
WITH_KEY = '-H "x-api-key: $KEY"'
REPORT_URL = '"$(chalice url --stage prod)report"'
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [1], "data": [TEXT]}


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory, warm_programs: Path) -> Iterator[Rehearsal]:
    started = time.monotonic()
    directory = tmp_path_factory.mktemp("rehearsal") / "project"
    with emulated_aws() as aws, Rehearsal(directory, aws, warm_programs) as rehearsal:
        add_own_model(directory)
        yield rehearsal
        calls = json.loads(rehearsal.fetch("/received/calls"))
    seconds = time.monotonic() - started
    counts = ", ".join(f"{service} {count}" for service, count in sorted(calls.items()))
    print(f"\nrehearsed in {seconds:.0f} s; calls: {counts}")


def request(rehearsal: Rehearsal, method: str, path: str, body: bytes, content_type: str) -> Any:
    headers = {"Content-Type": content_type, "x-api-key": next(iter(rehearsal.keys()))}
    url = rehearsal.gateway().url.rstrip("/") + path
    prepared = urllib.request.Request(url, body or None, headers, method=method)  # noqa: S310
    with urllib.request.urlopen(prepared, timeout=30) as response:  # noqa: S310 - on loopback
        raw = response.read()
        assert response.status == 200
    return raw if path == "/" else json.loads(raw)


@pytest.mark.parametrize(("command", "shown"), DEPLOYING)
def test_each_command_prints_the_output_below_it(
    rehearsal: Rehearsal, command: str, shown: str
) -> None:
    assert_shown(rehearsal.run(command), shown)


def test_the_function_has_the_configured_settings(rehearsal: Rehearsal) -> None:
    function = rehearsal.client("lambda").get_function(FunctionName=RESOURCES.function)[
        "Configuration"
    ]
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    assert function["Architectures"] == [config["lambda_architecture"]] == ["arm64"]
    assert function["MemorySize"] == config["lambda_memory_size"]
    assert function["Timeout"] == config["lambda_timeout"]
    assert function["TracingConfig"] == {"Mode": "Active"}
    environ = {"MODEL_URI": "s3://my-models/prod", "REQUIRE_API_KEY": "0"}
    environ["REPORTS_URI"] = environ["MODEL_URI"]
    assert function["Environment"]["Variables"] == config["environment_variables"] | environ
    role = function["Role"].rpartition("/")[2]
    attached = rehearsal.client("iam").get_role_policy(RoleName=role, PolicyName=role)
    assert attached["PolicyDocument"] == policy("service", REPORTING)


def test_the_log_is_kept_for_a_month_and_the_api_is_throttled(rehearsal: Rehearsal) -> None:
    group = rehearsal.client("logs").describe_log_groups()["logGroups"][0]
    assert (group["logGroupName"], group["retentionInDays"]) == (
        f"/aws/lambda/{RESOURCES.function}",
        30,
    )
    gateway = rehearsal.client("apigateway")
    api = gateway.get_rest_apis()["items"][0]["id"]
    settings = gateway.get_stage(restApiId=api, stageName="api")["methodSettings"]["*/*"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (50, 100)
    for kind, parameters in ERRORS.items():
        error = gateway.get_gateway_response(restApiId=api, responseType=kind)
        assert error["responseParameters"] == parameters


def test_every_route_responds(rehearsal: Rehearsal) -> None:
    paths = rehearsal.document()["paths"]
    responses = {}
    for path, methods in paths.items():
        for method in {*methods} - {"options", "head"}:
            body, content_type = b"", "application/json"
            if path.endswith("/infer"):
                body = json.dumps({"inputs": [TENSOR]}).encode()
            elif path == "/report":
                body = json.dumps(REPORT).encode()
            elif method == "post":
                body, content_type = TEXT.encode("utf-16"), "text/plain; charset=utf-16"
            url_path = path.replace("{name}", "spam-or-ham")
            responses[path] = request(rehearsal, method.upper(), url_path, body, content_type)
    assert len(responses) == 13
    assert responses["/report"]["label"] == "ham"
    assert responses["/spamorham"] == ["spam"] == [responses["/explain"]["label"]]
    assert responses["/v2/models/{name}/infer"]["outputs"][0]["data"] == ["spam"]
    assert responses["/model"]["version"] == responses["/health"]["version"]
    assert b"</html>" in responses["/"]


def test_the_log_has_a_line_per_request_and_no_text(rehearsal: Rehearsal) -> None:
    before = len(rehearsal.log())
    request(rehearsal, "POST", "/spamorham", TEXT.encode(), "text/plain")
    lines = rehearsal.log()[before:]
    assert [line["route"] for line in lines] == ["POST /spamorham"]
    assert "prize" not in json.dumps(rehearsal.log())


def test_a_wrong_label_is_reported_learned_tried_and_then_right(rehearsal: Rehearsal) -> None:
    def labelled(text: str = FRAUD) -> list[str]:
        label: list[str] = request(rehearsal, "POST", "/spamorham", text.encode(), "text/plain")
        return label

    assert labelled() == ["ham"]
    for number in range(REPORTS):
        report = json.dumps({"text": f"{FRAUD} {number}", "label": "spam", "reporter": f"{number}"})
        sent = rehearsal.run(f"curl -sS --data-binary '{report}' {AS_JSON} {WITH_KEY} {REPORT_URL}")
        assert json.loads(sent)["label"] == "spam"
    # The few texts of the rehearsal are near copies of one another, so there is no old set.
    learn = "python -m train learn --data build/sms-spam.csv --force"
    assert "on trial at s3://my-models/prod" in rehearsal.run(f"{learn} --shadow")
    assert labelled() == ["ham"]
    shadowed = rehearsal.log()[-1]
    assert shadowed["Shadow.Disagreements"] == 1
    rehearsal.run("python -m train promote --canary 99")
    # The digest of the body and the version decides which one of a hundred requests is left out.
    assert ["spam"] in (labelled(FRAUD + ending) for ending in ("", " ", "  "))
    assert rehearsal.log()[-1]["version"] == shadowed["candidate"] != shadowed["version"]
    rehearsal.run(f"python -m train promote {shadowed['candidate']}")
    assert labelled() == ["spam"]
    assert request(rehearsal, "GET", "/health", b"", "")["version"] == shadowed["candidate"]


def test_a_function_of_the_author_was_deployed_and_is_called(rehearsal: Rehearsal) -> None:
    printed = rehearsal.run("python -m train export own.joblib --out build/own")
    assert "wrote chalicelib/functions" not in printed  # it was there before `make deploy`
    rehearsal.run("python -m train publish build/own --promote --force")
    labels = request(rehearsal, "POST", "/spamorham", TEXT.encode(), "text/plain")
    assert labels == ["spam"]
    last = rehearsal.log()[-1]
    assert last["version"] == request(rehearsal, "GET", "/health", b"", "")["version"]
    served = json.loads((rehearsal.directory / "build" / "own" / "manifest.json").read_text())
    assert [name[:6] for name in served["functions"]] == ["words_"]
    assert last["version"].startswith(served["created"])


@pytest.mark.parametrize(("command", "shown"), REMOVING)
def test_each_removal_prints_the_output_below_it(
    rehearsal: Rehearsal, command: str, shown: str
) -> None:
    assert_shown(rehearsal.run(command), shown)


def test_only_the_models_remain(rehearsal: Rehearsal) -> None:
    assert rehearsal.client("lambda").list_functions()["Functions"] == []
    assert rehearsal.client("logs").describe_log_groups()["logGroups"] == []
    assert rehearsal.client("iam").list_roles()["Roles"] == []
    gateway = rehearsal.client("apigateway")
    assert [gateway.get_rest_apis()["items"], gateway.get_usage_plans()["items"]] == [[], []]
    assert gateway.get_api_keys()["items"] == []
    keys = rehearsal.client("s3").list_objects_v2(Bucket=RESOURCES.bucket)["Contents"]
    assert f"{RESOURCES.prefix}/current.json" in {each["Key"] for each in keys}
