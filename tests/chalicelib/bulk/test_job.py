"""A whole job: what it writes, and that it labels as the service does."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.bulk import s3
from chalicelib.bulk.handler import run
from chalicelib.errors import BulkError, FormatError, FunctionError, StoreError
from chalicelib.scoring.model import Classification, Model
from tests.support.bulk import OUTPUTS, Context, Job, json_lines, parquet
from tests.support.parity import TRAINING
from tests.support.policies import lists, put_in_force
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

TEXTS = [*TRAINING, "£100 \ud83d now", "a\x00b", "🙂", "\uff41\uff11", "see you\r\n"]
LEAST = 64 * 1024


def many(count: int = 3000) -> list[dict[str, Any]]:
    """Return rows that take several parts of the least size."""
    return [
        {"id": number, "text": f"{TEXTS[number % len(TEXTS)]} {number}"} for number in range(count)
    ]


@pytest.mark.parametrize("probabilities", [False, True])
def test_labels_are_those_of_the_service(
    job: Job,
    load_app: Callable[..., ModuleType],
    default_bundle: Bundle,
    tmp_path: Any,
    probabilities: bool,
) -> None:
    store = DirectoryWriter(tmp_path)
    publish(default_bundle, store)
    deny = lists(phrases=["see you"], domains=["shop.example"])
    band = {"from": 0.4, "to": 0.6}
    put_in_force(store, default_bundle.manifest.version, deny=deny, unsure=band, threshold=0.5)
    job.store_uri = store.uri
    job.run(job.put("texts.jsonl", json_lines(TEXTS)), {"probabilities": probabilities})
    with Client(load_app(MODEL_URI=store.uri).app) as client:
        response = client.http.post(
            "/spamorham?probabilities=1",
            headers={"Content-Type": "application/json"},
            body=json.dumps(TEXTS),
        )
    expected = response.json_body
    assert {each["rule"] for each in expected} == {"threshold", "deny phrase", "unsure"}
    assert [row["label"] for row in job.rows()] == [each["label"] for each in expected]
    if probabilities:
        assert [row["probabilities"] for row in job.rows()] == [
            each["probabilities"] for each in expected
        ]


def test_a_job_writes_a_line_for_each_row_and_a_manifest(job: Job) -> None:
    uri = job.put("texts.jsonl", json_lines([*many(), 5, {"text": ""}]))
    outcome = job.run(uri, {"part_bytes": LEAST, "keep": ["id"]})
    rows, manifest = job.rows(), job.manifest()
    assert outcome == {
        "complete": True,
        "parts": len(job.parts()),
        "missing": 0,
        "rows": 3002,
        "labels": manifest["labels"],
        "without_label": 2,
        "manifest": f"{job.output}manifest.json",
    }
    assert [row["id"] for row in rows] == [*range(3000), None, None]
    assert sum(outcome["labels"].values()) == 3000
    assert rows[0].keys() == {"place", "label", "id"}
    assert rows[-2]["label"] is None
    assert rows[-2]["error"] == "the row is a number; expected an object or a string"
    at = [json_lines(many(count)) for count in (0, 1, 2)]
    assert [row["place"] for row in rows[:3]] == [f"texts.jsonl: byte {len(raw)}" for raw in at]
    for part in manifest["parts"]:
        raw = job.read(part["key"])
        assert part["bytes"] == len(raw)
        assert part["sha256"] == hashlib.sha256(raw).hexdigest()
        assert part["rows"] == raw.count(b"\n")
    bounds = [(part["start"], part["end"]) for part in manifest["parts"]]
    assert bounds[0][0] == 0
    assert [end for _, end in bounds] == [
        *(start for start, _ in bounds[1:]),
        len(json_lines([*many(), 5, {"text": ""}])),
    ]


def test_all_files_below_a_prefix_are_scored(job: Job) -> None:
    rows = many(300)
    job.put("in/a.jsonl", json_lines(rows))
    job.put("in/b/a.csv.gz", gzip.compress(b"text\nsee you\n"))
    job.put("in/c.parquet", parquet(rows[:9], 5))
    job.put("in/d.NDJSON", b'"see you"')
    job.put("in/empty.csv", b"")
    job.put("in/read.me", b"")
    job.put("in/folder/", b"")
    outcome = job.run("s3://inputs/in/")
    assert (outcome["complete"], outcome["rows"]) == (True, 311)
    manifest = job.manifest()
    assert manifest["skipped"] == ["in/read.me"]
    assert [each["key"] for each in manifest["objects"]] == [
        "in/a.jsonl", "in/b/a.csv.gz", "in/c.parquet", "in/d.NDJSON", "in/empty.csv",
    ]  # fmt: skip
    assert [row["place"] for row in job.rows()[300:302]] == [
        "b/a.csv.gz: row 1",
        "c.parquet: row 1",
    ]


def test_a_job_without_rows_is_complete(job: Job) -> None:
    outcome = job.run(job.put("empty.jsonl", b""))
    assert outcome == {
        "complete": True, "parts": 0, "missing": 0, "rows": 0, "labels": {}, "without_label": 0,
        "manifest": f"{job.output}manifest.json",
    }  # fmt: skip


def test_packed_parts_hold_the_same_lines(job: Job) -> None:
    uri = job.put("texts.jsonl", json_lines(many(100)))
    job.run(uri)
    packed = Job(job.client, job.store_uri, "packed")
    packed.run(uri, {"gzip": True})
    (raw,) = packed.parts().values()
    assert gzip.decompress(raw) == job.read("part-00000.jsonl")
    assert packed.manifest()["parts"][0]["key"] == "part-00000.jsonl.gz"


def test_kept_columns_never_hide_the_labels(job: Job) -> None:
    row = {"text": "see you", "label": "spam", "error": 1, "other": [{"a": "\ud83d\u2028"}]}
    job.run(job.put("a.jsonl", json_lines([row])), {"keep": ["label", "error", "other", "text"]})
    (found,) = job.rows()
    assert found == {
        "place": "a.jsonl: byte 0", "label": "ham", "input_label": "spam", "input_error": 1,
        "other": [{"a": "\ud83d\u2028"}], "input_text": "see you",
    }  # fmt: skip


def test_a_version_that_is_promoted_later_is_not_used(
    job: Job, default_bundle: Bundle, tutorial_bundle: Bundle, tmp_path: Any
) -> None:
    store = DirectoryWriter(tmp_path)
    job.store_uri = store.uri
    promote(publish(default_bundle, store), store)
    uri = job.put("texts.jsonl", json_lines(many()))
    before = job.container()
    assert (
        job.plan(uri, {"part_bytes": LEAST}, before)["version"] == default_bundle.manifest.version
    )
    first, *others = job.items()
    job.score(first, before)
    promote(publish(tutorial_bundle, store), store)
    again = job.plan(uri, {"part_bytes": LEAST})
    assert again["version"] == default_bundle.manifest.version
    assert again["left"] == len(others)
    assert job.items() == others
    for item in others:
        job.score(item, job.container())
    assert job.finish()["complete"] is True
    assert job.manifest()["version"] == default_bundle.manifest.version
    reference = Job(job.client, job.store_uri, "reference")
    reference.step(
        reference.container(MODEL_VERSION=default_bundle.manifest.version),
        step="plan", input=uri, options={"part_bytes": LEAST},
    )  # fmt: skip
    for item in reference.items():
        reference.score(item)
    assert job.parts() == reference.parts()


def test_a_container_that_serves_two_jobs_uses_the_model_of_each(
    job: Job, default_bundle: Bundle, tutorial_bundle: Bundle, tmp_path: Any
) -> None:
    store = DirectoryWriter(tmp_path)
    job.store_uri = store.uri
    uri = job.put("texts.jsonl", json_lines(TEXTS))
    jobs = [job, Job(job.client, store.uri, "second")]
    for each, bundle in zip(jobs, (default_bundle, tutorial_bundle), strict=True):
        promote(publish(bundle, store), store)
        each.plan(uri, {"probabilities": True})
    container = job.container()
    for each in [*jobs, *jobs]:
        each.score(each.items()[0], container)
        each.delete("_bulk/parts/00000.json")
    fresh = [each.parts() for each in jobs]
    for each in jobs:
        each.score(each.items()[0])
    assert [each.parts() for each in jobs] == fresh
    assert fresh[0] != fresh[1]


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


def test_a_classifier_without_probabilities_has_none(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "classify", lambda self, text: Classification("ham", None))
    job.run(job.put("a.jsonl", json_lines(["a", ""])), {"probabilities": True})
    assert [(row["label"], row["probabilities"]) for row in job.rows()] == [
        ("ham", None),
        (None, None),
    ]


def test_several_labels_of_a_text_are_an_array_and_each_counts(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "predict", lambda self, text: ("ham", "spam") if text == "a" else ())
    outcome = job.run(job.put("a.jsonl", json_lines(["a", "b"])))
    assert [row["label"] for row in job.rows()] == [["ham", "spam"], []]
    assert (outcome["labels"], outcome["without_label"]) == ({"ham": 1, "spam": 1}, 0)


def test_a_large_part_is_sent_in_pieces(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "UPLOAD_BYTES", 5 * 2**20)
    monkeypatch.setattr(Model, "predict", lambda self, text: "ham")
    sent: list[str] = []
    job.client.meta.events.register(
        "before-call.s3.UploadPart", lambda model, **_: sent.append(model.name)
    )
    rows = [{"text": "see you at eight " * 3000}] * 220
    job.run(job.put("a.jsonl.gz", gzip.compress(json_lines(rows))), {"keep": ["text"]})
    assert len(sent) == 3
    (part,) = job.manifest()["parts"]
    raw = job.read("part-00000.jsonl")
    assert part["sha256"] == hashlib.sha256(raw).hexdigest()
    assert part["rows"] == raw.count(b"\n") == 220
