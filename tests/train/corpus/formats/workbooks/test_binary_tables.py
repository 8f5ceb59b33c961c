"""Excel, Parquet, Arrow and Feather are read if their libraries are installed."""

import io
import json
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pytest
from pyarrow import feather, ipc, parquet

from emulation.servers import ROOT
from tests.support.corpus_files import LABELS, ROWS, TEXTS, read, told, written
from train.corpus.formats.workbooks.binary_tables import PINS
from train.errors import InputError


def excel(rows: list[list[Any]], before: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for number, title in enumerate([*(before or []), "texts"]):
        sheet = book.create_sheet(title, number)
        if title == "texts":
            for row in rows:
                sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_excel() -> bytes:
    return excel([["Label", "Text"], *([row["label"], row["text"]] for row in ROWS)])


def as_headerless_excel() -> bytes:
    return excel([[row["label"], row["text"]] for row in ROWS], before=["empty"])


def as_parquet(table: pyarrow.Table | None = None) -> bytes:
    file = io.BytesIO()
    parquet.write_table(table or pyarrow.Table.from_pylist(ROWS), file)
    return file.getvalue()


def as_feather(version: int) -> bytes:
    file = io.BytesIO()
    feather.write_feather(pyarrow.Table.from_pylist(ROWS), file, version=version)
    return file.getvalue()


def as_stream() -> bytes:
    table = pyarrow.Table.from_pylist(ROWS)
    file = io.BytesIO()
    with ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)
    return file.getvalue()


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(as_excel, id="excel"),
        pytest.param(as_headerless_excel, id="excel-headerless"),
        pytest.param(as_parquet, id="parquet"),
        pytest.param(lambda: as_feather(2), id="feather-or-arrow-file"),
        pytest.param(as_stream, id="arrow-stream"),
    ],
)
@pytest.mark.parametrize("name", ["c", "c.csv", "c.xlsx"])
def test_the_content_says_the_format(tmp_path: Path, name: str, write: Callable[[], bytes]) -> None:
    corpus = read(tmp_path, name, write())
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)


def test_numbers_and_dates_in_a_worksheet_are_texts(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["text", "label"], [8012, 1.0], [2.5, 1], ["a", 0], ["b", 0]]
    corpus = read(tmp_path, "c.xlsx", excel(rows))
    assert corpus.texts == ["8012", "2.5", "a", "b"]
    assert corpus.labels == ["1", "1", "0", "0"]


def test_characters_that_excel_escapes_are_what_they_stand_for(tmp_path: Path) -> None:
    texts = ["one_x000D_\ntwo", "a _x005F_x000D_ b", "my_x_ray", "_xyz0_"]
    rows = [["label", "text"], *zip("abab", texts, strict=True)]
    corpus = read(tmp_path, "c.xlsx", excel([list(row) for row in rows]))
    assert corpus.texts == ["one\r\ntwo", "a _x000D_ b", "my_x_ray", "_xyz0_"]


def test_the_names_of_classes_in_hugging_faces_metadata_are_used(tmp_path: Path) -> None:
    feature = {"names": ["ham", "spam"], "_type": "ClassLabel"}
    metadata = {"info": {"features": {"label": feature, "text": {"dtype": "string"}}}}
    rows = [
        {"label": number, "text": text} for number, text in zip((0, 0, 1, 1), TEXTS, strict=True)
    ]
    table = pyarrow.Table.from_pylist(rows)
    table = table.replace_schema_metadata({"huggingface": json.dumps(metadata)})
    corpus, lines = told(written(tmp_path, "c.parquet", as_parquet(table)))
    assert corpus.labels == LABELS
    assert [line.partition(": ")[2] for line in lines] == [
        "the file names the classes of 'label': ham, spam"
    ]


def test_the_class_minus_one_is_none_as_in_the_unlabelled_part_of_a_data_set(
    tmp_path: Path,
) -> None:
    metadata = {"info": {"features": {"label": {"names": ["ham", "spam"]}}}}
    table = pyarrow.table({"text": [*TEXTS, "more"], "label": [0, 0, 1, 1, -1]})
    table = table.replace_schema_metadata({"huggingface": json.dumps(metadata)})
    corpus = read(tmp_path, "c.parquet", as_parquet(table))
    assert (corpus.labels, corpus.dropped) == (LABELS, {"without a label": 1})


