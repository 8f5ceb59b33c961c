"""Several files without the ending of a table are a text each, or tables by their content."""

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, TEXTS, Place, folder, packed, told
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

TSV = CSV.replace(b'"a lamp, half price"', b"a lamp half price").replace(b",", b"\t")
ROWS = [text.replace(",", "") for text in TEXTS]
JSON = b'{"text": "one"}\n{"text": "two"}\n'
LABELLED = b"__label__a one\n__label__b two\n"
MAIL = b"From: Ann <ann@shop.test>\nTo: b@c.test\nSubject: hi\n\nlunch\n"


TABLES = [
    pytest.param({"part-00000": TSV, "part-00001": TSV}, ROWS * 2, id="spark"),
    pytest.param({"a.txt": TSV, "b.txt": TSV}, ROWS * 2, id="txt"),
    pytest.param({"a": gzip.compress(TSV), "b": gzip.compress(TSV)}, ROWS * 2, id="gzip"),
    pytest.param({"a": TSV.decode().encode("utf-16"), "b": TSV}, ROWS * 2, id="utf-16"),
    pytest.param({"a": JSON, "b": JSON}, ["one", "two"] * 2, id="json-lines"),
    pytest.param({"a": LABELLED, "b": LABELLED}, ["one", "two"] * 2, id="fasttext"),
    pytest.param({"a": TSV, "b": TSV, "c.log": b"x\ny"}, [*ROWS, *ROWS, "x", "y"], id="one-other"),
    pytest.param(
        {"a": TSV, "b": TSV, "c": TSV, "d": b"x\ny", "e": b"z"},
        [*ROWS, *ROWS, *ROWS, "x\ny", "z"],
        id="two-others",
    ),
]


@pytest.mark.parametrize("place", [folder, packed])
@pytest.mark.parametrize(("files", "texts"), TABLES)
def test_tables_without_the_ending_of_one_are_tables(
    tmp_path: Path, place: Place, files: Mapping[str, bytes], texts: list[str]
) -> None:
    rows = read_rows([place(tmp_path, files)], RowReading())
    assert [row.text for row in rows] == texts


@pytest.mark.parametrize("place", [folder, packed])
def test_fit_reads_the_same_tables_as_a_stream(tmp_path: Path, place: Place) -> None:
    data = place(tmp_path, {"part-00000": TSV, "part-00001": TSV})
    rows = list(read_labelled_rows([data], RowReading(), len))
    assert [(row.text, row.label) for row in rows] == [*zip(ROWS * 2, LABELS * 2, strict=True)]
    assert told(data).corpus.texts == ROWS * 2


def test_named_columns_tell_a_table(tmp_path: Path) -> None:
    table = b"one\ttwo\nx\tsome words\ny\tothers\n"
    data = folder(tmp_path, {"a": table, "b": table})
    rows = read_rows([data], RowReading(text_columns=["two"]))
    assert [row.text for row in rows] == ["some words", "others"] * 2


def test_a_few_files_that_look_like_tables_are_texts_and_told(tmp_path: Path) -> None:
    data = folder(tmp_path, {"a.txt": TSV, "b.txt": b"one\ntwo", "c.eml": MAIL})
    lines: list[str] = []
    texts = [row.text for row in read_rows([data], RowReading(tell=lines.append))]
    assert texts[:2] == [TSV.decode().strip(), "one\ntwo"]
    assert lines[0] == (
        f"one text each, as most files around them are, though they look like tables: "
        f"{data / 'a.txt'}; to read their rows, name them without the others"
    )
