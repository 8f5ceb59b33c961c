"""Empty files and those of programs stop no directory and no archive; a named one is refused."""

import re
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, TEXTS, Place, folder, packed, told, written
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

SPARK = {
    "_SUCCESS": b"",
    "_committed_7": b'{"added":["part-00000.csv"],"removed":[]}',
    "_delta_log/0.json": b'{"commitInfo":{"operation":"WRITE"}}',
    "errors.log": b" \n",
    "part-00000.csv": CSV,
    "part-00001.csv": b"",
}


@pytest.mark.parametrize("place", [folder, packed])
def test_what_is_empty_or_of_a_program_is_left_out_and_told(tmp_path: Path, place: Place) -> None:
    data = place(tmp_path, SPARK)
    corpus, lines = told(data)
    assert corpus.labels == LABELS
    by_name = "_SUCCESS, _committed_7, _delta_log/0.json"
    between = "/" if place is folder else ": "
    empty = ", ".join(f"{data}{between}{name}" for name in ("errors.log", "part-00001.csv"))
    expected = [
        f"{data}: not read, because no data by its name: {by_name}",
        f"not read, because empty: {empty}",
    ]
    assert lines == expected
    told_of_rows: list[str] = []
    reading = RowReading(tell=told_of_rows.append)
    assert [row.text for row in read_rows([data], reading)] == TEXTS
    assert [row.label for row in read_labelled_rows([data], reading, len)] == LABELS
    assert told_of_rows == expected * 2


def test_an_empty_file_in_a_folder_of_texts_is_an_empty_text(tmp_path: Path) -> None:
    files = {"a/1": b"one", "a/2": b"two", "b/1": b"three", "b/2": b"four", "b/3": b""}
    data = folder(tmp_path, files)
    assert read_corpus([data]).dropped == {"with an empty text": 1}
    assert [row.text for row in read_rows([data], RowReading())][-1] == ""


@pytest.mark.parametrize("place", [folder, packed])
def test_nothing_but_empty_files_is_refused(tmp_path: Path, place: Place) -> None:
    data = place(tmp_path, {"a.csv": b"", "b.csv": b"\n"})
    with pytest.raises(InputError, match=r"a\.csv: found no row"):
        read_corpus([data])
    with pytest.raises(InputError, match=f"{re.escape(str(data))}: found no row"):
        list(read_rows([data], RowReading()))


def test_an_empty_file_that_is_named_is_refused(tmp_path: Path) -> None:
    empty = written(tmp_path, "empty.csv", b"")
    with pytest.raises(InputError, match=r"empty\.csv: found no row"):
        read_corpus([written(tmp_path, "c.csv", CSV), empty])
