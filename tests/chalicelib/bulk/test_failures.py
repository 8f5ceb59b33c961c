"""What fails in a job: the input, the model, or the store."""

import json
from typing import Any

import pytest

from chalicelib.errors import BulkError, FunctionError, StoreError
from chalicelib.scoring.model import Model
from tests.support.bulk import Job, json_lines
from tests.support.bulk_texts import LEAST, many


def test_an_input_that_changed_fails_its_items(job: Job) -> None:
    uri = job.put("a.jsonl", json_lines(many()))
    job.plan(uri, {"part_bytes": LEAST})
    first, second, *_ = job.items()
    job.score(first)
    job.put("a.jsonl", json_lines(many(2999)))
    with pytest.raises(BulkError, match=r"s3://inputs/a\.jsonl: changed since the job was planned"):
        job.score(second)
    assert list(job.parts()) == ["part-00000.jsonl"]
    assert job.finish()["complete"] is False
    missing = job.manifest()["missing"]
    assert missing[0]["error"] == "BulkError"
    assert "a.jsonl: changed since the job was planned" in missing[0]["reason"]
    assert [each["reason"] for each in missing[1:]] == ["it was not scored"] * (len(missing) - 1)


def test_a_part_that_is_made_after_a_failure_is_not_missing(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    job.plan(job.put("a.jsonl", b'"a"'))
    (item,) = job.items()
    with monkeypatch.context() as patch:
        patch.setattr(Model, "predict", lambda self, text: int("a secret"))
        with pytest.raises(ValueError, match="secret"):
            job.score(item)
    job.finish()
    (missing,) = job.manifest()["missing"]
    said = "it was not scored: ValueError, see the log of the function"
    assert missing == item | {"error": "ValueError", "reason": said}
    job.score(item)
    assert job.finish()["complete"] is True
    assert job.manifest()["missing"] == []


def test_the_failure_of_another_job_is_no_reason(job: Job) -> None:
    uri = job.put("a.jsonl", b'"a"')
    job.plan(uri)
    failure = {"format": 1, "part": 0, "plan": "0" * 16, "error": "BulkError", "reason": "other"}
    job.write("_bulk/failed/00000.json", json.dumps(failure).encode())
    job.finish()
    assert [each["reason"] for each in job.manifest()["missing"]] == ["it was not scored"]


def test_a_text_that_a_function_of_the_model_fails_on_has_an_error(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Model, text: str) -> str:
        if text == "b":
            raise FunctionError("cleaning: raised ValueError")
        return "ham"

    monkeypatch.setattr(Model, "predict", fail)
    outcome = job.run(job.put("a.jsonl", json_lines(["a", "b"])))
    assert [(row["label"], row.get("error")) for row in job.rows()] == [
        ("ham", None),
        (None, "cleaning: raised ValueError"),
    ]
    assert (outcome["rows"], outcome["without_label"]) == (2, 1)


def test_an_error_of_the_model_is_not_one_of_the_store(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Model, text: str) -> str:
        raise KeyError(len(text))

    monkeypatch.setattr(Model, "predict", fail)
    job.plan(job.put("a.jsonl", b'"a"'))
    with pytest.raises(KeyError, match=r"^1$"):
        job.score(job.items()[0])
    assert job.parts() == {}


def test_an_output_that_cannot_be_written_is_an_error_of_the_store(job: Job) -> None:
    job.plan(job.put("a.jsonl", b'"a"'))
    (item,) = job.items()

    def refuse(**_: Any) -> None:
        raise OSError("no route to S3")

    job.client.meta.events.register("before-call.s3.PutObject", refuse)
    with pytest.raises(StoreError, match=r"part-00000\.jsonl: boto3 failed: OSError: no route"):
        job.score(item)
