"""Of a workbook, the sheet with texts is read, which is told."""

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.corpus_files import LABELS, ROWS, TEXTS, told, written
from train.corpus.collecting import Reading
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows


def test_other_sheets_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("first", "second"):
        sheet = book.create_sheet(title)
        for row in [["label", "text"]] + [[row["label"], row["text"]] for row in ROWS]:
            sheet.append(row)
    path = tmp_path / "c.xlsx"
    book.save(path)
    assert told(path).lines == [
        f"{path}: reads sheet 'first' only; others: second; to read one of them, name it: "
        f"'{path}#second'"
    ]
    packed = written(tmp_path, "c.zip", packed_file("c.xlsx", path.read_bytes()))
    assert told(packed).lines[0].endswith("to read one of them, save it as a file of its own")


def packed_file(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def sheets(directory: Path, **rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for title, each in rows.items():
        sheet = book.create_sheet(title)
        for row in each:
            sheet.append(row)
    book.save(directory / "c.xlsx")
    return directory / "c.xlsx"


ABOUT: list[list[Any]] = [["Read me"], ["This file has data"], ["from the year 2024"]]
PAIRS: list[list[Any]] = [[row["label"], row["text"]] for row in ROWS]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["Label", "Text"], *PAIRS], id="usual-names"),
        pytest.param([["Art", "Frage"], *PAIRS], id="other-names"),
        pytest.param(PAIRS, id="no-names"),
    ],
)
def test_a_sheet_about_the_file_is_not_read(tmp_path: Path, rows: list[list[Any]]) -> None:
    path = sheets(tmp_path, about=ABOUT, texts=rows)
    assert (read_corpus([path]).texts, read_corpus([path]).labels) == (TEXTS, LABELS)
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS


def test_the_texts_to_label_are_those_of_the_first_sheet_that_has_any(tmp_path: Path) -> None:
    path = sheets(tmp_path, new=[["text"], ["hello"]], old=[["label", "text"], *PAIRS])
    assert [row.text for row in read_rows([path], RowReading())] == ["hello"]


NOTES: list[list[Any]] = [["Date", "Comment"], ["2024-01-01", "file begun"], ["2024-01-02", "done"]]
CODES: list[list[Any]] = [["Code", "Text", "Category"]]
CODES += [[number, f"what {number} means", "ab"[number % 2]] for number in range(4)]


@pytest.mark.parametrize(
    ("first", "size"),
    [pytest.param(NOTES, 1, id="without-labels"), pytest.param(CODES, 5, id="far-fewer-rows")],
)
def test_the_sheet_to_learn_from_has_labels_and_most_rows(
    tmp_path: Path, first: list[list[Any]], size: int
) -> None:
    path = sheets(tmp_path, first=first, data=[["kind", "message"], *PAIRS[::-1] * size])
    corpus, lines = told(path)
    assert len(corpus.texts) == size * len(PAIRS)
    assert "reads sheet 'data' only; others: first" in lines[0]
    assert len([*read_rows([path], RowReading())]) == len(first) - 1


def test_a_named_column_says_the_sheet(tmp_path: Path) -> None:
    path = sheets(tmp_path, a=[["label", "text"], ["x", "y"]], b=[["label", "words"], *PAIRS])
    assert read_corpus([path], "Words").texts == TEXTS


def test_formulas_without_a_value_are_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["text", "label"],
        *([text, '=IF(1,"a","b")'] for text in TEXTS),
        ["x", None],
    ]
    lines: list[str] = []
    with pytest.raises(InputError, match="found no labelled text"):
        read_corpus([sheets(tmp_path, a=rows)], reading=Reading(tell=lines.append))
    assert lines[0].partition(": ")[2] == (
        "4 cells are formulas without a value, the first in row 2; open the file in a "
        "spreadsheet program and save it"
    )


def test_empty_cells_and_formulas_in_other_sheets_are_not_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["label", "text"], *PAIRS, ["ham", None]]
    for others in ({}, {"b": [["=1+1"]]}):
        path = sheets(tmp_path, a=rows, **others)
        assert told(path).lines == ["dropped 1 row with an empty text"]


def test_a_truth_value_among_texts_is_a_text(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[text, label == "spam"] for label, text in PAIRS]
    path = sheets(tmp_path, a=[["text", "label"], [True, True], *rows, [False, False]])
    corpus = read_corpus([path])
    assert corpus.texts == ["TRUE", *TEXTS, "FALSE"]
    assert corpus.counts() == {"False": 3, "True": 3}


def test_a_cell_that_is_merged_with_those_below_is_the_value_of_all_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in [["Topics"], ["Label", "Text"], *PAIRS]:
        sheet.append(row)
    for cells in ("A1:B1", "A3:A4", "A5:A6"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "c.xlsx")
    corpus = read_corpus([tmp_path / "c.xlsx"])
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert corpus.dropped == {}


def test_a_row_above_the_names_that_groups_columns_is_left_out(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [number, text, label, "Bo"] for number, (label, text) in enumerate(PAIRS)
    ]
    names: list[list[Any]] = [["Review", None, "Check", None], ["Nr", "Text", "Label", "By"]]
    corpus, lines = told(sheets(tmp_path, a=[*names, *rows]))
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert "row 2 names the columns; what is above is left out" in lines[0]
