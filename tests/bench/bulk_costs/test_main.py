"""The command prints a row for each job and concurrency, and each other way."""

import sys

import pytest

from bench.bulk_costs.__main__ import ELSEWHERE, main


def test_each_job_is_in_both_tables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--texts", "10000", "200000", "--bytes", "80", "--concurrency", "1", "7"]
    monkeypatch.setattr(sys, "argv", ["bulk_costs", *options])
    main()
    first, second = capsys.readouterr().out.split("Other ways")
    assert first.count("| 10,000 x 80 B ") == first.count("| 200,000 x 80 B ") == 2
    assert second.count("\n|") == 2 + len(ELSEWHERE) + 2
