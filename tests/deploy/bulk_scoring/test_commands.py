"""The commands `bulk` and `bulk-machine`: what they print, and their exit codes.

The state machine runs in the emulated AWS and calls a function that only does as it is told.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from deploy.__main__ import main
from deploy.bulk_scoring import commands, execution
from deploy.bulk_scoring.execution import Ended
from deploy.bulk_scoring.job import Job, output_location, source_location
from deploy.bulk_scoring.output import check_output
from deploy.configuration.stages import CHALICE
from deploy.errors import DeployError
from tests.support.mistakes import assert_mistake
from tests.support.stores import BUCKET

Deploy = Callable[..., tuple[int, str, str]]

# The name of the output says what happens.
FUNCTION = """
import json

import boto3


def run(event, context):
    key = event["output"].removeprefix("s3://models-of-the-tests/")
    store = boto3.client("s3")
    place = {"Bucket": "models-of-the-tests"}
    if event["step"] == "plan":
        if "refused" in key:
            raise ValueError("the input has no text")
        plan = {"input": "s3://models-of-the-tests/inbox/a.jsonl", "options": event["options"]}
        store.put_object(Body=json.dumps(plan), **place, Key=key + "_bulk/plan.json")
        assert event["options"] in ({}, {"keep": ["id"], "part_bytes": 65536}), event
        items = {"Key": key + "_bulk/items.json"}
        store.put_object(Body=json.dumps([0, 1, 2, 3]), **place, **items)
        return {"output": event["output"], "items": place | items,
                "map": place | {"Prefix": key + "_bulk/map"}, "parts": 4, "left": 4}
    if event["step"] == "score":
        if "partly" in key and event["item"] == 3:
            raise ValueError("a bad part")
        store.put_object(Body=b"{}", **place, Key=key + f"part-0000{event['item']}.jsonl")
        return {"part": event["item"]}
    if "foreign" in key:
        raise ValueError("part-7 belongs to none")
    reasons = [{"error": "Missing", "reason": "it was not scored"}]
    if "for-good" in key:
        reasons += [{"error": "BulkError", "reason": "a.jsonl: changed"}] * 2
    result = {"complete": "partly" not in key, "parts": 4, "missing": 1, "rows": 5000,
              "labels": {"ham": 4000, "spam": 900}, "without_label": 100,
              "manifest": event["output"] + "manifest.json"}
    manifest = json.dumps(result | {"missing": reasons})
    store.put_object(Body=manifest, **place, Key=key + "manifest.json")
    return result
