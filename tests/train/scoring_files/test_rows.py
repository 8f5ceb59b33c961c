"""Files without labels are read as streams; the texts are those that `fit` reads."""

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.support.corpus_files import written
from tests.support.unlabelled_files import SMALL_HEAD, texts
from train.errors import InputError
from train.scoring_files import streams
from train.scoring_files.rows import Row, RowReading, read_rows, read_stdin_lines

TEXTS = [
    "see you at the harbour",
    "a lamp, half price",
    "one\ntwo lines",
    "café at eight; don\N{RIGHT SINGLE QUOTATION MARK}t wait",
    'say "hi" to her',
    *(f"the train number {number} is late" for number in range(60)),
]
PLAIN = [text for text in TEXTS if "\n" not in text]


def delimited(delimiter: str, *, names: bool = True) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    rows = [(str(number), text, "x") for number, text in enumerate(TEXTS)]
    writer.writerows([("id", "text", "note"), *rows] if names else rows)
    return buffer.getvalue().encode()


def json_lines(texts: list[str] = TEXTS) -> bytes:
    return "\n".join(json.dumps({"id": 1, "message": text}) for text in texts).encode()


def excel() -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "text"])
    for number, text in enumerate(TEXTS):
        sheet.append([number, text])
    book.save(buffer)
    return buffer.getvalue()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def fast_text() -> bytes:
    return "".join(f"__label__x {text}\n\n" for text in PLAIN).encode()


CASES = [
    pytest.param("new.csv", delimited(","), TEXTS, id="csv"),
    pytest.param("new", delimited(";"), TEXTS, id="semicolons-without-ending"),
    pytest.param("new.tsv", delimited("\t"), TEXTS, id="quoted-tsv"),
    pytest.param("new.csv", delimited(",", names=False), TEXTS, id="headerless"),
    pytest.param("new.csv", delimited(",").replace(b"\r\n", b"\r"), TEXTS, id="old-mac"),
    pytest.param("new.csv", b"\xef\xbb\xbf" + delimited(","), TEXTS, id="bom"),
    pytest.param("new.csv", delimited(",").decode().encode("utf-16"), TEXTS, id="utf-16"),
    pytest.param("new.csv", delimited(",").decode().encode("utf-16-le"), TEXTS, id="no-bom"),
    pytest.param("new.csv", delimited(",").decode().encode("cp1252"), TEXTS, id="cp1252"),
    pytest.param("new.csv.gz", gzip.compress(delimited(",")), TEXTS, id="gzip"),
    pytest.param("new.csv.bz2", bz2.compress(delimited(",")), TEXTS, id="bzip2"),
    pytest.param("new.csv.xz", lzma.compress(delimited(",")), TEXTS, id="xz"),
    pytest.param("new.zip", zipped(new_csv=delimited(",")), TEXTS, id="zip"),
    pytest.param("z.gz", gzip.compress(zipped(a_csv=delimited(","))), TEXTS, id="zip-in-gzip"),
    pytest.param("new.jsonl", json_lines(), TEXTS, id="json-lines"),
    pytest.param("new", json_lines(["a\u2028b", *TEXTS]), ["a\u2028b", *TEXTS], id="json-any"),
    pytest.param("new.json", json.dumps({"text": TEXTS}).encode(), TEXTS, id="json-columns"),
    pytest.param("new", json.dumps([{"text": t} for t in TEXTS]).encode(), TEXTS, id="json-array"),
    pytest.param("new.txt", "\n".join(PLAIN).encode(), PLAIN, id="text-a-line"),
    pytest.param("new", fast_text(), PLAIN, id="fast-text"),
    pytest.param("new.xlsx", excel(), TEXTS, id="excel"),
]


@pytest.mark.parametrize("head_bytes", [2**20, SMALL_HEAD])
@pytest.mark.parametrize(("name", "content", "expected"), CASES)
def test_each_format_is_read_without_labels(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    expected: list[str],
    head_bytes: int,
) -> None:
    monkeypatch.setattr(streams, "HEAD_BYTES", head_bytes)
    assert [text.replace("\r", "\n") for text in texts(written(tmp_path, name, content))] == [
        text.replace("\r", "\n") for text in expected
    ]


def test_a_row_says_where_it_is_and_keeps_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", b'id,text\n7,"a b\nc d"\n8,\n')
    rows = list(read_rows([path], RowReading(keep=["ID"])))
    assert rows == [
        Row(f"{path}: line 3", "a b\nc d", ("7",)),
        Row(f"{path}: line 4", "", ("8",)),
    ]


def test_empty_texts_stay(tmp_path: Path) -> None:
    lines = written(tmp_path, "c.txt", b"one\n\n  \ntwo")
    table = written(tmp_path, "c.jsonl", b'{"text": null}\n{"text": "a"}\n{}\n')
    assert texts(lines, table) == ["one", "", "", "two", "", "a", ""]


