"""The table of drift figures: a stream of the same kind is within the limits, another is not."""

import json
from pathlib import Path

import pytest

from bench.drift import HEAD, divided, main
from train.corpus.reader import Corpus
from train.evaluation.predictions import text_key

HAM = ["see you", "at eight", "on the train", "going home", "sorry late"]
SPAM = ["free prize", "win cash", "claim now", "call today", "urgent loan"]
WHEN = [f"{day} {time}" for day in ("today", "monday", "friday", "sunday") for time in "abcdefg"]


def write(path: Path, rows: list[tuple[str, str]]) -> str:
    lines = [json.dumps({"label": label, "text": text}) for label, text in rows]
    path.write_text("\n".join(lines))
    return str(path)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_parts_have_no_text_in_common() -> None:
    texts = [f"{phrase} {when}" for phrase in HAM for when in WHEN] * 2
    parts = divided(Corpus(texts, ["ham"] * len(texts), ""))
    keys = [set(map(text_key, part.texts)) for part in parts]
    assert [len(each) for each in keys] == [98, 21, 21]
    assert len(set.union(*keys)) == 140


def test_the_table_has_a_row_for_each_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = (("ham", HAM), ("spam", SPAM))
    rows = [(label, f"{each} {when}") for label, own in named for each in own for when in WHEN]
    train = write(tmp_path / "train.jsonl", rows * 3)
    other = tmp_path / "other.txt"
    other.write_text("\n".join(f"unseen{number}" for number in range(300)), "utf-8")
    arguments = ["bench.drift", "--train", train, "--recipe", "tutorial", "--data", str(other)]
    monkeypatch.setattr("sys.argv", arguments)
    main()
    output = capsys.readouterr().out
    same, others = map(cells, output.removeprefix(HEAD).strip().splitlines())
    assert (same[0], same[1], same[2], same[-1]) == ("the same kind", "42", "1.000", "none")
    assert others[:4] == ["other.txt", "300", "0.000", "0.0%"]
    assert "mean known share" in others[-1]
    assert "unseen" not in output
