"""The rows of each format, and what is refused."""

import gzip
import io
import re
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pytest

from chalicelib.bulk import streams
from chalicelib.bulk.options import Options
from chalicelib.bulk.plan import Item
from chalicelib.bulk.reading import read_rows
from chalicelib.bulk.rows import csv_records, lines
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


def test_parquet_is_cut_between_row_groups() -> None:
    rows: list[dict[str, Any]] = [
        {"id": number, "text": f"see you at {number}"} for number in range(10)
    ]
    raw = parquet(rows, row_group_size=3)
    parts = parts_of(raw, "texts.parquet", Options(keep=("id",), part_bytes=1))
    assert [len(part) for part in parts] == [3, 3, 3, 1]
    assert [(place, fields.kept, fields.text) for part in parts for place, fields in part] == [
        (f"texts.parquet: row {row['id'] + 1}", (row["id"],), row["text"]) for row in rows
    ]
    assert [parts_of(raw, "texts.parquet", Options(keep=("id",)))] == [
        [[*chain.from_iterable(parts)]]
    ]


def test_parquet_values_become_those_of_json() -> None:
    moment = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    rows: list[dict[str, Any]] = [
        {"text": "a", "x": [float("nan"), 1.5], "y": {"z": moment}},
        {"text": None, "x": None, "y": None},
    ]
    options = Options(keep=("x", "y", "text"))
    first, second = rows_of(parquet(rows, 9), "texts.parquet", options)
    assert first.fields.kept == ([None, 1.5], {"z": "2026-01-31 09:30:00+00:00"}, "a")
    assert second.fields == ("", (None, None, None), "the text is null; expected a string")


def test_parquet_whose_text_is_no_string_says_what_it_is() -> None:
    rows = rows_of(parquet([{"text": b"a"}], 9), "texts.parquet", Options())
    assert rows[0].fields.error == "the text is of type bytes; expected a string"


def test_parquet_without_rows_has_no_part() -> None:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    buffer = io.BytesIO()
    ParquetWriter(buffer, pyarrow.schema([("text", "string")])).close()
    assert cut(buffer.getvalue(), "texts.parquet", Options()).cuts == (0,)


def test_damaged_parquet_is_refused() -> None:
    raw = parquet([{"text": f"see you at {number}"} for number in range(99)], 9)
    with pytest.raises(BulkError, match=r"s3://inputs/a\.parquet: expected a Parquet file"):
        rows_of(raw[:-9], "a.parquet", Options())
    with pytest.raises(BulkError, match=r"s3://inputs/a\.parquet: expected a Parquet file"):
        rows_of(raw[:40] + bytes(200) + raw[240:], "a.parquet", Options())


def test_parquet_without_pyarrow_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(BulkError, match=r"a\.parquet: reading Parquet needs pyarrow.*BULK_LAYER=A"):
        cut(b"PAR1", "a.parquet", Options())


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


@pytest.mark.parametrize(
    ("line", "error"),
    [
        pytest.param(b"{", "the row is not JSON: Expecting property name", id="broken"),
        pytest.param(b"\xff", "the row is not in UTF-8", id="not in UTF-8"),
        pytest.param(b"[" * 10**5, "the row is JSON nested too deeply", id="deep"),
        pytest.param(b"1" * 5000, "the row is not JSON: Exceeds the limit", id="many digits"),
        pytest.param(b'{"text": "a", "x": NaN}', "found the number NaN", id="not a number"),
        pytest.param(b'{"text": "a", "x": 1e999}', "found the number 1e999", id="infinite"),
        pytest.param(b'{"text": "a", "text": "b"}', "a key occurs twice", id="twice"),
        pytest.param(b"[1]", "the row is an array; expected an object or a string", id="array"),
        pytest.param(b"true", "the row is true or false; expected", id="true"),
        pytest.param(b'{"text": 5}', "the text is a number; expected a string", id="number"),
        pytest.param(b'{"text": null}', "the text is null; expected a string", id="null"),
        pytest.param(b'{"text": " "}', "the text is empty", id="empty"),
        pytest.param(b"{}", "the row has no field 'text'; found none", id="no field"),
        pytest.param(b'"a"\r"b"', "the row is not JSON: Extra data", id="a bare CR"),
    ],
)
def test_a_line_that_is_no_text_has_an_error(line: bytes, error: str) -> None:
    *_, row, last = rows_of(b'"a"\n' + line + b'\n{"text": "b", "x": 1.5}', "a.jsonl", Options())
    assert error in (row.fields.error or "")
    assert last.fields == ("b", (), None)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        pytest.param(b"1,a,b", "has 3 fields and the header 2; expected quotes", id="more"),
        pytest.param(b"1", "the row has 1 fields and the header 2; expected a text", id="fewer"),
        pytest.param(b"1, ", "the text is empty", id="empty"),
        pytest.param(b"1,\xff", "the row is not in UTF-8", id="not in UTF-8"),
        pytest.param(b'1,"a', "a quote opens a field and is not closed", id="open quote"),
    ],
)
def test_a_record_that_is_no_text_has_an_error(line: bytes, error: str) -> None:
    options = Options(keep=("id",))
    row, last = rows_of(b"id,text\n" + line + b"\n2,b,,", "a.csv", options)
    assert error in (row.fields.error or "")
    assert last.fields == ("b", ("2",), None)


def test_a_kept_column_that_a_record_lacks_is_null() -> None:
    rows = rows_of(b"text,id\na\n", "a.csv", Options(keep=("id",)))
    assert [row.fields for row in rows] == [("a", (None,), None)]


def test_a_text_may_be_longer_than_a_part_and_than_a_field_of_python() -> None:
    text = "see you " * 30_000
    raw = b"text\n" + text.encode() + b'\n"' + text.encode() + b'"\nb\n'
    rows = rows_of(raw, "a.csv", Options(part_bytes=1000))
    assert [row.fields.text for row in rows] == [text, text, "b"]


@pytest.mark.parametrize("key", ["a.jsonl", "a.csv"])
def test_a_row_that_is_too_long_is_not_kept_in_memory(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (lines, csv_records):
        monkeypatch.setattr(module, "MAX_ROW_BYTES", 50)
    long = b'"' + b"a" * 98 + b'"\r\n'
    rows = rows_of(b'"text"\n' + long + b'"b"\n' + long[:-2], key, Options(part_bytes=9))
    if key == "a.jsonl":
        del rows[0]
    sizes = (101 if key == "a.jsonl" else 102, None, 100)
    assert [row.fields.text for row in rows] == ["", "b", ""]
    for row, size in zip(rows, sizes, strict=True):
        found = f"found a row of {size} bytes; expected at most"
        assert (row.fields.error or "").startswith(found if size else "")
