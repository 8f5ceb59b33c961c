"""The plan's file: whoever changed it, its parts cover each object exactly."""

import json
from typing import Any

import pytest

from chalicelib import strict_json
from chalicelib.bulk import planning
from chalicelib.errors import BulkError, FormatError
from tests.support.bulk import Job, json_lines

LEAST = 64 * 1024
ROWS = (b'"' + b"a" * 15_997 + b'"\n') * 5
"""80,000 bytes, which take two parts."""


@pytest.fixture
def planned(job: Job) -> Job:
    """Return a job with a plan of two parts."""
    job.plan(job.put("in/a.jsonl", ROWS), {"part_bytes": LEAST})
    return job


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"cuts": [0, 65536]}, "in/a.jsonl: its parts do not cover it", id="short"),
        pytest.param({"cuts": [5, 65536, 80000]}, "its parts do not cover it", id="late start"),
        pytest.param({"cuts": [0, 0, 80000]}, "its parts do not cover it", id="empty part"),
        pytest.param({"cuts": [0, 80000]}, "parts is 2; the sources are cut into 1", id="fewer"),
        pytest.param({"cuts": [0, "1", 80000]}, "field 'cut' is \"1\"; expected an", id="string"),
        pytest.param({"key": "a.xlsx"}, "found the key 'a.xlsx', whose suffix is", id="suffix"),
        pytest.param({"more": 1}, "sources: unknown field 'more'", id="unknown field"),
    ],
)
def test_a_plan_that_was_changed_is_refused(
    planned: Job, changes: dict[str, Any], message: str
) -> None:
    document = json.loads(planned.read("_bulk/plan.json"))
    document["sources"][0] |= changes
    planned.write("_bulk/plan.json", strict_json.canonical(document))
    with pytest.raises(FormatError) as caught:
        planned.finish()
    assert str(caught.value).startswith("s3://outputs/job/_bulk/plan.json: ")
    assert message in str(caught.value)


def test_a_container_does_not_use_the_plan_of_an_output_that_was_emptied(planned: Job) -> None:
    container = planned.container()
    planned.score(planned.items()[0], container)
    for key in planned.files():
        planned.delete(key)
    planned.plan(planned.put("b.jsonl", json_lines(["b"])))
    (item,) = planned.items()
    planned.score(item, container)
    assert [row["place"] for row in planned.rows()] == ["b.jsonl: byte 0"]


def test_one_bad_file_of_many_ends_the_planning(job: Job) -> None:
    for number in range(20):
        job.put(f"in/{number:02d}.csv", b"text\na\n" if number != 7 else b"id,message\n1,a\n")
    with pytest.raises(BulkError, match=r"in/07\.csv: found no column 'text'"):
        job.plan("s3://inputs/in/")
    assert job.files() == {}


def test_too_many_parts_are_refused(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_PARTS", 1)
    uri = job.put("a.jsonl", ROWS)
    with pytest.raises(BulkError, match="found 2 parts; expected at most 1: use a larger part_byt"):
        job.plan(uri, {"part_bytes": LEAST})
