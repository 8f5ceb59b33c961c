"""The rows of each format, and what is refused."""

import gzip
import re
import tracemalloc
from collections.abc import Callable

import pytest

from chalicelib.bulk import streams
from chalicelib.bulk.options import Options
from chalicelib.bulk.plan import Item
from chalicelib.bulk.reading import read_rows
from chalicelib.bulk.rows import lines
from chalicelib.errors import BulkError
from tests.support.bulk import MemoryBucket, cut, json_lines, parquet, parts_of, rows_of


def test_a_packed_csv_has_the_rows_of_the_file() -> None:
    raw = b'\xef\xbb\xbf"id","te\nxt"\r\n1,"see\nyou"\r\n\r\n2,at eight'
    options = Options(text_column="te\nxt", keep=("id",), part_bytes=5)
    packed = rows_of(gzip.compress(raw), "texts.csv.gz", options)
    plain = rows_of(raw, "texts.csv", options)
    assert [row.fields for row in packed] == [row.fields for row in plain]
    assert [(row.place, row.fields.kept[0], row.fields.text) for row in plain] == [
        ("texts.csv: byte 17", "1", "see\nyou"),
        ("texts.csv: byte 32", "2", "at eight"),
    ]


@pytest.mark.parametrize("key", ["texts.jsonl.gz", "texts.csv.gz"])
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda raw: raw[:-9], id="cut off"),
        pytest.param(lambda raw: raw[:-6] + b"wrong!", id="wrong checksum"),
        pytest.param(lambda raw: b"text\nsee you\n", id="not packed"),
        pytest.param(lambda raw: raw[:12] + b"\xff" * 9 + raw[21:], id="wrong bytes"),
    ],
)
def test_a_damaged_gzip_file_is_refused(key: str, damage: Callable[[bytes], bytes]) -> None:
    raw = damage(gzip.compress(b"text\n" + b'"see you at eight"\n' * 9))
    with pytest.raises(BulkError, match=f"s3://inputs/{key}: expected a whole gzip file"):
        rows_of(raw, key, Options())


def test_a_packed_file_takes_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_ROW_BYTES", 2**16)
    raw = gzip.compress(json_lines(["a" * 30_000] * 900 + ["b" * 10**7]))
    options = Options()
    source = cut(raw, "a.jsonl.gz", options)
    rows = read_rows(MemoryBucket(raw), Item(0, source, *source.cuts), "a", options)
    tracemalloc.start()
    try:
        assert sum(len(row.fields.text) for row in rows) == 27 * 10**6
        assert tracemalloc.get_traced_memory()[1] < 8 * streams.UNPACKED_BYTES
    finally:
        tracemalloc.stop()


def test_a_csv_is_cut_after_the_record_that_fills_a_part() -> None:
    raw = b"text\n" + b'"a\nb"\n' * 5 + b"c\n"
    assert cut(raw, "a.csv", Options(part_bytes=6)).cuts == (5, 11, 17, 23, 29, 35, 37)
    assert cut(raw, "a.csv", Options(part_bytes=13)).cuts == (5, 23, 37)
    assert cut(raw, "a.csv", Options()).cuts == (5, 37)


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        pytest.param("a.jsonl", '{"text": "a"}'.encode("utf-16"), id="JSON with a mark"),
        pytest.param("a.jsonl", '{"text": "a"}'.encode("utf-16-le"), id="JSON without a mark"),
        pytest.param("a.jsonl.gz", gzip.compress('"a"'.encode("utf-16-be")), id="packed"),
        pytest.param("a.csv", "text\na\n".encode("utf-16"), id="CSV"),
    ],
)
def test_utf_16_is_refused(key: str, raw: bytes) -> None:
    with pytest.raises(BulkError, match=f"s3://inputs/{key}: found UTF-16; expected UTF-8"):
        cut(raw, key, Options())


@pytest.mark.parametrize("key", ["a.jsonl", "a.csv", "a.tsv", "a.parquet", "a.csv.gz"])
def test_an_empty_file_has_no_part(key: str) -> None:
    assert parts_of(b"", key, Options()) == []


@pytest.mark.parametrize("key", ["a.jsonl", "a.csv", "a.jsonl.gz", "a.csv.gz"])
def test_a_file_of_white_space_has_no_row(key: str) -> None:
    raw = b"\xef\xbb\xbf\r\n \n"
    assert rows_of(gzip.compress(raw) if key.endswith(".gz") else raw, key, Options()) == []


@pytest.mark.parametrize("key", ["a.csv", "a.csv.gz"])
def test_a_csv_of_a_header_has_no_row(key: str) -> None:
    raw = b"id,text\n"
    assert rows_of(gzip.compress(raw) if key.endswith(".gz") else raw, key, Options()) == []


