"""An execution of the state machine: start it or join it, and follow it to its end."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from deploy.bulk_scoring.job import Job
from deploy.bulk_scoring.names import BulkNames
from deploy.bulk_scoring.roles import has_code
from deploy.errors import DeployError

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 5.0
RUNNING = ("RUNNING", "PENDING_REDRIVE")
GONE = "GONE"
"""What this module calls the status of an execution that was removed with its state machine."""
INCOMPLETE = "Incomplete"
"""The error with which the state machine ends if parts are missing."""


class Progress(NamedTuple):
    """How many parts there are in this execution, and how many are scored or have failed."""

    parts: int
    scored: int
    failed: int


class Ended(NamedTuple):
    """How an execution ended: its status, the result of `finish` or None, and AWS's words."""

    status: str
    result: dict[str, Any] | None
    error: str
    cause: str

    @property
    def has_manifest(self) -> bool:
        """Whether `finish` has written one."""
        return self.result is not None or self.error == INCOMPLETE


def start(states: Any, names: BulkNames, job: Job) -> str:
    """Start an execution for a job, or join the one that runs; return its ARN.

    The same name with the same input starts nothing while it runs; neither does another number of
    parts at once. After it has ended, AWS keeps the name for 90 days, so a number follows it.

    Raises
    ------
    DeployError
        If there is no state machine.
    """
    name, number = job.name(), 1
    while True:
        try:
            started = states.start_execution(
                stateMachineArn=names.machine_arn, name=name, input=job.as_input()
            )
        except ClientError as exc:
            if has_code(exc, "StateMachineDoesNotExist", "StateMachineDeleting"):
                raise DeployError(f"{names.machine_arn}: not deployed; run make deploy") from exc
            if not has_code(exc, "ExecutionAlreadyExists"):
                raise
            if _status(states, names.execution_arn(name)) in RUNNING:
                return names.execution_arn(name)
            number += 1
            name = f"{job.name()}-{number}"
        else:
            return str(started["executionArn"])


def _status(states: Any, execution: str) -> str:
    """Return the status of an execution; of one that AWS has forgotten, GONE."""
    try:
        return str(states.describe_execution(executionArn=execution)["status"])
    except ClientError as exc:
        if has_code(exc, "ExecutionDoesNotExist"):
            return GONE
        raise


def follow(
    states: Any, execution: str, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Progress | Ended]:
    """Yield the progress of an execution whenever it changes, and how it ended at last."""
    wait, before = FIRST_WAIT_SECONDS, None
    while True:
        try:
            found = states.describe_execution(executionArn=execution)
            progress = _progress(states, execution)
        except ClientError as exc:
            if not has_code(exc, "ExecutionDoesNotExist", "ResourceNotFound"):
                raise
            yield Ended(GONE, None, "", "")
            return
        if progress not in (None, before):
            before = progress
            yield before
        if found["status"] not in RUNNING:
            result = json.loads(found["output"]) if "output" in found else None
            yield Ended(found["status"], result, found.get("error", ""), found.get("cause", ""))
            return
        sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)


def _progress(states: Any, execution: str) -> Progress | None:
    """Return the progress of the map, or None before there is one."""
    runs = states.list_map_runs(executionArn=execution)["mapRuns"]
    if not runs:
        return None
    items = states.describe_map_run(mapRunArn=runs[0]["mapRunArn"])["itemCounts"]
    failed = items["failed"] + items["timedOut"] + items["aborted"]
    return Progress(items["total"], items["succeeded"], failed)


def message(cause: str) -> str:
    """Return the message in the cause of a failure, which is JSON if the function failed.

    >>> message('{"errorMessage": "no such object", "errorType": "BulkError"}')
    'no such object'
    """
    try:
        return str(json.loads(cause)["errorMessage"])
    except (ValueError, LookupError, TypeError):
        return cause
