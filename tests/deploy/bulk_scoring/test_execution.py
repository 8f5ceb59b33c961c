"""Executions are started once, joined, and followed to their end; jobs are checked first."""

import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from deploy.bulk_scoring.execution import Ended, Progress, follow, message, start
from deploy.bulk_scoring.job import (
    Job,
    check_allowed,
    check_source,
    output_location,
    source_location,
)
from deploy.bulk_scoring.locations import BulkLocations, locations
from deploy.bulk_scoring.names import BulkNames
from deploy.errors import DeployError

NAMES = BulkNames("mine-prod", "aws", "eu-west-1", "123456789012")
JOB = Job(source_location("s3://texts/a.jsonl"), output_location("s3://labels/a"))
ALLOWED = BulkLocations(locations(["s3://texts/"]), locations(["s3://labels/"]))


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "Call")


class States:
    """Step Functions with executions by name, whose status and counts change with each question."""

    def __init__(self, names: dict[str, str], steps: list[dict[str, Any]] | None = None) -> None:
        self.names, self.steps = names, steps or []
        self.inputs: list[str] = []

    def start_execution(self, **given: str) -> dict[str, str]:
        """Start or refuse."""
        name = given["name"]
        if name in self.names:
            raise error("ExecutionAlreadyExists")
        if given["stateMachineArn"] in self.names:
            raise error(self.names[given["stateMachineArn"]])
        self.inputs.append(given["input"])
        return {"executionArn": NAMES.execution_arn(name)}

    def describe_execution(self, **given: str) -> dict[str, Any]:
        """Return the current status."""
        found = self.names.get(given["executionArn"].rpartition(":")[2])
        if found in ("gone", "ThrottlingException"):
            raise error("ExecutionDoesNotExist" if found == "gone" else found)
        return {"status": found} if found else self.steps[0]

    def list_map_runs(self, **_: str) -> dict[str, Any]:
        """Return the run once there are counts."""
        step = self.steps[0]
        return {"mapRuns": [{"mapRunArn": "run"}] if "counts" in step else []}

    def describe_map_run(self, **_: str) -> dict[str, Any]:
        """Return the current counts."""
        names = ("total", "succeeded", "failed", "timedOut", "aborted")
        return {"itemCounts": dict(zip(names, self.steps[0]["counts"], strict=True))}


def test_the_same_job_has_the_same_name_and_another_one_has_another() -> None:
    other = Job(JOB.source, JOB.output, {"gzip": True})
    assert JOB.name() == Job(JOB.source, output_location("s3://labels/a/")).name() != other.name()
    assert JOB.name() == replace(JOB, concurrency=7, tolerated=5).name()
    assert json.loads(JOB.as_input()) == {
        "input": "s3://texts/a.jsonl",
        "output": "s3://labels/a/",
        "options": {},
        "concurrency": 100,
        "tolerated": 0,
    }


def test_after_an_execution_has_ended_a_number_follows_its_name() -> None:
    name = JOB.name()
    states = States({name: "SUCCEEDED", f"{name}-2": "gone"})
    assert start(states, NAMES, JOB) == NAMES.execution_arn(f"{name}-3")
    assert states.inputs == [JOB.as_input()]


def test_an_execution_that_runs_is_joined_whatever_the_concurrency() -> None:
    states = States({JOB.name(): "RUNNING"})
    arn = NAMES.execution_arn(JOB.name())
    assert start(states, NAMES, replace(JOB, concurrency=7)) == arn
    assert states.inputs == []


def test_an_execution_that_is_removed_meanwhile_has_ended() -> None:
    arn = NAMES.execution_arn("a")
    assert list(follow(States({"a": "gone"}), arn)) == [Ended("GONE", None, "", "")]
    throttled = States({"a": "ThrottlingException"})
    with pytest.raises(ClientError, match="Throttling"):
        next(follow(throttled, arn))
    throttled.names |= {JOB.name(): "ThrottlingException"}
    with pytest.raises(ClientError, match="Throttling"):
        start(throttled, NAMES, JOB)