@pytest.mark.parametrize(
    ("key", "raw", "options", "message"),
    [
        pytest.param(
            "a.csv", b"id,message\n1,a\n", Options(),
            "found no column 'text'; expected one of the columns 'id', 'message'", id="CSV",
        ),
        pytest.param(
            "a.csv", b"text,text\n1,a\n", Options(),
            "found 2 columns 'text'; expected one of that name", id="twice",
        ),
        pytest.param(
            "a.csv", b"text\na\n", Options(keep=("id",)),
            "found no column 'id'; expected one of the columns 'text'", id="column to keep",
        ),
        pytest.param(
            "a.jsonl", b'{"id": 1, "message": "a"}\n', Options(),
            "found no column 'text'; expected one of the columns 'id', 'message'", id="JSON lines",
        ),
        pytest.param(
            "a.jsonl", b'{"text": "a"}\n', Options(text_column="message"),
            "found no column 'message'; expected one of the columns 'text'", id="named",
        ),
        pytest.param(
            "a.jsonl", b"[1]\n" * 900, Options(),
            "none of the first 900 lines has a text; the first one: the row is an ar", id="array",
        ),
        pytest.param(
            "a.jsonl", b'[\n  {\n    "text": "a"\n  }\n]\n', Options(),
            "none of the first 5 lines has a text; the first one: the row is not JSON", id="pretty",
        ),
        pytest.param(
            "a.jsonl.gz", gzip.compress(b"\x81\x7f\n" * 9), Options(),
            "none of the first 9 lines has a text; the first one: the row is not in", id="binary",
        ),
        pytest.param(
            "a.jsonl", b'{"text": 5}\n', Options(),
            "none of the first 1 lines has a text; the first one: the text is a number", id="5",
        ),
        pytest.param(
            "a.jsonl", gzip.compress(b'"a"'), Options(), "found gzip; expected UTF-8: name", id="gz"
        ),
        pytest.param(
            "a.csv.gz", gzip.compress(gzip.compress(b"text")), Options(), "found gzip", id="two"
        ),
        pytest.param(
            "a.parquet", parquet([{"id": 1, "message": "a"}], 9), Options(),
            "found no column 'text'; expected one of the columns 'id', 'message'", id="Parquet",
        ),
        pytest.param(
            "a.csv", b'id,"text\n1,a\n', Options(),
            "the header cannot be read: a quote opens a field and is not closed", id="open quote",
        ),
        pytest.param(
            "a.csv", b"id,te\xffxt\n", Options(), "the header is not in UTF-8", id="not in UTF-8"
        ),
    ],
)  # fmt: skip
def test_a_file_without_the_columns_is_refused(
    key: str, raw: bytes, options: Options, message: str
) -> None:
    with pytest.raises(BulkError, match=re.escape(f"s3://inputs/{key}: {message}")):
        cut(raw, key, options)


@pytest.mark.parametrize("line", [b'""', b'{"text": null}', b'{"body": "a"}'])
def test_a_line_whose_text_is_empty_has_the_column(line: bytes) -> None:
    assert len(rows_of(line, "a.jsonl", Options())) == 1


@pytest.mark.parametrize("key", ["a.jsonl", "a.jsonl.gz"])
def test_a_first_line_that_goes_on_beyond_what_is_looked_at_is_no_fault(key: str) -> None:
    raw = b'["' + b"a" * 2 * streams.UNPACKED_BYTES + b'"]\n"a"\n'
    rows = rows_of(gzip.compress(raw) if key.endswith(".gz") else raw, key, Options())
    assert [row.fields.text for row in rows] == ["", "a"]


def test_one_line_of_json_with_a_text_is_enough() -> None:
    rows = rows_of(b'{"id": 1, "x": 2}\n{"text": "a"}\n', "a.jsonl", Options())
    assert [row.fields.error for row in rows] == [
        "the row has no field 'text'; found 'id', 'x'",
        None,
    ]


def test_the_only_column_is_that_of_the_texts() -> None:
    assert [row.fields.text for row in rows_of(b"message\nsee\n", "a.csv", Options())] == ["see"]
    rows = rows_of(json_lines([{"message": "see"}, "you"]), "a.jsonl", Options())
    assert [row.fields.text for row in rows] == ["see", "you"]


def test_the_delimiter_is_that_of_the_header_or_the_suffix() -> None:
    semicolons = rows_of(b"id;text\n1;a, b\n", "a.csv", Options())
    tabs = rows_of(b"a,b\ttext\n1\ta, b\n", "a.tsv", Options())
    assert [row.fields.text for row in semicolons + tabs] == ["a, b", "a, b"]
