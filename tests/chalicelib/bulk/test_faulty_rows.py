"""A row that is no text has an error of its own, and ends nothing."""

import pytest

from chalicelib.bulk.options import Options
from chalicelib.bulk.rows import csv_records, lines
from tests.support.bulk import rows_of


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