def test_a_stage_that_is_not_deployed_is_told() -> None:
    states = States({NAMES.machine_arn: "StateMachineDoesNotExist"})
    with pytest.raises(DeployError, match="stateMachine:mine-prod-bulk: not deployed"):
        start(states, NAMES, JOB)


def test_other_errors_of_a_start_are_raised() -> None:
    with pytest.raises(ClientError, match="Throttling"):
        start(States({NAMES.machine_arn: "ThrottlingException"}), NAMES, JOB)


def test_progress_is_told_when_it_changes_and_then_the_end() -> None:
    steps: list[dict[str, Any]] = [
        {"status": "RUNNING"},
        {"status": "RUNNING", "counts": (9, 0, 0, 0, 0)},
        {"status": "RUNNING", "counts": (9, 0, 0, 0, 0)},
        {"status": "SUCCEEDED", "counts": (9, 6, 1, 1, 1), "output": '{"complete": true}'},
    ]
    states, waits = States({}, steps), []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        steps.pop(0)

    assert list(follow(states, "execution", sleep)) == [
        Progress(9, 0, 0),
        Progress(9, 6, 3),
        Ended("SUCCEEDED", {"complete": True}, "", ""),
    ]
    assert waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("cause", "said"),
    [('{"errorMessage": "no such object"}', "no such object"), ("plain", "plain"), ("[]", "[]")],
)
def test_the_message_of_a_cause_is_found(cause: str, said: str) -> None:
    assert message(cause) == said


@pytest.mark.parametrize("uri", ["texts/a.jsonl", "texts/", "s3://texts", "s3://", "s3://A/b"])
def test_a_wrong_input_is_refused(uri: str) -> None:
    with pytest.raises(DeployError, match="expected s3://bucket/file, s3://bucket/prefix/ or s3"):
        source_location(uri)


def test_a_whole_bucket_is_an_input() -> None:
    job = Job(source_location("s3://texts/"), JOB.output)
    check_allowed(job, ALLOWED, "prod")
    assert json.loads(job.as_input())["input"] == "s3://texts/"
    with pytest.raises(DeployError, match="s3://texts/: no object has this prefix"):
        check_source(Refusing(""), job.source)


@pytest.mark.parametrize("uri", ["labels", "s3://", "https://labels/a/"])
def test_a_wrong_output_is_refused(uri: str) -> None:
    with pytest.raises(DeployError, match=r"output is .*; expected s3://bucket/prefix/"):
        output_location(uri)


@pytest.mark.parametrize(
    ("source", "output", "told"),
    [
        ("s3://others/b/a.jsonl", "s3://labels/a/", "READ='s3://texts/ s3://others/b/'"),
        ("s3://texts/a.jsonl", "s3://others/", "WRITE='s3://labels/ s3://others/'"),
    ],
)
def test_a_location_that_is_not_allowed_is_refused(source: str, output: str, told: str) -> None:
    job = Job(source_location(source), output_location(output))
    with pytest.raises(DeployError, match=f"make deploy STAGE=prod BULK=on {told}"):
        check_allowed(job, ALLOWED, "prod")
    check_allowed(JOB, ALLOWED, "prod")


class Refusing:
    """S3 that refuses each request with a code, and has nothing to list."""

    def __init__(self, code: str) -> None:
        self._code = code

    def head_object(self, **_: str) -> None:
        """Refuse."""
        raise error(self._code)

    def list_objects_v2(self, **_: str) -> dict[str, int]:
        """Return an empty list."""
        return {"KeyCount": 0}


@pytest.mark.parametrize(
    ("code", "said"),
    [("404", "s3://texts/a.jsonl: no such object"), ("403", "access denied; attach scorer-")],
)
def test_an_input_that_cannot_be_read_is_told(code: str, said: str) -> None:
    with pytest.raises(DeployError, match=said):
        check_source(Refusing(code), JOB.source)
    with pytest.raises(ClientError, match="SlowDown"):
        check_source(Refusing("SlowDown"), JOB.source)


def test_an_empty_prefix_is_told() -> None:
    with pytest.raises(DeployError, match="s3://texts/a/: no object has this prefix"):
        check_source(Refusing(""), source_location("s3://texts/a/"))