def test_columns_can_be_named_and_joined(tmp_path: Path) -> None:
    path = written(tmp_path, "c.tsv", b"title\tinside\nhi\tall of you\n")
    assert texts(path, text_columns=["title", "inside"]) == ["hi\nall of you"]


def test_columns_that_are_chosen_by_content_are_told(tmp_path: Path) -> None:
    told: list[str] = []
    path = written(tmp_path, "c.csv", b"one,two\n1,some words here\n2,some others\n")
    assert texts(path, tell=told.append) == ["some words here", "some others"]
    assert told == [f"{path}: texts from 'two', by their content"]
    only = written(tmp_path, "only.csv", b"phrase\nhello\nbye\n")
    assert texts(only) == ["hello", "bye"]


def test_only_a_few_rows_are_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last row is broken, so reading it would fail."""
    monkeypatch.setattr(streams, "HEAD_BYTES", SMALL_HEAD)
    lines = [b"text"] + [b"words %d" % number for number in range(30_000)] + [b'"open']
    rows = read_rows([written(tmp_path, "c.csv", b"\n".join(lines))], RowReading())
    assert [next(rows).text for _ in range(20_000)][-1] == "words 19999"
    with pytest.raises(InputError, match=r"c\.csv: the row that starts at line 30002"):
        list(rows)


def test_files_of_a_directory_are_texts_mails_and_tables(tmp_path: Path) -> None:
    mail = b"From: Ann <ann@shop.test>\nTo: b@c.test\nSubject: hi\n\nlunch\n"
    for name, content in {"1.txt": b"one\ntwo", "2.eml": mail, "3.csv": b"text\nthree\n"}.items():
        written(tmp_path, name, content)
    assert texts(tmp_path) == ["one\ntwo", "From: Ann @shop.test\nSubject: hi\n\nlunch", "three"]


def test_the_only_text_file_of_a_directory_or_an_archive_has_a_text_a_line(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    written(folder, "c.txt", b"one\ntwo\n")
    packed = written(tmp_path, "c.zip", zipped(c_txt=b"three\nfour\n"))
    assert texts(folder, packed) == ["one", "two", "three", "four"]
    several = written(tmp_path, "d.zip", zipped(a_txt=b"one\ntwo\n", b_txt=b"three"))
    assert texts(several) == ["one\ntwo", "three"]


def test_a_column_of_mails_is_read_as_mails(tmp_path: Path) -> None:
    mail = "From: a@b.test\nTo: c@d.test\nSubject: hi\n\nlunch"
    path = written(tmp_path, "c.jsonl", json.dumps({"text": mail}).encode())
    assert texts(path) == ["From: @b.test\nSubject: hi\n\nlunch"]


def test_bytes_that_are_not_utf_8_are_told_wherever_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEAD_BYTES", SMALL_HEAD)
    told: list[str] = []
    lines = [b"see you at eight"] * 50 + [b"don\x92t, caf\xe9"]
    path = written(tmp_path, "c.txt", b"\n".join(lines))
    assert texts(path, tell=told.append)[-1] == "don\N{RIGHT SINGLE QUOTATION MARK}t, café"
    assert told == [f"{path}: read as utf-8; 2 bytes are not, the first in line 51: read as cp1252"]


def test_a_detected_encoding_is_told_once(tmp_path: Path) -> None:
    told: list[str] = []
    document = json.dumps({"text": ["caf?"]}).encode().replace(b"?", b"\xe9")
    for name, content in {"c.txt": b"caf\xe9\n", "c.json": document}.items():
        assert texts(written(tmp_path, name, content), tell=told.append) == ["café"]
    assert [line.partition(": ")[2] for line in told] == [
        "is not UTF-8; read as cp1252, which fits best; --encoding chooses another"
    ] * 2


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    return lambda raw: monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_standard_input_is_a_file_or_a_text_a_line(stdin: Callable[[bytes], None]) -> None:
    stdin(b"text,id\nsee you,1\n")
    assert texts("-") == ["see you"]
    stdin(b"text,id\nsee you,1\n")
    rows = list(read_stdin_lines(RowReading()))
    assert rows[1] == Row("standard input: line 2", "see you,1")
    stdin(b"")
    assert list(read_stdin_lines(RowReading())) == []


def test_an_address_is_fetched_and_then_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "train.corpus.sources.remote.fetch_into",
        lambda _, file: file.write(gzip.compress(b"text\nsee you\n")),
    )
    rows = list(read_rows(["https://example.test/c.csv.gz"], RowReading()))
    assert rows == [Row("https://example.test/c.csv.gz: line 2", "see you")]
