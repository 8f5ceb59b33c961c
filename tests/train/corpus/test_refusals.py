"""A file that is not a corpus is refused in one line: where, what was found, what is expected."""

import gzip
import re
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, REST, read, written
from train.corpus.reader import read_corpus
from train.errors import InputError


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("c.csv", b"label,text\nham,a\0b\n", "line 2: found NUL bytes", id="nul"),
        pytest.param(
            "c.csv",
            b"label,text\nham,a\0b\n" + b"ham,see you at noon\n" * 50,
            "line 2: found 1 NUL byte, no text; remove with",
            id="one-nul",
        ),
        pytest.param("c.csv.gz", CSV, "expected a gzip file", id="gz-of-plain-text"),
        pytest.param(
            "c.csv.gz",
            gzip.compress(CSV)[:-9],
            "the gzip file is damaged or cut",
            id="gz-cut-short",
        ),
        pytest.param(
            "c.csv.gz",
            gzip.compress(CSV)[:3],
            "the gzip file is damaged or cut",
            id="gz-header-cut",
        ),
        pytest.param(
            "c.csv.gz",
            gzip.compress(CSV)[:10] + b"\xff" * 20,
            "the gzip file is damaged or cut",
            id="gz-damaged",
        ),
        pytest.param("c.txt.gz", CSV, "expected a gzip file", id="ending-gz-checked-first"),
        pytest.param("c.csv", b"%PDF-1.7", "is a PDF", id="pdf"),
        pytest.param("c.csv", b"<!DOCTYPE html><html>", "is a web page", id="web-page"),
        pytest.param("c.csv", b"\x80\x04\x95", "is a pickle, which can run code", id="pickle"),
        pytest.param("c.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx or CSV", id="old-excel"),
        pytest.param("c.7z", b"7z\xbc\xaf'\x1c\0\x04", "is a 7z archive; unpack", id="7z"),
        pytest.param("c.rar", b"Rar!\x1a\x07\x01\0", "is a rar archive; unpack", id="rar"),
        pytest.param(
            "c.csv",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
            "is a pointer of Git LFS; fetch the file with 'git lfs pull'",
            id="git-lfs",
        ),
        pytest.param(
            "c.csv",
            b"text\nsee you at eight\nwin a lamp now\n",
            "found text alone; without labels in the file, expected a text file for each label",
            id="texts-alone",
        ),
        pytest.param("c.csv.zst", b"\x28\xb5\x2f\xfd", "unpack it with 'zstd -d'", id="zstd"),
        pytest.param(
            "c.txt", b"one\ntwo\n", "expected a column of labels, or a file for each", id="t"
        ),
    ],
)
def test_a_file_that_is_not_text_or_of_an_unknown_kind_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, name, content)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=re.escape(f"{tmp_path / 'c.csv'}: no such file")):
        read_corpus([tmp_path / "c.csv"])


def test_an_empty_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.csv").mkdir()
    with pytest.raises(InputError, match=r"c\.csv: found no file with data"):
        read_corpus([tmp_path / "c.csv"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param(
            "c.csv",
            b"sort,text\nham,a\n",
            "expected a label column; found sort, text; name it with --label-column",
            id="csv-label",
        ),
        pytest.param(
            "c.tsv", b"v1\tnr\nham\t1\n", "found v1, nr; name it with --text-column", id="tsv-text"
        ),
        pytest.param("c.jsonl", b'{"v1": "ham", "b": 1}', "found v1, b;", id="names-found-js"),
        pytest.param("c.jsonl", b"{}", "found none;", id="no-column-at-all"),
    ],
)
def test_a_missing_column_is_refused_and_the_columns_found_are_named(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, name, content)


def test_one_column_for_texts_and_labels_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", CSV)
    with pytest.raises(InputError, match="'text' is both the text column and the label column"):
        read_corpus([path], "text", "text")


@pytest.mark.parametrize(
    ("text_column", "label_column", "message"),
    [
        pytest.param("body", None, "expected a text column 'body'; found label, text", id="text"),
        pytest.param(None, "kind", "expected a label column 'kind'; found label, text", id="label"),
        pytest.param("", None, "expected a text column ''; found label, text", id="empty-name"),
    ],
)
def test_a_missing_named_column_is_refused_even_if_a_usual_one_exists(
    tmp_path: Path, text_column: str | None, label_column: str | None, message: str
) -> None:
    path = written(tmp_path, "c.csv", CSV)
    with pytest.raises(InputError, match=message):
        read_corpus([path], text_column, label_column)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b'{"label": 1.5, "text": "a"}', "line 1: the label is not a s", id="fraction"),
        pytest.param(b'{"label": ["x", "y"], "text": "a"}', "the labels x, y of one", id="list"),
        pytest.param(b'{"label": [["x"]], "text": "a"}', "the label is not a string", id="lists"),
        pytest.param(b'{"v1": "a", "v2": 5}', "the text is not a string; found int", id="number"),
    ],
)
def test_a_label_or_a_text_of_another_kind_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.jsonl", content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("c.csv", b"label,text\nham,a\nham,b, c\n", id="csv"),
        pytest.param("c.tsv", b"label\ttext\nham\ta\nham\tb\tc\n", id="tsv"),
    ],
)
def test_a_row_with_more_fields_than_columns_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(InputError, match="line 3: found 3 fields; the header has 2"):
        read(tmp_path, name, content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            b'label,text\nham,"a\n' + REST,
            "unexpected end of data; expected a closing quote",
            id="open-quote",
        ),
        pytest.param(
            b'label,"text\nham,a\n',
            "unexpected end of data; expected a closing quote",
            id="open-in-header",
        ),
        pytest.param(b'label,text\nham,"a"b\n', "',' expected after '\"'", id="after-a-quote"),
    ],
)
def test_a_misplaced_quote_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=rf"c\.csv: the row that starts at line \d+: {message}"):
        read(tmp_path, "c.csv", content)


def test_a_broken_row_is_named_by_its_own_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 3: ',' expected after"):
        read(tmp_path, "c.csv", b'label,text\nham,a\nham,"b"c\n')


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(b"label,text", r"line 2: expected JSON \(Expecting value", id="csv"),
        pytest.param(b'{"label": "ham", "text"', r"line 2: expected JSON \(", id="cut-short"),
        pytest.param(b"[" * 100_000, r"line 2: expected JSON \(maximum recursion", id="deep"),
        pytest.param(b"9" * 5000, r"line 2: expected JSON \(Exceeds the limit", id="huge-number"),
        pytest.param(b'["ham", "a"]', "line 2: found an array; expected a JSON object", id="list"),
        pytest.param(b'"ham"', "line 2: found a string; expected a JSON object", id="string"),
        pytest.param(b"null", "line 2: found null; expected a JSON object", id="null"),
    ],
)
def test_a_line_that_is_not_a_json_object_is_refused(
    tmp_path: Path, line: bytes, message: str
) -> None:
    first = b'{"label": "ham", "text": "a"}\n'
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.jsonl", first + line)


@pytest.mark.parametrize(
    "label", ["\\u0000", "\\ud800", "a\\u0007"], ids=["nul", "surrogate", "bell"]
)
def test_a_label_that_cannot_be_printed_is_refused(tmp_path: Path, label: str) -> None:
    line = f'{{"label": "{label}", "text": "a"}}'.encode()
    with pytest.raises(InputError, match=r"line 1: the label .* cannot be printed"):
        read(tmp_path, "c.jsonl", line)
