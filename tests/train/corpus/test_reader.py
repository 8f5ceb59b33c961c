"""Labelled texts are read from every format."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, REST, read, written
from train.corpus.reader import Corpus, read_corpus

TEXTS = ["see you at the harbour", "bring the blue kite", "claim a lamp now", "a lamp, half price"]
LABELS = ["ham", "ham", "spam", "spam"]
TSV = b"""label\ttext
ham\tsee you at the harbour
ham\tbring the blue kite
spam\tclaim a lamp now
spam\ta lamp, half price
"""
JSON_LINES = b"".join(
    json.dumps({"label": label, "text": text}).encode() + b"\n"
    for label, text in zip(LABELS, TEXTS, strict=True)
)
JSON_REST = b'{"label": "ham", "text": "b"}\n' + b'{"label": "spam", "text": "c"}\n' * 2


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize(
    ("ending", "content"),
    [
        pytest.param(".csv", CSV, id="csv"),
        pytest.param(".csv", CSV.replace(b"\n", b"\r\n"), id="csv-crlf"),
        pytest.param(".csv", CSV.removesuffix(b"\n"), id="csv-no-last-line-feed"),
        pytest.param(".csv", CSV.replace(b"\n", b"\n\n"), id="csv-blank-lines"),
        pytest.param(".tsv", TSV, id="tsv"),
        pytest.param(".jsonl", JSON_LINES, id="jsonl"),
        pytest.param(".jsonl", JSON_LINES.replace(b"\n", b"\r\n \n"), id="jsonl-blank-lines"),
        pytest.param(".ndjson", JSON_LINES, id="ndjson"),
    ],
)
def test_every_format_gives_the_same_texts_and_labels(
    tmp_path: Path, ending: str, content: bytes, compressed: bool
) -> None:
    name = f"corpus{ending}.gz" if compressed else f"corpus{ending}"
    corpus = read(tmp_path, name, gzip.compress(content) if compressed else content)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)


def test_files_of_different_formats_make_one_corpus_in_their_order(tmp_path: Path) -> None:
    first = written(tmp_path, "first.csv", CSV)
    second = written(tmp_path, "second.jsonl", JSON_LINES)
    corpus = read_corpus([first, second])
    assert (corpus.texts, corpus.labels) == (TEXTS + TEXTS, LABELS + LABELS)


def test_each_class_may_have_its_own_file(tmp_path: Path) -> None:
    ham = written(tmp_path, "ham.csv", b"label,text\nham,a\nham,b\n")
    spam = written(tmp_path, "spam.csv", b"label,text\nspam,c\nspam,d\n")
    assert read_corpus([ham, spam]).counts() == {"ham": 2, "spam": 2}


def test_the_sha256_is_that_of_the_files_own_bytes_in_their_order(tmp_path: Path) -> None:
    compressed = gzip.compress(CSV)
    first = written(tmp_path, "first.csv.gz", compressed)
    second = written(tmp_path, "second.tsv", TSV)
    expected = hashlib.sha256(compressed + TSV).hexdigest()
    assert read_corpus([first, second]).sha256 == expected


def test_counts_are_by_label_in_sorted_order() -> None:
    corpus = Corpus(["a", "b", "c"], ["spam", "ham", "spam"], "")
    assert list(corpus.counts().items()) == [("ham", 1), ("spam", 2)]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"v1,v2,", id="v1-v2"),
        pytest.param(b"label,text,", id="label-text"),
        pytest.param(b"v1,text,", id="v1-text"),
        pytest.param(b"label,v2,", id="label-v2"),
    ],
)
def test_columns_are_found_by_their_usual_names(tmp_path: Path, header: bytes) -> None:
    rows = b"ham,a,x\nham,b,x\nspam,c,x\nspam,d,x\n"
    corpus = read(tmp_path, "corpus.csv", header + b"\n" + rows)
    assert (corpus.texts, corpus.labels) == (["a", "b", "c", "d"], LABELS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("c.csv", b"label,kind,text,body\n" + b"x,ham,y,a\nx,spam,y,b\n" * 2, id="csv"),
        pytest.param(
            "c.jsonl",
            b'{"label": "x", "kind": "ham", "text": "y", "body": "a"}\n'
            b'{"label": "x", "kind": "spam", "text": "y", "body": "b"}\n' * 2,
            id="jsonl",
        ),
    ],
)
def test_named_columns_take_precedence_over_the_usual_names(
    tmp_path: Path, name: str, content: bytes
) -> None:
    corpus = read_corpus([written(tmp_path, name, content)], "body", "kind")
    assert corpus.texts == ["a", "b", "a", "b"]
    assert corpus.labels == ["ham", "spam", "ham", "spam"]


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param("crème à la carte 🪁".encode(), id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + "crème à la carte 🪁".encode(), id="utf-8-bom"),
    ],
)
def test_utf_8_is_read_with_and_without_a_byte_order_mark(tmp_path: Path, encoded: bytes) -> None:
    bom, text = encoded[: encoded.index(b"cr")], encoded[encoded.index(b"cr") :]
    corpus = read(tmp_path, "c.csv", bom + b"label,text\nham," + text + b"\n" + REST)
    assert corpus.texts[0] == "crème à la carte 🪁"


def test_bytes_that_are_not_utf_8_are_read_as_latin_1(tmp_path: Path) -> None:
    corpus = read(tmp_path, "c.csv", b"label,text\nham,cr\xe8me for \xa35\x80\n" + REST)
    assert corpus.texts[0] == "crème for £5\x80"


def test_a_quoted_csv_field_may_hold_line_breaks_quotes_and_commas(tmp_path: Path) -> None:
    content = b'label,text\nham,"one\ntwo\r\nthree, ""four"""\n' + REST
    assert read(tmp_path, "c.csv", content).texts[0] == 'one\ntwo\r\nthree, "four"'


def test_a_quote_in_tsv_is_an_ordinary_character(tmp_path: Path) -> None:
    content = b'label\ttext\nham\t"one\nham\t5" pipe\nspam\t"two"\nspam\td\n'
    assert read(tmp_path, "c.tsv", content).texts == ['"one', '5" pipe', '"two"', "d"]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"], ids=ascii)
def test_a_json_string_may_hold_line_separators_as_they_are(tmp_path: Path, separator: str) -> None:
    line = f'{{"label": "ham", "text": "one{separator}two"}}\n'.encode()
    assert read(tmp_path, "c.jsonl", line + JSON_REST).texts[0] == f"one{separator}two"


def test_integer_labels_become_strings(tmp_path: Path) -> None:
    lines = b'{"label": 0, "text": "a"}\n{"label": -1, "text": "b"}\n' * 2
    assert read(tmp_path, "c.jsonl", lines).labels == ["0", "-1", "0", "-1"]


def test_white_space_around_a_label_is_dropped_but_not_around_a_text(tmp_path: Path) -> None:
    corpus = read(tmp_path, "c.csv", b"label,text\n ham , a \n" + REST)
    assert (corpus.texts[0], corpus.labels[0]) == (" a ", "ham")


def test_an_empty_text_is_a_text(tmp_path: Path) -> None:
    assert read(tmp_path, "c.csv", b"label,text\nham,\n" + REST).texts[0] == ""
