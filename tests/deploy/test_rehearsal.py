"""docs/deploy.md carried out, from an empty account to none (`make rehearsal`).

Chalice's real deployer and boto3 talk to an emulated AWS, real curl to the package that they sent,
which runs under AWS's runtime client by the role that was made for it.
"""

import json
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.policies import policy
from emulation.servers import ROOT, free_port, running
from tests.support.rehearsal import PLACE, Rehearsal
from tests.support.shell import assert_shown, commands

DOCUMENT = (ROOT / "docs" / "deploy.md").read_text("utf-8")
DEPLOYING, REMOVING = (commands(part) for part in DOCUMENT.split("## Removing it"))
TEXT = "WINNER!! claim your free prize now, só fácil"
TENSOR = {"name": "text", "datatype": "BYTES", "shape": [1], "data": [TEXT]}


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    started = time.monotonic()
    aws = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "emulation.aws", aws.rpartition(":")[2]]
    directory = tmp_path_factory.mktemp("rehearsal") / "project"
    with running(command, f"{aws}/moto-api/"), Rehearsal(directory, aws) as rehearsal:
        yield rehearsal
        calls = json.loads(rehearsal.tell("/told/calls"))
    seconds = time.monotonic() - started
    told = ", ".join(f"{service} {count}" for service, count in sorted(calls.items()))
    print(f"\nrehearsed in {seconds:.0f} s; calls: {told}")


def ask(rehearsal: Rehearsal, method: str, path: str, body: bytes, content_type: str) -> Any:
    headers = {"Content-Type": content_type}
    url = rehearsal.gateway().url.rstrip("/") + path
    request = urllib.request.Request(url, body or None, headers, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - on loopback
        raw = answer.read()
        assert answer.status == 200
    return raw if path == "/" else json.loads(raw)


@pytest.mark.parametrize(("command", "shown"), DEPLOYING)
def test_each_command_prints_what_stands_below_it(
    rehearsal: Rehearsal, command: str, shown: str
) -> None:
    assert_shown(rehearsal.run(command), shown)


def test_the_function_is_as_it_is_configured(rehearsal: Rehearsal) -> None:
    function = rehearsal.client("lambda").get_function(FunctionName=PLACE.function)["Configuration"]
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    assert function["Architectures"] == [config["lambda_architecture"]] == ["arm64"]
    assert function["MemorySize"] == config["lambda_memory_size"]
    assert function["Timeout"] == config["lambda_timeout"]
    assert function["TracingConfig"] == {"Mode": "Active"}
    environ = {"MODEL_URI": "s3://my-models/prod", "REQUIRE_API_KEY": "0"}
    assert function["Environment"]["Variables"] == environ
    role = function["Role"].rpartition("/")[2]
    given = rehearsal.client("iam").get_role_policy(RoleName=role, PolicyName=role)
    assert given["PolicyDocument"] == policy("service", PLACE)


def test_the_log_is_kept_for_a_month_and_the_api_is_throttled(rehearsal: Rehearsal) -> None:
    group = rehearsal.client("logs").describe_log_groups()["logGroups"][0]
    assert (group["logGroupName"], group["retentionInDays"]) == (
        f"/aws/lambda/{PLACE.function}",
        30,
    )
    gateway = rehearsal.client("apigateway")
    api = gateway.get_rest_apis()["items"][0]["id"]
    settings = gateway.get_stage(restApiId=api, stageName="api")["methodSettings"]["*/*"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (50, 100)


def test_every_route_answers(rehearsal: Rehearsal) -> None:
    paths = rehearsal.document()["paths"]
    answers = {}
    for path, methods in paths.items():
        for method in {*methods} - {"options"}:
            body, content_type = b"", "application/json"
            if path.endswith("/infer"):
                body = json.dumps({"inputs": [TENSOR]}).encode()
            elif method == "post":
                body, content_type = TEXT.encode("utf-16"), "text/plain; charset=utf-16"
            asked = path.replace("{name}", "spam-or-ham")
            answers[path] = ask(rehearsal, method.upper(), asked, body, content_type)
    assert len(answers) == 12
    assert answers["/spamorham"] == ["spam"] == [answers["/explain"]["label"]]
    assert answers["/v2/models/{name}/infer"]["outputs"][0]["data"] == ["spam"]
    assert answers["/model"]["version"] == answers["/health"]["version"]
    assert b"</html>" in answers["/"]


def test_the_log_has_a_line_per_request_and_no_text(rehearsal: Rehearsal) -> None:
    before = len(rehearsal.log())
    ask(rehearsal, "POST", "/spamorham", TEXT.encode(), "text/plain")
    lines = rehearsal.log()[before:]
    assert [line["route"] for line in lines] == ["POST /spamorham"]
    assert "prize" not in json.dumps(rehearsal.log())


@pytest.mark.parametrize(("command", "shown"), REMOVING)
def test_removing_prints_what_stands_below_it(
    rehearsal: Rehearsal, command: str, shown: str
) -> None:
    assert_shown(rehearsal.run(command), shown)


def test_nothing_is_left_but_the_models(rehearsal: Rehearsal) -> None:
    assert rehearsal.client("lambda").list_functions()["Functions"] == []
    assert rehearsal.client("logs").describe_log_groups()["logGroups"] == []
    assert rehearsal.client("iam").list_roles()["Roles"] == []
    gateway = rehearsal.client("apigateway")
    assert [gateway.get_rest_apis()["items"], gateway.get_usage_plans()["items"]] == [[], []]
    assert gateway.get_api_keys()["items"] == []
    keys = rehearsal.client("s3").list_objects_v2(Bucket=PLACE.bucket)["Contents"]
    assert f"{PLACE.prefix}/current.json" in {each["Key"] for each in keys}
