"""Labelled texts are read from every format, and what is no corpus is refused in one line."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from train.corpus import Corpus, read_corpus
from train.errors import InputError

TEXTS = ["see you at the harbour", "bring the blue kite", "claim a lamp now", "a lamp, half price"]
LABELS = ["ham", "ham", "spam", "spam"]
CSV = b"""label,text
ham,see you at the harbour
ham,bring the blue kite
spam,claim a lamp now
spam,"a lamp, half price"
"""
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
REST = b"ham,b\nspam,c\nspam,d\n"
JSON_REST = b'{"label": "ham", "text": "b"}\n' + b'{"label": "spam", "text": "c"}\n' * 2


def written(directory: Path, name: str, content: bytes) -> Path:
    path = directory / name
    path.write_bytes(content)
    return path


def read(directory: Path, name: str, content: bytes) -> Corpus:
    return read_corpus([written(directory, name, content)])


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


def test_several_files_of_different_formats_are_one_corpus_in_their_order(tmp_path: Path) -> None:
    first = written(tmp_path, "first.csv", CSV)
    second = written(tmp_path, "second.jsonl", JSON_LINES)
    corpus = read_corpus([first, second])
    assert (corpus.texts, corpus.labels) == (TEXTS + TEXTS, LABELS + LABELS)


def test_the_classes_may_be_in_a_file_each(tmp_path: Path) -> None:
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
def test_given_columns_come_before_the_usual_names(
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


def test_a_quote_in_tsv_is_a_character_like_any_other(tmp_path: Path) -> None:
    content = b'label\ttext\nham\t"one\nham\t5" pipe\nspam\t"two"\nspam\td\n'
    assert read(tmp_path, "c.tsv", content).texts == ['"one', '5" pipe', '"two"', "d"]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"], ids=ascii)
def test_a_json_string_may_hold_line_separators_as_they_are(tmp_path: Path, separator: str) -> None:
    line = f'{{"label": "ham", "text": "one{separator}two"}}\n'.encode()
    assert read(tmp_path, "c.jsonl", line + JSON_REST).texts[0] == f"one{separator}two"


def test_integer_labels_become_strings(tmp_path: Path) -> None:
    lines = b'{"label": 0, "text": "a"}\n{"label": -1, "text": "b"}\n' * 2
    assert read(tmp_path, "c.jsonl", lines).labels == ["0", "-1", "0", "-1"]


def test_white_space_around_a_label_is_dropped_and_a_texts_own_is_kept(tmp_path: Path) -> None:
    corpus = read(tmp_path, "c.csv", b"label,text\n ham , a \n" + REST)
    assert (corpus.texts[0], corpus.labels[0]) == (" a ", "ham")


def test_an_empty_text_is_a_text(tmp_path: Path) -> None:
    assert read(tmp_path, "c.csv", b"label,text\nham,\n" + REST).texts[0] == ""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("c.csv", b"label,text\nham,a\0b\n", "not a text file.*NUL", id="nul"),
        pytest.param("c.csv", CSV.decode().encode("utf-16"), "UTF-8 is expected", id="utf-16"),
        pytest.param("c.csv.gz", CSV, "not a gzip file", id="gz-of-plain-text"),
        pytest.param("c.csv.gz", gzip.compress(CSV)[:-9], "not a gzip file", id="gz-cut-short"),
        pytest.param("c.csv.gz", gzip.compress(CSV)[:3], "not a gzip file", id="gz-header-cut"),
        pytest.param(
            "c.csv.gz", gzip.compress(CSV)[:10] + b"\xff" * 20, "not a gzip file", id="gz-damaged"
        ),
        pytest.param("c.txt", CSV, "found the ending '.txt'; accepted are .csv,", id="ending"),
        pytest.param("c.txt.gz", CSV, "not a gzip file", id="ending-gz-checked-first"),
        pytest.param(
            "c.txt.gz", gzip.compress(CSV), "ending '.txt'; .* and .gz$", id="ending-within-gz"
        ),
        pytest.param("corpus", CSV, "found the ending ''", id="no-ending"),
    ],
)
def test_a_file_that_is_no_text_or_of_no_known_kind_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, name, content)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=re.escape(f"{tmp_path / 'c.csv'}: no such file")):
        read_corpus([tmp_path / "c.csv"])


def test_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.csv").mkdir()
    with pytest.raises(InputError, match=r"c\.csv: Is a directory"):
        read_corpus([tmp_path / "c.csv"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param(
            "c.csv", b"sort,text\nham,a\n", "no label column 'v1' or 'label'", id="csv-label"
        ),
        pytest.param(
            "c.tsv", b"v1\tbody\nham\ta\n", "no text column 'v2' or 'text'", id="tsv-text"
        ),
        pytest.param("c.csv", b"sort,text\nham,a\n", "found are: sort, text$", id="names-found"),
        pytest.param("c.jsonl", b'{"v1": "ham", "b": 1}', "found are: v1, b$", id="names-found-js"),
        pytest.param("c.jsonl", b"{}", "found are: none$", id="no-column-at-all"),
    ],
)
def test_a_missing_column_is_refused_and_the_columns_found_are_named(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, name, content)


@pytest.mark.parametrize(
    ("text_column", "label_column", "message"),
    [
        pytest.param("body", None, "no text column 'body'; found are: label, text", id="text"),
        pytest.param(None, "kind", "no label column 'kind'; found are: label, text", id="label"),
        pytest.param("", None, "no text column ''; found are: label, text", id="empty-name"),
    ],
)
def test_a_given_column_that_is_missing_is_refused_though_a_usual_one_is_there(
    tmp_path: Path, text_column: str | None, label_column: str | None, message: str
) -> None:
    path = written(tmp_path, "c.csv", CSV)
    with pytest.raises(InputError, match=message):
        read_corpus([path], text_column, label_column)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("c.csv", b"label,text\n,a\n", "line 2: the label is empty", id="empty"),
        pytest.param("c.csv", b"label,text\n  ,a\n", "line 2: the label is empty", id="blank"),
        pytest.param("c.csv", b"text,label\na\n", "line 2: the label is empty", id="short-row"),
        pytest.param(
            "c.jsonl", b'{"label": null, "text": "a"}', "line 1: the label is empty", id="null"
        ),
        pytest.param("c.jsonl", b'{"label": 1.5, "text": "a"}', "or no string", id="fraction"),
        pytest.param("c.jsonl", b'{"label": ["x"], "text": "a"}', "or no string", id="list"),
    ],
)
def test_a_text_without_a_label_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, name, content)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("c.csv", b"label,text\nham,a\nham\n", "line 3: the text is mis", id="csv"),
        pytest.param("c.tsv", b"label\ttext\nham\n", "line 2: the text is missing", id="tsv"),
        pytest.param("c.jsonl", b'\n{"v1": "a", "v2": null}', "line 2: the text is", id="null"),
        pytest.param("c.jsonl", b'{"v1": "a", "v2": 5}', "missing or no string", id="number"),
    ],
)
def test_a_label_without_a_text_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, name, content)


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
    with pytest.raises(InputError, match="line 3: more fields than the header has columns"):
        read(tmp_path, name, content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b'label,text\nham,"a\n' + REST, "unexpected end of data", id="open-quote"),
        pytest.param(b'label,"text\nham,a\n', "unexpected end of data", id="open-in-header"),
        pytest.param(b'label,text\nham,"a"b\n', "',' expected after '\"'", id="after-a-quote"),
    ],
)
def test_a_quote_that_does_not_end_as_it_should_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=rf"c\.csv: the row that begins at line \d+: {message}"):
        read(tmp_path, "c.csv", content)


def test_a_broken_row_is_named_by_its_own_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 3: ',' expected after"):
        read(tmp_path, "c.csv", b'label,text\nham,a\nham,"b"c\n')


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(b"label,text", r"line 2: not JSON \(Expecting value", id="csv"),
        pytest.param(b'{"label": "ham", "text"', r"line 2: not JSON \(", id="cut-short"),
        pytest.param(b"[" * 100_000, r"line 2: not JSON \(maximum recursion", id="deep"),
        pytest.param(b"9" * 5000, r"line 2: not JSON \(Exceeds the limit", id="huge-number"),
        pytest.param(b'["ham", "a"]', "line 2: found list; a JSON object", id="list"),
        pytest.param(b'"ham"', "line 2: found str; a JSON object is required", id="string"),
        pytest.param(b"null", "line 2: found NoneType; a JSON object", id="null"),
    ],
)
def test_a_line_that_is_no_json_object_is_refused(
    tmp_path: Path, line: bytes, message: str
) -> None:
    first = b'{"label": "ham", "text": "a"}\n'
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.jsonl", first + line)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "first line is empty; it must name the columns", id="empty-file"),
        pytest.param(b"\nham,a\n", "first line is empty; it must name", id="blank-first-line"),
        pytest.param(b"text,label,text\n", "names a column twice: text, label", id="column-twice"),
        pytest.param(b"label,text\n", "found no labelled text", id="header-alone"),
        pytest.param(b"label,text\nham,a\nham,b\n", r"found 1 .* \['ham'\]", id="one-class"),
        pytest.param(b"label,text\nham,a\n" + REST[6:], "'ham' has 1 text; at", id="one-text"),
    ],
)
def test_fewer_than_two_classes_or_two_texts_of_a_class_are_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.csv", content)


def test_every_file_is_named_where_all_of_them_together_are_at_fault(tmp_path: Path) -> None:
    paths = [written(tmp_path, name, b"label,text\nham,a\n") for name in ("a.csv", "b.csv")]
    with pytest.raises(InputError, match=r"a\.csv, .*b\.csv: found 1 class"):
        read_corpus(paths)
