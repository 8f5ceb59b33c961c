"""A job or an event that cannot be carried out as it was asked for is refused."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.bulk.handler import run
from chalicelib.errors import BulkError, FormatError, StoreError
from tests.support.bulk import OUTPUTS, Context, Job


def test_another_job_at_the_same_output_is_refused(job: Job) -> None:
    uri, other = job.put("a.jsonl", b'"a"'), job.put("b.jsonl", b'"b"')
    job.plan(uri)
    with pytest.raises(
        BulkError,
        match=r"belongs to the job on s3://inputs/a\.jsonl .* this one is on s3://inputs/b",
    ):
        job.plan(other)
    with pytest.raises(BulkError, match=r'with .*"gzip":false.* with .*"gzip":true'):
        job.plan(uri, {"gzip": True})


@pytest.mark.parametrize("key", ["part-00007.jsonl", "_bulk/parts/00000.json", "manifest.json"])
def test_an_output_that_holds_other_files_is_refused(job: Job, key: str) -> None:
    job.write(key, b"other")
    with pytest.raises(
        BulkError, match=rf"found '{key}' and no _bulk/plan\.json; expected an output of"
    ):
        job.plan(job.put("a.jsonl", b'"a"'))


def test_an_output_below_the_input_is_refused(job: Job) -> None:
    job.client.put_object(Bucket=OUTPUTS, Key="a.jsonl", Body=b'"a"')
    with pytest.raises(BulkError, match="is below the input s3://outputs/; expected it elsewhere"):
        job.plan(f"s3://{OUTPUTS}/")


@pytest.mark.parametrize(
    ("uri", "error", "message"),
    [
        ("inputs/a.jsonl", BulkError, "input is 'inputs/a.jsonl'; expected s3://bucket/key"),
        ("s3://B/a.jsonl", BulkError, "input is 's3://B/a.jsonl'; expected s3://bucket/key"),
        ("s3://inputs/a.jsonl", BulkError, "s3://inputs/a.jsonl: no such object; expected the URI"),
        ("s3://inputs/in/", BulkError, "s3://inputs/in/: found no object; expected .j"),
        ("s3://inputs/a.xlsx", BulkError, "s3://inputs/a.xlsx: found 'a.xlsx'; expected .j"),
        ("s3://missing/a.jsonl", StoreError, "s3://missing/a.jsonl: bucket 'missing' does not ex"),
        ("s3://missing/in/", StoreError, "s3://missing/in/: bucket 'missing' does not exist"),
    ],
)  # fmt: skip
def test_an_input_that_cannot_be_found_is_refused(
    job: Job, uri: str, error: type[Exception], message: str
) -> None:
    if uri.endswith("xlsx"):
        job.put("a.xlsx", b"a")
    with pytest.raises((error, BulkError)) as caught:
        job.plan(uri)
    assert message.replace("missing/in/", "missing") in str(caught.value).replace(
        "missing/in/", "missing"
    )


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ([], "event: found an array of 0; expected an object"),
        ({}, "event: field 'step' is missing"),
        ({"step": "score all"}, "event: field 'step' is \"score all\"; expected one of plan"),
        ({"step": "plan", "output": "s3://outputs/"}, "event: field 'input' is missing"),
        ({"step": "finish", "output": "s3://outputs/", "item": 1}, "event: unknown field 'item'"),
        ({"step": "score", "output": "s3://outputs/", "item": 1}, "item: found 1; expected an obj"),
        (
            {"step": "plan", "input": "", "output": "s3://outputs/", "options": {"partbytes": 1}},
            "options: unknown field 'partbytes'",
        ),
        (
            {
                "step": "plan", "input": "", "output": "s3://outputs/",
                "options": {"keep": ["id", "label", "input_label"]},
            },
            "options: keep is id, label, input_label; two become 'input_label'",
        ),
        (
            {"step": "plan", "input": "", "output": "s3://outputs/", "options": {"part_bytes": 9}},
            "options: field 'part_bytes' is 9; expected an integer from 65536 to 67108864",
        ),
    ],
)  # fmt: skip
def test_an_event_of_another_form_is_refused(job: Job, event: Any, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{re.escape(message)}"):
        run(event, Context(), job.container())


def test_an_output_that_is_no_uri_is_refused(job: Job) -> None:
    job.output = "outputs"
    with pytest.raises(BulkError, match="output is 'outputs'; expected s3://bucket/key"):
        job.finish()


def test_a_step_without_a_plan_is_refused(job: Job) -> None:
    with pytest.raises(BulkError, match=r"s3://outputs/job/_bulk/plan\.json: no such object; plan"):
        job.finish()


def test_an_item_of_another_job_is_refused(job: Job) -> None:
    other = Job(job.client, job.store_uri, "other")
    uri = job.put("a.jsonl", b'"a"')
    job.plan(uri)
    other.plan(uri, {"gzip": True})
    with pytest.raises(
        BulkError, match=r"found the plan .*; expected .*, which the item belongs to"
    ):
        job.score(other.items()[0])
    (item,) = job.items()
    with pytest.raises(BulkError, match=r"item is .*'end': 9.*; the plan has .*'end': 3"):
        job.score(item | {"end": 9})
    with pytest.raises(BulkError, match=r"item is .*; the plan has no such part"):
        job.score(item | {"part": 9})


def test_too_little_time_is_told_in_advance(job: Job) -> None:
    uri, packed = job.put("a.jsonl", b'"a"'), job.put("a.jsonl.gz", gzip.compress(b'"a"'))
    other = Job(job.client, job.store_uri, "packed")
    job.plan(uri)
    other.plan(packed)
    for each, advice in ((job, "use a smaller part_bytes"), (other, "a packed file is one part")):
        each.context = Context(4999)
        with pytest.raises(BulkError, match=f"out of time: 4999 ms left; {advice}"):
            each.score(each.items()[0])
        assert each.parts() == {}
    job.context = Context()
    with pytest.raises(FormatError, match="entered is 'now'; expected a time with its zone"):
        job.step(step="score", item=job.items()[0], entered="now")
    began = datetime.now(UTC) - timedelta(seconds=296)
    with pytest.raises(BulkError, match=r"out of time: \d{1,4} ms left; use a smaller part"):
        job.step(step="score", item=job.items()[0], entered=began.isoformat())
    began += timedelta(seconds=200)
    job.step(step="score", item=job.items()[0], entered=began.isoformat().replace("+00:00", "Z"))
    third = Job(job.client, job.store_uri, "third")
    third.context = Context(4999)
    with pytest.raises(BulkError, match="4999 ms left; the input takes too long to cut"):
        third.plan(uri)


def test_a_file_that_was_replaced_after_its_event_is_refused(job: Job) -> None:
    uri = job.put("a.jsonl", b'"a"')
    etag = job.client.head_object(Bucket="inputs", Key="a.jsonl")["ETag"].strip('"')
    job.put("a.jsonl", b'"b"')
    event: dict[str, Any] = {"step": "plan", "input": uri, "etag": etag}
    with pytest.raises(BulkError, match=f"the event is about {etag}: the file was replaced, and"):
        job.step(**event)
    assert job.files() == {}
    job.put("a.jsonl", b'"a"')
    assert job.step(**event)["left"] == 1


def test_an_output_below_another_one_does_no_harm(job: Job) -> None:
    """Each job looks at its own files only, even if the prefix of another begins like a part."""
    uri = job.put("a.jsonl", b'"a"')
    below = Job(job.client, job.store_uri, "job/part-two")
    assert below.run(uri)["complete"] is True
    assert job.run(uri)["complete"] is True
    assert below.finish()["complete"] is True