@pytest.mark.parametrize(
    "feature",
    [
        pytest.param({"_type": "Sequence", "feature": {"names": ["ham", "spam"]}}, id="sequence"),
        pytest.param([{"names": ["ham", "spam"], "_type": "ClassLabel"}], id="list"),
    ],
)
def test_the_names_of_classes_in_a_list_are_used(tmp_path: Path, feature: object) -> None:
    metadata = {"huggingface": json.dumps({"info": {"features": {"labels": feature}}})}
    classes = [[int(label == "spam")] for label in LABELS]
    table = pyarrow.table({"text": TEXTS, "labels": classes}).replace_schema_metadata(metadata)
    assert read(tmp_path, "c.parquet", as_parquet(table)).labels == LABELS


def test_values_in_structs_have_dotted_names(tmp_path: Path) -> None:
    table = pyarrow.table(
        {"review": [{"body": text} for text in TEXTS], "meta": [{"stars": each} for each in LABELS]}
    )
    corpus = read(tmp_path, "c.parquet", as_parquet(table))
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)


@pytest.mark.parametrize("metadata", [b"{", b"[]", b'{"info": []}'])
def test_metadata_of_another_kind_is_ignored(tmp_path: Path, metadata: bytes) -> None:
    table = pyarrow.Table.from_pylist(ROWS).replace_schema_metadata({"huggingface": metadata})
    assert read(tmp_path, "c.parquet", as_parquet(table)).labels == LABELS


@pytest.mark.parametrize("kind", [pyarrow.binary(), pyarrow.large_binary()])
def test_bytes_are_read_as_utf_8(tmp_path: Path, kind: pyarrow.DataType) -> None:
    texts = [*TEXTS[:3], "Grüße"]
    columns = {
        "label": pyarrow.array([label.encode() for label in LABELS], kind),
        "text": pyarrow.array([text.encode() for text in texts], kind),
    }
    corpus = read(tmp_path, "c.parquet", as_parquet(pyarrow.table(columns)))
    assert (corpus.texts, corpus.labels) == (texts, LABELS)


def test_bytes_that_are_no_utf_8_are_refused(tmp_path: Path) -> None:
    table = pyarrow.table({"label": LABELS, "text": [b"Gr\xfc\xdfe"] * 4})
    with pytest.raises(InputError, match="row 1: the text is not a string; found bytes"):
        read(tmp_path, "c.parquet", as_parquet(table))


def test_decimals_are_the_labels_that_the_same_numbers_are(tmp_path: Path) -> None:
    numbers = [Decimal("0.00"), Decimal("0.00"), Decimal("1.00"), Decimal("1.00")]
    table = pyarrow.table({"label": numbers, "text": TEXTS})
    assert read(tmp_path, "c.parquet", as_parquet(table)).labels == ["0", "0", "1", "1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(as_parquet()[:-40], "cannot be read as a table", id="parquet-cut"),
        pytest.param(as_stream()[:60], "cannot be read as a table", id="stream-cut"),
        pytest.param(excel([]), "found no row", id="empty-workbook"),
    ],
)
def test_a_damaged_or_empty_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.bin", content)


def test_another_office_document_is_refused(tmp_path: Path) -> None:
    content = as_excel().replace(b"xl/workbook.xml", b"wd/document.xml")
    with pytest.raises(InputError, match=r"c\.docx: is an office document .*save it as \.xlsx"):
        read(tmp_path, "c.docx", content)


@pytest.mark.parametrize(
    ("package", "write"), [("openpyxl", as_excel), ("pyarrow", as_parquet)], ids=["excel", "arrow"]
)
def test_a_missing_library_is_named_with_its_pinned_version(
    tmp_path: Path, package: str, write: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        InputError, match=f"install it with 'pip install {package}=={PINS[package]}'"
    ):
        read(tmp_path, "c", content)


def test_the_versions_named_are_the_pinned_ones() -> None:
    pinned = (ROOT / "requirements-dev.txt").read_text()
    for package, version in PINS.items():
        assert re.search(rf"^{package}==(\S+)", pinned, re.MULTILINE)[1] == version  # type: ignore[index]
