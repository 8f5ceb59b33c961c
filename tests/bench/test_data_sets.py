"""The table of data sets: a row for each, from files or from training and test files."""

import csv
from pathlib import Path

import pytest

from bench.data_sets import main
from tests.support.parity import LABELS, TRAINING


def write(path: Path, rows: list[tuple[str, str]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("label", "text"), *rows])
    return str(path)


def test_the_table_has_a_row_for_each_and_a_line_for_what_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*zip(LABELS, TRAINING, strict=True)] * 2
    every = write(tmp_path / "all.csv", rows)
    test = write(tmp_path / "test.csv", [("SPAM", TRAINING[0]), ("ham", "see you then")])
    alone = write(tmp_path / "alone.csv", [("ham", "see you")] * 3)
    monkeypatch.setattr("sys.argv", ["data_sets", every, f"{every}:{test}", alone])
    main()
    _, _, first, second, _, refused = capsys.readouterr().out.splitlines()
    assert first.startswith("| all.csv | 0 | 42 | 2 | spam | 5 | 5 | 0.")
    facts = "| all.csv, test.csv | 0 | 44 | 2 | spam | 2 | 1 | 0.5000 |"
    assert second == facts + " 1.0000 |" * 4
    assert refused.startswith(f"alone.csv is refused: {alone}: found one class, 'ham'; ")
