"""The table of drift figures: a stream of the same kind is within the limits, another is not."""

from pathlib import Path

import pytest

from bench.drift import HEAD, divided, main
from tests.support.bench_tables import HAM, ROWS, WHEN, cells, write
from train.corpus.reader import Corpus
from train.evaluation.predictions import text_key


def test_the_parts_have_no_text_in_common() -> None:
    texts = [f"{phrase} {when}" for phrase in HAM for when in WHEN] * 2
    parts = divided(Corpus(texts, ["ham"] * len(texts), ""))
    keys = [set(map(text_key, part.texts)) for part in parts]
    assert [len(each) for each in keys] == [98, 21, 21]
    assert len(set.union(*keys)) == 140


def test_the_table_has_a_row_for_each_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    train = write(tmp_path / "train.jsonl", ROWS * 3)
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
