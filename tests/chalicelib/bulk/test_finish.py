"""The step `finish` counts what is there: parts, their records, and what is missing."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.errors import BulkError, StoreError
from tests.support.bulk import Job, json_lines
from tests.support.bulk_killer import LEAST, ROWS, Killer, carry_out

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NOT_SCORED = {"error": "Missing", "reason": "it was not scored"}

pytestmark = pytest.mark.usefixtures("quick_model")


def test_a_part_whose_record_is_there_is_not_scored_again(
    job: Job, uri: str, mortal: "S3Client", killer: Killer
) -> None:
    job.plan(uri, {"part_bytes": LEAST})
    first, *_ = job.items()
    job.score(first)
    killer.at(None)
    job.score(first, job.container(mortal))
    assert killer.requests == ["GetObject", "GetObject", "HeadObject"]  # plan, record and part


def test_a_part_that_is_gone_is_made_again(job: Job, uri: str) -> None:
    carry_out(job, uri)
    whole = job.parts()
    job.delete("part-00001.jsonl")
    outcome = job.finish()
    assert (outcome["complete"], outcome["missing"], outcome["rows"]) == (False, 1, 5)
    assert job.manifest()["missing"] == [
        job_item(job, 1)
        | {"error": "Missing", "reason": "its record exists, but its part does not"}
    ]
    assert job.plan(uri, {"part_bytes": LEAST, "keep": ["id"]})["left"] == 1
    assert carry_out(job, uri)["complete"] is True
    assert job.parts() == whole


def job_item(job: Job, part: int) -> dict[str, Any]:
    """Return an item as the manifest's parts say it."""
    document = json.loads(job.read("_bulk/parts/00000.json"))
    bounds = [(0, LEAST), (LEAST, len(json_lines(ROWS)))]
    start, end = bounds[part]
    return {
        "part": part,
        "plan": document["plan"],
        "key": "texts.jsonl",
        "start": start,
        "end": end,
    }


def test_a_part_of_another_size_is_made_again(job: Job, uri: str) -> None:
    carry_out(job, uri)
    whole = job.parts()
    job.write("part-00001.jsonl", b"short")
    outcome = job.finish()
    assert (outcome["complete"], outcome["missing"]) == (False, 1)
    (missing,) = job.manifest()["missing"]
    assert missing["reason"].startswith("its part has 5 bytes; its record says ")
    assert carry_out(job, uri)["complete"] is True
    assert job.parts() == whole
    assert job.manifest()["missing"] == []


def test_a_record_that_differs_from_its_part_is_replaced(job: Job, uri: str) -> None:
    """A newer zlib packs the same lines into other bytes."""
    carry_out(job, uri)
    whole = job.parts()
    record = json.loads(job.read("_bulk/parts/00001.json"))
    job.write("_bulk/parts/00001.json", json.dumps(record | {"bytes": 5}).encode())
    assert job.finish()["complete"] is False
    assert carry_out(job, uri)["complete"] is True
    assert job.parts() == whole
    assert json.loads(job.read("_bulk/parts/00001.json")) == record


def test_a_part_that_was_not_scored_is_missing(job: Job, uri: str) -> None:
    job.plan(uri, {"part_bytes": LEAST})
    for item in job.items()[1:]:
        job.score(item)
    outcome = job.finish()
    assert (outcome["complete"], outcome["missing"], outcome["rows"]) == (False, 1, 3)
    assert job.manifest()["missing"] == [job.items()[0] | NOT_SCORED]
    assert [part["part"] for part in job.manifest()["parts"]] == [1]


def test_a_part_that_is_written_while_files_are_listed_is_not_gone(
    job: Job, uri: str, mortal: "S3Client"
) -> None:
    job.plan(uri, {"part_bytes": LEAST})
    first, second = job.items()
    job.score(first)
    scored: list[dict[str, Any]] = []

    def score(**_: Any) -> None:
        if not scored:
            scored.append(job.score(second))

    mortal.meta.events.register("after-call.s3.ListObjectsV2", score)
    job.finish(job.container(mortal))
    assert job.manifest()["missing"] == [second | NOT_SCORED]
    assert job.finish()["complete"] is True


@pytest.mark.parametrize(
    "key", ["part-00007.jsonl", "part-00001.jsonl.gz", "_bulk/parts/00007.json"]
)
def test_a_file_of_no_item_is_an_error(job: Job, uri: str, key: str) -> None:
    carry_out(job, uri)
    job.write(key, b"{}")
    with pytest.raises(BulkError, match=f"{key}: belongs to none of the job's 2 parts"):
        job.finish()


def test_a_record_of_another_job_is_an_error(job: Job, uri: str) -> None:
    carry_out(job, uri)
    record = json.loads(job.read("_bulk/parts/00001.json"))
    job.write("_bulk/parts/00001.json", json.dumps(record | {"plan": "other"}).encode())
    message = r"_bulk/parts/00001\.json: belongs to part 1 of the plan other; expected part 1 of"
    with pytest.raises(BulkError, match=message):
        job.finish()
    with pytest.raises(BulkError, match=message):
        job.score(job_item(job, 1))


def test_a_complete_manifest_stays(job: Job, uri: str) -> None:
    carry_out(job, uri)
    manifest = job.manifest() | {"seconds": 12345}
    job.write("manifest.json", json.dumps(manifest).encode())
    assert job.finish()["complete"] is True
    assert job.manifest() == manifest


def test_finishes_that_never_end_are_told(
    job: Job, uri: str, mortal: "S3Client", killer: Killer
) -> None:
    carry_out(job, uri)
    job.delete("part-00001.jsonl")
    others: list[bytes] = []

    def write_other() -> None:
        others.append(b'{"complete": false, "other": %d}' % len(others))
        job.write("manifest.json", others[-1])
        killer.at(0, write_other)

    killer.at(0, write_other)
    with pytest.raises(StoreError, match=r"manifest\.json: other processes write it; try again"):
        job.finish(job.container(mortal))
    assert job.read("manifest.json") == others[-1]
