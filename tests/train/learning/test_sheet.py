"""A sheet is read back whatever a spreadsheet did to it; each row that cannot be used is named."""

import csv
import io
from pathlib import PurePosixPath

import pytest

from train.corpus.columns.judging import Table
from train.corpus.formats.recognition import read_format
from train.corpus.sources.addresses import Source
from train.corpus.telling import tell_nobody
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.learning.sheet import (
    KnownText,
    LabelledRow,
    ReadSheet,
    SheetRow,
    read_sheet,
    write_sheet,
)

CLASSES = ("ham", "spam")
TEXTS = ["See you at six; bring a spade", '=HYPERLINK("win") now', "Grüße,\nbis morgen"]
SHEET = write_sheet(SheetRow(text, "asked", "unsure, of course") for text in TEXTS)


def read(raw: bytes, known: KnownText = lambda _: None) -> ReadSheet:
    source = Source("sheet.csv", PurePosixPath("sheet.csv"), raw)
    table = read_format(source, whole=False, encoding=None, wanted=(), tell=tell_nobody)
    assert isinstance(table, Table)
    return read_sheet(table, CLASSES, known)


def labelled(label: str) -> str:
    return SHEET.replace(',,"unsure', f',{label},"unsure')


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(labelled("spam").encode(), id="as written"),
        pytest.param(labelled(" SPAM ").encode(), id="spelt otherwise"),
        pytest.param(labelled("spam").lstrip("\ufeff").encode("utf-16"), id="utf-16"),
        pytest.param(
            labelled("spam").replace("id,text,label,why", "Nr,Inhalt,Etikett,Grund").encode(),
            id="renamed columns",
        ),
        pytest.param(labelled("spam").replace("\n", "\r\n").encode(), id="line ends of Windows"),
    ],
)
def test_a_sheet_is_read_back(raw: bytes) -> None:
    found = read(raw)
    assert [row.label for row in found.labelled] == ["spam"] * 3
    assert [row.text.split() for row in found.labelled] == [text.split() for text in TEXTS]
    assert found.faults == []


@pytest.mark.parametrize("text", ["half a pair \ud800", "a\0b", "=\udc00\0", r"a \u0000 as typed"])
def test_what_a_file_cannot_hold_is_read_back(text: str) -> None:
    sheet = write_sheet([SheetRow(text, "asked", "unsure")])
    found = read(sheet.replace(",,unsure", ",spam,unsure").encode())
    assert (found.labelled, found.faults) == ([LabelledRow(text, "spam", "asked")], [])


@pytest.mark.parametrize("text", ["0791234567", "1/2/2026", "May 5", "TRUE", "50 %", "10:30"])
def test_a_text_that_a_spreadsheet_takes_for_a_value_is_written_as_a_text(text: str) -> None:
    sheet = write_sheet([SheetRow(text, "asked", "unsure")])
    assert f",'{text}," in sheet
    assert read(sheet.replace(",,unsure", ",spam,unsure").encode()).labelled[0].text == text


def changed(cells: list[str]) -> ReadSheet:
    """Read a labelled sheet with other texts, by the texts that were asked about."""
    rows = [*csv.reader(io.StringIO(labelled("spam"), newline=""))]
    for row, cell in zip(rows[1:], cells, strict=True):
        row[1] = cell
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return read(out.getvalue().encode(), {text_key(text): text for text in TEXTS}.get)


@pytest.mark.parametrize("cells", [["", "", ""], ["See you at", TEXTS[1], "Gr??e"]])
def test_a_changed_text_is_found_by_its_id(cells: list[str]) -> None:
    found = changed(cells)
    assert ([row.text for row in found.labelled], found.faults) == (TEXTS, [])


def test_texts_that_were_sorted_without_their_ids_are_not_found() -> None:
    found = changed([TEXTS[1], TEXTS[0], "Gr??e"])
    assert found.labelled == []
    assert all("expected rows that were sorted as a whole" in fault for fault in found.faults)


def test_semicolons_separate_columns_too() -> None:
    row = f"{SHEET.splitlines()[2].split(',')[0]};'=HYPERLINK(win);ham;why"
    text = "=HYPERLINK(win)"
    [line] = write_sheet([SheetRow(text, "audit", "why")]).splitlines()[1:]
    row = f"{line.split(',')[0]};'{text};ham;why"
    found = read(f"\ufeffid;text;label;why\n{row}\n".encode())
    assert found.labelled == [LabelledRow(text, "ham", "audit")]


def test_a_class_that_differs_from_another_in_case_alone_has_to_be_written_so() -> None:
    source = Source("sheet.csv", PurePosixPath("sheet.csv"), labelled("us").encode())
    table = read_format(source, whole=False, encoding=None, wanted=(), tell=tell_nobody)
    assert isinstance(table, Table)
    assert [row.label for row in read_sheet(table, ("us", "US")).labelled] == ["us"] * 3


def test_an_empty_label_is_no_fault() -> None:
    assert read(SHEET.encode()) == ReadSheet([], 3, [])


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        pytest.param(
            ",spam,", ",spma,", "found the label 'spma'; expected ham or spam", id="label"
        ),
        pytest.param("bring a spade", "bring a spoon", "the text was changed", id="text"),
        pytest.param("asked-", "ask-", "found the id 'ask-", id="id"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_others_count(
    before: str, after: str, fault: str
) -> None:
    found = read(labelled("spam").replace(before, after, 1).encode())
    assert len(found.labelled) == 2
    assert [line.partition(": ")[0] for line in found.faults] == ["sheet.csv"]
    assert fault in found.faults[0]


def test_a_text_with_two_labels_is_left_out() -> None:
    [head, *rows] = labelled("spam").splitlines()
    twice = "\n".join([head, rows[0], rows[0].replace(",spam,", ",ham,")])
    found = read(twice.encode())
    assert found.labelled == []
    assert "has several labels; expected one" in found.faults[0]


def test_a_file_that_is_no_sheet_is_refused() -> None:
    with pytest.raises(InputError, match="expected a column of ids"):
        read(b"text,label\nSee you,ham\nWin now,spam\n")


def test_a_text_with_any_line_end_stays_in_its_row() -> None:
    texts = ["a\rb", "a\nb", "a\r\nb", 'say "a"\r']
    raw = write_sheet([SheetRow(text, "asked", "why") for text in texts]).lstrip("\ufeff")
    rows = [*csv.reader(io.StringIO(raw, newline=""))]
    assert [row[1] for row in rows[1:]] == texts