"""


@pytest.fixture
def deploy(
    s3: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Deploy:
    """Return a function that runs a command for a stage that scores in bulk."""
    monkeypatch.setattr(execution, "LONGEST_WAIT_SECONDS", 0.02)
    monkeypatch.setattr(execution, "FIRST_WAIT_SECONDS", 0.02)
    monkeypatch.chdir(tmp_path)
    CHALICE.mkdir()
    (CHALICE / "config.json").write_text('{"app_name": "mine", "stages": {}}')

    def command(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            code = main([*arguments, "--stage", "prod"])
        except SystemExit as exc:
            code = int(str(exc.code))
        return code, *capsys.readouterr()

    assert command("configure", "--models", s3, "--bulk", "on")[0] == 0
    with closing(boto3.client("s3")) as client:
        client.put_object(Bucket=BUCKET, Key="inbox/a.jsonl", Body=b"{}")
    return command


@pytest.fixture
def deployed(deploy: Deploy) -> Deploy:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", FUNCTION)
    with closing(boto3.client("iam")) as iam, closing(boto3.client("lambda")) as functions:
        role = iam.create_role(RoleName="mine-prod-bulk", AssumeRolePolicyDocument="{}")["Role"]
        functions.create_function(
            FunctionName="mine-prod-bulk",
            Runtime="python3.11",
            Role=role["Arn"],
            Handler="app.run",
            Code={"ZipFile": package.getvalue()},
        )
    code, output, errors = deploy("bulk-machine")
    assert (code, output) == (0, "")
    assert errors.startswith("state machine mine-prod-bulk: created\n")
    return deploy


def bulk(run: Deploy, output: str, *options: str) -> tuple[int, str, list[str]]:
    uri = f"s3://{BUCKET}/outbox/{output}/"
    code, printed, errors = run("bulk", f"s3://{BUCKET}/inbox/a.jsonl", uri, *options)
    assert printed in ("", f"{uri}manifest.json\n")
    return code, printed, errors.splitlines()


def test_a_complete_job_prints_its_manifest(deployed: Deploy) -> None:
    code, printed, errors = bulk(deployed, "a", "--keep", "id", "--part-bytes", "65536")
    assert (code, errors[-2:]) == (
        0,
        ["scored 4 of 4 parts", "5,000 rows, ham 4,000, spam 900, without a label 100"],
    )
    assert printed


@pytest.mark.parametrize("tolerated", ["0", "100"])
def test_an_incomplete_job_ends_with_3_and_prints_its_manifest(
    deployed: Deploy, tolerated: str
) -> None:
    code, printed, errors = bulk(deployed, "partly", "--tolerated", tolerated)
    assert code == 3
    assert printed
    assert errors[-3:] == [
        "scored 3 of 4 parts, 1 failed",
        "5,000 rows, ham 4,000, spam 900, without a label 100",
        f"incomplete: 1 of 4 parts are missing, see s3://{BUCKET}/outbox/partly/manifest.json; "
        "1 of them: it was not scored; the same command scores what is missing",
    ]


def test_a_part_that_fails_for_good_needs_another_output(deployed: Deploy) -> None:
    code, printed, errors = bulk(deployed, "partly-for-good")
    assert (code, bool(printed)) == (3, True)
    said = "2 of them: a.jsonl: changed; fix this and choose another output"
    assert errors[-1].endswith(f"manifest.json; {said}")


def test_a_job_that_fails_after_parts_were_stored_ends_with_3(deployed: Deploy) -> None:
    code, printed, errors = bulk(deployed, "foreign")
    assert (code, printed) == (3, "")
    assert errors[-2:] == [
        "error: ValueError: part-7 belongs to none",
        "parts of this job are stored; once this is fixed, the same command scores what is missing",
    ]


def test_another_job_at_the_output_is_refused_before_anything_starts(deployed: Deploy) -> None:
    assert bulk(deployed, "a")[0] == 0
    for option in ("--no-wait", "--gzip"):
        code, printed, errors = bulk(deployed, "a", "--keep", "id", option)
        assert (code, printed, len(errors)) == (2, "", 1)
        said = f"s3://{BUCKET}/outbox/a/ belongs to the job on s3://{BUCKET}/inbox/a.jsonl with {{"
        assert said in errors[0]


def test_a_plan_of_another_form_is_left_to_the_plan_step(deployed: Deploy) -> None:
    with closing(boto3.client("s3")) as client:
        client.put_object(Bucket=BUCKET, Key="outbox/refused/_bulk/plan.json", Body=b"[]")
    code, _, errors = bulk(deployed, "refused")
    assert (code, errors[1:]) == (2, ["error: ValueError: the input has no text"])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AccessDenied", "s3://labels/a/: access denied; attach scorer-STAGE.json"),
        ("SlowDown", "SlowDown"),
    ],
)
def test_an_output_that_cannot_be_read_is_told(code: str, said: str) -> None:
    class Refusing:
        """S3 that refuses to read."""

        def get_object(self, **_: str) -> None:
            """Refuse."""
            raise ClientError({"Error": {"Code": code}}, "GetObject")

    job = Job(source_location("s3://texts/a.jsonl"), output_location("s3://labels/a/"))
    with pytest.raises((DeployError, ClientError), match=said):
        check_output(Refusing(), job)


def test_a_refused_plan_is_one_line(deployed: Deploy) -> None:
    code, printed, errors = bulk(deployed, "refused")
    assert (code, printed, errors[1:]) == (2, "", ["error: ValueError: the input has no text"])


def test_a_job_that_is_not_waited_for_says_where_its_manifest_will_be(deployed: Deploy) -> None:
    code, printed, errors = bulk(deployed, "a", "--no-wait")
    assert (code, len(errors)) == (0, 1)
    assert printed


@pytest.mark.parametrize("how", ["stopped", "removed", "interrupted"])
def test_an_execution_that_somebody_stops_is_not_a_failure(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def follow(*_: Any) -> Iterator[Ended]:
        if how == "interrupted":
            raise KeyboardInterrupt
        yield Ended("ABORTED" if how == "stopped" else "GONE", None, "", "")

    monkeypatch.setattr(commands, "follow", follow)
    monkeypatch.setattr(commands, "start", lambda *_: "execution:a")
    code, printed, errors = bulk(deploy, "a")
    assert printed == ""
    if how == "stopped":
        assert (code, "ended as ABORTED; the same command" in errors[-1]) == (3, True)
    elif how == "removed":
        assert (code, "removed with its state machine; after make" in errors[-1]) == (3, True)
    else:
        assert (code, errors[1:]) == (
            130,
            ["the job continues; the same command follows it again", "interrupted"],
        )


def test_a_missing_bucket_is_named_before_anything_is_deployed_or_started(deploy: Deploy) -> None:
    assert deploy("bulk-machine", "--check") == (0, "", "")
    places = ("--read", f"s3://{BUCKET}/inbox/", "s3://missing-in/", "--write", "s3://missing-out/")
    assert deploy("configure", *places)[0] == 0
    assert_mistake(deploy("bulk-machine", "--check"), "s3://missing-in/: no such bucket")
    job = (f"s3://{BUCKET}/inbox/a.jsonl", "s3://missing-out/a/")
    assert_mistake(deploy("bulk", *job), "s3://missing-out/a/: no such bucket")
    job = ("s3://missing-in/a.jsonl", "s3://missing-out/a/")
    assert_mistake(deploy("bulk", *job), "s3://missing-in/a.jsonl: no such bucket")


@pytest.mark.parametrize(
    ("job", "message"),
    [
        (("inbox/a.jsonl", "spam/versions/x/"), "bulk jobs may not write to s3://{}/spam/versions"),
        (("outbox/a.jsonl", "outbox/b/"), "would score its own output"),
        (("other/a.jsonl", "outbox/b/"), "to allow it, too, run make deploy STAGE=prod BULK=on"),
    ],
)
def test_only_what_can_be_allowed_is_advised(
    deploy: Deploy, job: tuple[str, str], message: str
) -> None:
    result = deploy("bulk", *(f"s3://{BUCKET}/{each}" for each in job))
    assert_mistake(result, message.format(BUCKET))


def test_what_off_forgets_is_said(deploy: Deploy) -> None:
    assert (CHALICE / "scorer-prod.json").exists()
    lines = deploy("configure", "--bulk", "off")[2].splitlines()
    options = f"READ='s3://{BUCKET}/inbox/' WRITE='s3://{BUCKET}/outbox/'"
    assert lines[-3:] == [
        "removed .chalice/bulk-prod.json",
        "removed .chalice/scorer-prod.json",
        f"removed where bulk jobs read and write; to restore it: BULK=on {options}",
    ]
    assert not (CHALICE / "scorer-prod.json").exists()
    assert deploy("configure", "--bulk", "off") == (0, "", "")


def test_a_stage_that_is_not_deployed_is_told(deploy: Deploy) -> None:
    code, printed, errors = bulk(deploy, "a")
    result = code, printed, "\n".join(errors)
    assert_mistake(result, "stateMachine:mine-prod-bulk: not deployed")


def test_a_stage_without_bulk_scoring_has_no_machine(deploy: Deploy) -> None:
    deploy("configure", "--bulk", "off")
    code, printed, errors = bulk(deploy, "a")
    result = code, printed, "\n".join(errors)
    assert_mistake(result, "does not score in bulk; run make deploy BULK=on STAGE=prod")
    assert deploy("bulk-machine") == (0, "", "")
    assert deploy("bulk-template", "none.yaml") == (0, "", "")


@pytest.mark.parametrize("command", ["remove", "bulk-machine --delete"])
def test_what_was_created_is_removed(deployed: Deploy, command: str) -> None:
    code, _, errors = deployed(*command.split())
    assert code == 0
    assert "removed state machine mine-prod-bulk" in errors.splitlines()
    assert "removed state machine" not in deployed(*command.split())[2]


@pytest.mark.parametrize(
    "option", ["--concurrency=0", "--concurrency=x", "--tolerated=101", "--part-bytes=1"]
)
def test_a_number_outside_its_limits_is_refused(deploy: Deploy, option: str) -> None:
    code, _, errors = bulk(deploy, "a", option)
    assert code == 2
    assert "expected an integer from" in errors[-1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--text-column="], "argument --text-column: found an empty name"),
        (["--keep="], "argument --keep: found an empty name"),
        (["--keep", "id", "--keep", "id"], "field 'keep' contains an element twice"),
    ],
)
def test_a_column_that_cannot_be_meant_is_refused(
    deploy: Deploy, options: list[str], said: str
) -> None:
    code, printed, errors = bulk(deploy, "a", *options)
    assert (code, printed) == (2, "")
    assert said in errors[-1]


def test_a_log_of_each_function_is_created(deploy: Deploy) -> None:
    errors = deploy("log")[2]
    assert errors.splitlines() == [
        "/aws/lambda/mine-prod keeps events for 30 days",
        "/aws/lambda/mine-prod-bulk keeps events for 30 days",
    ]
