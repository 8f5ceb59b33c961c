"""Labelled texts are read from every format."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, REST, ROWS, TEXTS, read, written
from train.corpus.collecting import Reading
from train.corpus.reader import Corpus, read_corpus
from train.errors import InputError

TSV = b"""label\ttext
ham\tsee you at the harbour
ham\tbring the blue kite
spam\tclaim a lamp now
spam\ta lamp, half price
"""
JSON_LINES = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)
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


def test_files_without_a_common_label_are_told(tmp_path: Path) -> None:
    told: list[str] = []
    other = CSV.replace(b"ham", b"0").replace(b"spam", b"1")
    paths = [written(tmp_path, "a.csv", CSV), written(tmp_path, "b.csv", other)]
    assert read_corpus(paths, reading=Reading(tell=told.append)).counts().keys() == {*"01", *LABELS}
    assert len(told) == 1
    assert told[0].startswith(f"warning: {paths[0]} has the labels ham, spam and {paths[1]} has 0")
    told.clear()
    read_corpus(paths, reading=Reading(label_names={"0": "ham", "1": "spam"}, tell=told.append))
    assert told == []


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


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_line_that_tells_excel_the_delimiter_is_no_row(tmp_path: Path, line: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"{line}\r\nlabel;text\r\nham;see you\r\nspam;win; a lamp\r\n")
    with pytest.raises(InputError, match=r"c\.csv: line 4: found 3 fields"):
        read_corpus([path], to_train=False)
    path.write_text(f"{line}\nlabel;text\nham;see you\nspam;win a lamp\n")
    assert read_corpus([path], to_train=False).texts == ["see you", "win a lamp"]


def test_a_list_of_one_label_is_this_label(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"text": "see you", "label": ["ham"]}\n{"text": "win", "label": ["spam"]}\n')
    assert read_corpus([path], to_train=False).labels == ["ham", "spam"]


def test_the_keys_of_a_document_are_not_all_shown(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({f"{at} {'x' * 99}": "ham" for at in range(99)}))
    with pytest.raises(InputError, match="and 79 more; name it with --text-column") as raised:
        read_corpus([path])
    assert len(str(raised.value)) < 2500


def test_integer_labels_become_strings(tmp_path: Path) -> None:
    lines = b'{"label": 0, "text": "a"}\n{"label": -1, "text": "b"}\n' * 2
    assert read(tmp_path, "c.jsonl", lines).labels == ["0", "-1", "0", "-1"]


def test_white_space_around_a_label_is_dropped_but_not_around_a_text(tmp_path: Path) -> None:
    corpus = read(tmp_path, "c.csv", b"label,text\n ham , a \n" + REST)
    assert (corpus.texts[0], corpus.labels[0]) == (" a ", "ham")


def test_several_text_columns_are_joined(tmp_path: Path) -> None:
    content = b"title,text,label\nA,b,x\n,c,x\nD,,y\nE,f,y\n"
    path = written(tmp_path, "c.csv", content)
    assert read_corpus([path], ["title", "text"]).texts == ["A\nb", "\nc", "D\n", "E\nf"]


def test_a_usual_file_is_read_without_a_word(tmp_path: Path) -> None:
    told: list[str] = []
    read_corpus([written(tmp_path, "c.csv", CSV)], reading=Reading(tell=told.append))
    assert told == []


def test_labels_of_test_texts_take_the_spelling_of_the_training_texts(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", b"label,text\nHAM,a\nham ,b\nnew,c\n")
    reading = Reading(known_labels=("Ham", "spam"), label_names={"gone": "x"})
    corpus = read_corpus([path], to_train=False, reading=reading)
    assert corpus.labels == ["Ham", "Ham", "new"]


def test_labels_are_renamed(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", b"label,text\n0,a\n0,b\n1,c\n1.0,d\n")
    reading = Reading(label_names={"0": "ham", "1": "spam"})
    assert read_corpus([path], reading=reading).labels == ["ham", "ham", "spam", "spam"]


def test_a_new_name_for_a_label_that_does_not_occur_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", b"label,text\n0,a\n0,b\n1,c\n1,d\n")
    with pytest.raises(InputError, match="names 2; the data has the labels 0, 1"):
        read_corpus([path], reading=Reading(label_names={"2": "spam"}))
