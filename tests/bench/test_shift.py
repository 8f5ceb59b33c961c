"""The table of probabilities under shift: a row for held-out texts, then one for each corpus."""

import json
from pathlib import Path

import pytest

from bench.shift import HEAD, main

HAM = ["see you", "at eight", "on the train", "going home", "sorry late"]
SPAM = ["free prize", "win cash", "claim now", "call today", "urgent loan"]
WHEN = [f"{day} {time}" for day in ("today", "monday", "friday", "sunday") for time in "abcdefg"]


def write(path: Path, rows: list[tuple[str, str]]) -> str:
    lines = [json.dumps({"label": label, "text": text}) for label, text in rows]
    path.write_text("\n".join(lines))
    return str(path)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_unknown_texts_are_adjusted_and_copies_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = (("ham", HAM), ("spam", SPAM))
    rows = [(label, f"{each} {when}") for label, own in named for each in own for when in WHEN]
    train = write(tmp_path / "train.jsonl", rows)
    strange = [("SPAM", f"щзх{number}") for number in range(30)]
    other = write(tmp_path / "other.jsonl", [*rows[:9], *strange, ("ham", "жъё")])
    monkeypatch.setattr("sys.argv", ["bench.shift", "--train", train, "--data", other])
    main()
    home, shifted = map(cells, capsys.readouterr().out.removeprefix(HEAD).strip().splitlines())
    assert home[:4] == ["held out", "28", "1.0000", "0.0%"]
    assert home[4].split(" → ")[0] == home[4].split(" → ")[1]
    assert (shifted[0], shifted[3]) == ("other.jsonl", "100.0%")
    before, after = map(float, shifted[4].split(" → "))
    assert after < before
