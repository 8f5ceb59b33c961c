"""A worker may die at any moment: nothing is lost or counted twice.

What it leaves behind changes only when it writes. So it is killed before each write and at the end.
"""

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.bulk import s3
from tests.support.bulk import Job, Killed, json_lines
from tests.support.bulk_killer import ROWS, Killer, carry_out

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_a_job_that_is_killed_at_any_moment_goes_on(
    job: Job, uri: str, mortal: "S3Client", killer: Killer
) -> None:
    expected = carry_out(job, uri, mortal) | {"manifest": ""}
    whole, moments = job.parts(), [*killer.writes]
    assert expected["rows"] == len(ROWS)
    assert len(whole) == 2
    assert len(moments) == 2 * len(job.files())
    for moment in (*range(0, len(moments), 2), len(moments) - 1):
        name = moments[moment]
        again = Job(job.client, job.store_uri, f"job-{moment}")
        killer.at(moment)
        with pytest.raises(Killed):
            carry_out(again, uri, mortal)
        assert killer.writes[-1].replace(f"job-{moment}", "job") == name
        assert carry_out(again, uri) | {"manifest": ""} == expected, name
        assert again.parts() == whole, name
        assert [row["id"] for row in again.rows()] == [*range(len(ROWS))], name


pytestmark = pytest.mark.usefixtures("quick_model")


def test_two_executions_at_once_make_the_same_parts(
    job: Job, uri: str, mortal: "S3Client", killer: Killer
) -> None:
    expected = carry_out(job, uri, mortal) | {"manifest": ""}
    whole = job.parts()
    for moment in range(0, len(killer.writes), 2):
        twice = Job(job.client, job.store_uri, f"twice-{moment}")
        others: list[dict[str, Any]] = []

        def execute(twice: Job = twice, others: list[dict[str, Any]] = others) -> None:
            others.append(carry_out(twice, uri))

        killer.at(moment, execute)
        assert carry_out(twice, uri, mortal) | {"manifest": ""} == expected
        assert [other | {"manifest": ""} for other in others] == [expected]
        assert twice.parts() == whole


def test_a_plan_that_another_execution_wrote_meanwhile_is_used(
    job: Job, uri: str, mortal: "S3Client"
) -> None:
    """Between its looks for a plan and for other files, another execution does the whole job."""
    others: list[dict[str, Any]] = []

    def execute(**_: Any) -> None:
        if not others:
            others.append({})
            others.append(carry_out(job, uri))

    mortal.meta.events.register("before-call.s3.ListObjectsV2", execute)
    assert carry_out(job, uri, mortal) == others[1]


def test_a_worker_that_is_killed_while_it_sends_a_large_part_is_replaced(
    job: Job, mortal: "S3Client", killer: Killer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "UPLOAD_BYTES", 5 * 2**20)
    uri = job.put(
        "a.jsonl.gz", gzip.compress(json_lines([{"id": "see you " * 10**6, "text": "a"}]))
    )
    expected = carry_out(job, uri, mortal) | {"manifest": ""}
    sent = [name.split()[:2] for name in killer.writes]
    first, last = (
        sent.index(["before", "UploadPart"]),
        sent.index(["after", "CompleteMultipartUpload"]),
    )
    assert last - first == 5
    for moment in (first + 2, last - 1):
        again = Job(job.client, job.store_uri, f"job-{moment}")
        killer.at(moment)
        with pytest.raises(Killed):
            carry_out(again, uri, mortal)
        assert carry_out(again, uri) | {"manifest": ""} == expected
        assert again.parts() == job.parts()
