"""What a scored row looks like in each format, and how a file is written."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest

from chalicelib.explain.explanation import Evidence
from train.errors import InputError
from train.scoring_files.output import Contents, row_format
from train.scoring_files.output_file import open_output
from train.scoring_files.rows import Row
from train.scoring_files.scoring import EMPTY, Scored

FREE = Scored("spam", (0.25, 0.75), (Evidence("free", 1, 5, 1.5), Evidence("=", 5, 6, -2.0)))
EVERYTHING = Contents(("ham", "spam"), True, ("id", "label"), True, True)
ROWS = [
    (Row("a: line 2", '"free=', ("7", "x")), FREE),
    (Row("a: line 3", "", ({"b": [1]}, float("nan"))), EMPTY),
]


def test_csv_has_a_column_for_each_value() -> None:
    rows = row_format("csv", EVERYTHING)
    read = list(csv.DictReader(io.StringIO(rows.head() + rows.lines(ROWS))))
    assert read[0] == {
        "place": "a: line 2",
        "label": "spam",
        "probability_ham": "0.25",
        "probability_spam": "0.75",
        "text": '"free=',
        "evidence": "free=+1.500 ==-2.000",
        "id": "7",
        "input_label": "x",
    }
    assert list(read[1].values()) == ["a: line 3", "", "", "", "", "", '{"b": [1]}', "nan"]


def test_json_has_a_field_for_each_value() -> None:
    rows = row_format("jsonl", EVERYTHING)
    first, second = map(json.loads, rows.lines(ROWS).splitlines())
    assert rows.head() == ""
    assert first == {
        "place": "a: line 2",
        "label": "spam",
        "probabilities": {"ham": 0.25, "spam": 0.75},
        "text": '"free=',
        "evidence": [
            {"text": "free", "start": 1, "end": 5, "weight": 1.5},
            {"text": "=", "start": 5, "end": 6, "weight": -2.0},
        ],
        "id": "7",
        "input_label": "x",
    }
    assert second == {
        "place": "a: line 3",
        "label": None,
        "probabilities": None,
        "text": "",
        "evidence": [],
        "id": {"b": [1]},
        "input_label": None,
    }


def test_a_model_without_probabilities_has_none_in_its_rows() -> None:
    contents = Contents(("ham", "spam"), False)
    scored = [(Row("1", "x"), Scored("ham"))]
    rows = row_format("csv", contents)
    assert rows.head() + rows.lines(scored) == "place,label\n1,ham\n"
    line = json.loads(row_format("jsonl", contents).lines(scored))
    assert line == {"place": "1", "label": "ham", "probabilities": None}


def write_half(path: Path) -> None:
    with open_output(path) as file:
        file.write("half")
        raise RuntimeError


def test_a_file_is_replaced_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    path.chmod(0o640)
    with pytest.raises(RuntimeError):
        write_half(path)
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text() == "old"
    with open_output(path) as file:
        file.write("lone \ud83d é\r\n")
    assert path.read_bytes() == "lone \\ud83d é\r\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    with open_output(tmp_path / "out.csv") as file:
        file.write("x")
    assert (tmp_path / "out.csv").stat().st_mode == usual.stat().st_mode


def test_a_device_is_written_to_and_not_replaced() -> None:
    before = Path("/dev/null").stat().st_ino
    with open_output(Path("/dev/null")) as file:
        file.write("x")
    assert Path("/dev/null").stat().st_ino == before


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match=r"out\.csv: cannot be written: No such file"),
        open_output(tmp_path / "none" / "out.csv"),
    ):
        pass
    with pytest.raises(InputError, match="cannot be written: Is a dir"), open_output(tmp_path):
        pass
