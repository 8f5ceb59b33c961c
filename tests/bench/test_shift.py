"""The table of probabilities under shift: a row for held-out texts, then one for each corpus."""

from pathlib import Path

import pytest

from bench.shift import HEAD, main
from tests.support.bench_tables import ROWS, cells, write


def test_unknown_texts_are_adjusted_and_copies_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    train = write(tmp_path / "train.jsonl", ROWS)
    strange = [("SPAM", f"щзх{number}") for number in range(30)]
    other = write(tmp_path / "other.jsonl", [*ROWS[:9], *strange, ("ham", "жъё")])
    monkeypatch.setattr("sys.argv", ["bench.shift", "--train", train, "--data", other])
    main()
    home, shifted = map(cells, capsys.readouterr().out.removeprefix(HEAD).strip().splitlines())
    assert home[:4] == ["held out", "28", "1.0000", "0.0%"]
    assert home[4].split(" → ")[0] == home[4].split(" → ")[1]
    assert (shifted[0], shifted[3]) == ("other.jsonl", "100.0%")
    before, after = map(float, shifted[4].split(" → "))
    assert after < before
