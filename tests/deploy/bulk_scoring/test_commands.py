"""The commands `bulk` and `bulk-machine`: what they print, and their exit codes.

The state machine runs in the emulated AWS and calls a function that only does as it is told.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.bulk_scoring import commands
from deploy.bulk_scoring.execution import Ended
from deploy.configuration.stages import CHALICE
from tests.support.bulk_stage import Deploy, bulk
from tests.support.stores import BUCKET


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


@pytest.mark.parametrize("command", ["remove", "bulk-machine --delete"])
def test_what_was_created_is_removed(deployed: Deploy, command: str) -> None:
    code, _, errors = deployed(*command.split())
    assert code == 0
    assert "removed state machine mine-prod-bulk" in errors.splitlines()
    assert "removed state machine" not in deployed(*command.split())[2]


def test_a_log_of_each_function_is_created(deploy: Deploy) -> None:
    errors = deploy("log")[2]
    assert errors.splitlines() == [
        "/aws/lambda/mine-prod keeps events for 30 days",
        "/aws/lambda/mine-prod-bulk keeps events for 30 days",
    ]
