"""However a file is cut, each of its rows is in one part, in the order of the file."""

import csv
import gzip
import io
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.bulk import blocks, streams
from chalicelib.bulk.cutting import Cutter
from chalicelib.bulk.options import Options
from chalicelib.bulk.rows import csv_records, lines
from tests.support.bulk import json_lines, rows_of

WHOLE = 10**6
LINE_PARTS = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"\r", b"\n\n", b'{"text": "see you"}', b'"at eight"', b"[1]", b" "),
        *(
            b"\x00",
            b"\xff",
            b"\xef\xbb\xbf",
            "é🙂".encode(),
            b'"\\ud83d"',
            b'{"text": "a", "text": 1}',
        ),
    ]
)
CSV_PARTS = st.sampled_from(
    [
        *(
            b'"',
            b'""',
            b",",
            b"\n",
            b"\r\n",
            b"\r",
            b"a",
            b'"a\nb"',
            b',"',
            b'"\n',
            b"\x00",
            b"\xff",
        ),
        *("é\u2028".encode(), b"7,see you\n", b'8,"at ""eight"""\n'),
    ]
)
NO_FAULT = (None, "the text is empty")
SIZES = st.integers(1, 40)


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    """Let files of a few bytes take many blocks, whatever the first one holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", 11)
        patch.setattr(blocks, "BEYOND_BYTES", 3)
        patch.setattr(streams, "UNPACKED_BYTES", 7)
        patch.setattr(Cutter, "_check_rows", lambda *_: None)
        yield


def joined(pieces: list[bytes]) -> bytes:
    raw = b"".join(pieces)
    return b"11" + raw if raw[:1] == b"\x00" or raw[1:2] == b"\x00" else raw  # it looks like UTF-16


@given(st.lists(LINE_PARTS, max_size=30).map(joined), SIZES)
@example(b"\xef\xbb\xbf" + json_lines([{"text": "a"}, "b"]).replace(b"\n", b"\r\n")[:-2], 1)
def test_each_line_of_json_is_in_one_part(raw: bytes, part_bytes: int) -> None:
    whole = rows_of(raw, "texts.jsonl", Options(part_bytes=WHOLE))
    assert rows_of(raw, "texts.jsonl", Options(part_bytes=part_bytes)) == whole
    at, places = 0, []
    for line in raw.split(b"\n"):
        bare = line.removeprefix(b"\xef\xbb\xbf") if at == 0 else line
        if bare.strip():
            places.append(f"texts.jsonl: byte {at + len(line) - len(bare)}")
        at += len(line) + 1
    assert [row.place for row in whole] == places


@given(st.lists(CSV_PARTS, max_size=30).map(b"".join), SIZES)
@example(b'1,"a\n2,b\n3,c\n', 1)
def test_each_record_of_a_csv_is_in_one_part(body: bytes, part_bytes: int) -> None:
    raw = b"id,text\n" + body
    whole = rows_of(raw, "texts.csv", Options(part_bytes=WHOLE, keep=("id",)))
    assert rows_of(raw, "texts.csv", Options(part_bytes=part_bytes, keep=("id",))) == whole


@given(st.lists(CSV_PARTS, max_size=30).map(b"".join), SIZES, st.integers(8, 20))
def test_records_that_are_too_long_are_cut_alike(body: bytes, part_bytes: int, most: int) -> None:
    raw = b"id,text\n" + body
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "MAX_ROW_BYTES", most)
        patch.setattr(csv_records, "MAX_ROW_BYTES", most)
        patch.setattr("chalicelib.bulk.rows.MAX_ROW_BYTES", most)
        whole = rows_of(raw, "texts.csv", Options(part_bytes=WHOLE))
        assert rows_of(raw, "texts.csv", Options(part_bytes=part_bytes)) == whole


@given(st.lists(CSV_PARTS, max_size=30).map(b"".join))
def test_records_are_those_that_python_reads(body: bytes) -> None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return
    rows = rows_of(b"id,text\n" + body, "texts.csv", Options(part_bytes=WHOLE, keep=("id",)))
    if any(row.fields.error == csv_records.UNCLOSED for row in rows):
        return  # Python makes one row of the rest of the file
    expected = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    read = [(row.fields.kept[0], row.fields.text) for row in rows if row.fields.error in NO_FAULT]
    assert read == [(row[0], row[1]) for row in expected if len(row) > 1 and not any(row[2:])]
    assert len(rows) == len(expected)


@given(st.lists(LINE_PARTS, max_size=30).map(joined))
def test_a_packed_file_has_the_rows_of_the_file(raw: bytes) -> None:
    members = gzip.compress(raw[:9]) + gzip.compress(raw[9:])
    packed = rows_of(members, "texts.jsonl.gz", Options(part_bytes=1))
    plain = rows_of(raw, "texts.jsonl", Options(part_bytes=WHOLE))
    assert [row.fields for row in packed] == [row.fields for row in plain]
    assert [row.place for row in packed] == [
        f"texts.jsonl.gz: row {number}" for number in range(1, len(packed) + 1)
    ]
