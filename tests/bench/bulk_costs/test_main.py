"""The commands: a row for each job and concurrency, each other way, and what a row costs."""

import json
import sys

import pytest

from bench.bulk_costs.__main__ import ELSEWHERE, main
from bench.bulk_costs.rows import write_part


def test_each_job_is_in_both_tables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--texts", "10000", "200000", "--bytes", "80", "--concurrency", "1", "7"]
    monkeypatch.setattr(sys, "argv", ["bulk_costs", *options])
    main()
    first, second = capsys.readouterr().out.split("Other ways")
    assert first.count("| 10,000 x 80 B ") == first.count("| 200,000 x 80 B ") == 2
    assert second.count("\n|") == 2 + len(ELSEWHERE) + 2


def test_the_measured_part_is_that_of_the_bulk_function() -> None:
    lines = [json.dumps({"text": text}) + "\n" for text in ("see you", "", "soon")]
    part = write_part("".join(lines).encode())
    rows = [json.loads(line) for line in part.splitlines()]
    assert [row["label"] for row in rows] == ["ham", None, "ham"]
    assert rows[1]["place"] == f"texts.jsonl: byte {len(lines[0])}"
