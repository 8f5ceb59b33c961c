"""A worker may die at any moment: nothing is lost or counted twice.

What it leaves behind changes only when it writes. So it is killed before each write and at the end.
"""

import gzip
import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from chalicelib.bulk import s3
from chalicelib.errors import BulkError, StoreError
from chalicelib.serving.pinned import PinnedModels
from tests.support.bulk import Job, Killed, json_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_s3 import S3Client

LEAST = 64 * 1024
ROWS = [{"id": number, "text": "see you " * 2000} for number in range(8)]
NOT_SCORED = {"error": "Missing", "reason": "it was not scored"}

WRITES = ("PutObject", "UploadPart", "CompleteMultipartUpload")


class Killer:
    """Does something at one moment: each write has two, before it is sent and when it is done."""

    def __init__(self, client: "S3Client") -> None:
        self.requests: list[str] = []
        self.writes: list[str] = []
        self._moment: int | None = None
        self._then: Callable[[], object] = _kill
        client.meta.events.register("before-call.s3", self._before)
        client.meta.events.register("after-call.s3", self._after)

    def at(self, moment: int | None, then: "Callable[[], object] | None" = None) -> None:
        """Choose the moment, counted from now on, and what happens then: by default, the end."""
        self.requests, self.writes, self._moment, self._then = [], [], moment, then or _kill

    def _before(self, model: Any, params: Any, **_: Any) -> None:
        self.requests.append(model.name)
        self._count(model.name, f"before {model.name} {params['url_path']}")

    def _after(self, model: Any, **_: Any) -> None:
        self._count(model.name, f"after {model.name}")

    def _count(self, name: str, moment: str) -> None:
        if name in WRITES:
            self.writes.append(moment)
            if len(self.writes) - 1 == self._moment:
                self._then()


def _kill() -> None:
    raise Killed


@pytest.fixture(autouse=True)
def quick_model(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the model once and label texts at once: neither is the question here."""
    models = job.container().models
    model = models.model(models.current())
    monkeypatch.setattr(PinnedModels, "model", lambda self, pin: model)
    monkeypatch.setattr(model, "predict", lambda text: "ham")


@pytest.fixture
def mortal(job: Job) -> "S3Client":
    """Return a client of its own for processes that are killed."""
    del job
    return boto3.client("s3")


@pytest.fixture
def killer(mortal: "S3Client") -> Killer:
    return Killer(mortal)


@pytest.fixture
def uri(job: Job) -> str:
    return job.put("texts.jsonl", json_lines(ROWS))


def carry_out(job: Job, uri: str, client: "S3Client | None" = None) -> dict[str, Any]:
    """Carry out a job, each step in a process of its own."""
    job.plan(uri, {"part_bytes": LEAST, "keep": ["id"]}, job.container(client))
    for item in job.items():
        job.score(item, job.container(client))
    return job.finish(job.container(client))


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
