"""Transfers that break off, and writes that others make at the same moment."""

import io
import os
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.response import StreamingBody

from chalicelib.bulk import s3
from chalicelib.bulk.container import Container
from chalicelib.bulk.part import Counts
from chalicelib.bulk.records import PartRecord, store_record
from chalicelib.bulk.s3 import Bucket, s3_client
from chalicelib.errors import StoreError
from chalicelib.serving.model_loader import ModelLoader
from chalicelib.settings import read_settings
from tests.support.bulk import INPUTS, Job

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

RAW = b"0123456789"


@pytest.fixture
def bucket(client: "S3Client", monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setattr(s3, "PAUSES", (0.0, 0.0))
    client.put_object(Bucket=INPUTS, Key="in/a", Body=RAW)
    return Bucket(client, INPUTS, "in")


def break_off(client: "S3Client", times: int, *, quietly: bool = False) -> list[str]:
    """Let the next bodies end early; return a list that gets an entry for each."""
    broken: list[str] = []

    def end_early(parsed: dict[str, Any], **_: Any) -> None:
        if len(broken) < times:
            broken.append("GetObject")
            length = 3 if quietly else parsed["ContentLength"]
            parsed["Body"] = StreamingBody(io.BytesIO(b"012"), length)

    client.meta.events.register("after-call.s3.GetObject", end_early)
    return broken


@pytest.mark.parametrize("quietly", [False, True])
def test_a_transfer_that_breaks_off_is_made_again(bucket: Bucket, quietly: bool) -> None:
    stored = bucket.found("a")
    assert stored is not None
    broken = break_off(bucket.client, 2, quietly=quietly)
    assert bucket.read_range(stored, 2, 9) == RAW[2:9]
    assert len(broken) == 2


@pytest.mark.parametrize("quietly", [False, True])
def test_a_transfer_that_always_breaks_off_is_an_error(bucket: Bucket, quietly: bool) -> None:
    stored = bucket.found("a")
    assert stored is not None
    broken = break_off(bucket.client, 99, quietly=quietly)
    with pytest.raises(StoreError, match="s3://inputs/in/a: "):
        bucket.read_range(stored, 2, 9)
    assert len(broken) == 3


def test_an_object_that_is_gone_is_an_error_at_once(bucket: Bucket) -> None:
    stored = bucket.found("a")
    assert stored is not None
    bucket.client.delete_object(Bucket=INPUTS, Key="in/a")
    with pytest.raises(StoreError, match="s3://inputs/in/a: no such object"):
        bucket.read_range(stored, 2, 9)


def test_a_record_that_others_write_all_the_time_is_an_error(job: Job) -> None:
    job.run(job.put("a.jsonl", b'"a"'))
    container = job.container()
    output = container.bucket("outputs", "job")
    plan = container.plan(output)
    record = PartRecord(0, plan.id, Counts(1, {"ham": 1}, 0, 9, "0" * 64))

    def change(**_: Any) -> None:
        other = boto3.client("s3")
        other.put_object(Bucket="outputs", Key="job/_bulk/parts/00000.json", Body=os.urandom(9))

    output.client.meta.events.register("after-call.s3.GetObject", change)
    with pytest.raises(StoreError, match=r"00000\.json: another process writes it; try again"):
        store_record(output, plan, record)


def test_a_container_makes_one_client(job: Job) -> None:
    container = Container(ModelLoader(read_settings({"MODEL_URI": job.store_uri})), None)
    first, second = container.bucket(INPUTS), container.bucket("outputs", "job")
    assert first.client is second.client
    assert s3_client() is not first.client
