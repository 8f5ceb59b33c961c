"""A whole job: what it writes, and that it labels as the service does."""

import gzip
import hashlib
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.bulk import s3
from chalicelib.scoring.model import Classification, Model
from tests.support.bulk import Job, json_lines, parquet
from tests.support.bulk_texts import LEAST, TEXTS, many
from tests.support.policies import lists, put_in_force
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter


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
