"""Lines and records, whatever the pieces in which their bytes arrive."""

import pytest

from chalicelib.bulk.rows import csv_records, lines
from chalicelib.bulk.rows.csv_records import UNCLOSED, records
from chalicelib.bulk.rows.lines import any_lines, owned_lines

FILE = b"a\nbb\n\nccc\r\nd"
"""Lines that begin at 0, 2, 5, 6 and 11."""


def pieces(raw: bytes, size: int) -> list[bytes]:
    return [raw[at : at + size] for at in range(0, len(raw), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 99])
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 12, {0: b"a", 2: b"bb", 5: b"", 6: b"ccc\r", 11: b"d"}),
        (0, 1, {0: b"a"}),
        (1, 2, {}),
        (1, 3, {2: b"bb"}),
        (2, 3, {2: b"bb"}),
        (3, 6, {5: b""}),
        (7, 11, {}),
        (7, 12, {11: b"d"}),
    ],
)
def test_a_line_belongs_to_the_range_that_it_begins_in(
    size: int, start: int, end: int, expected: dict[int, bytes]
) -> None:
    read = FILE[max(start - 1, 0) :]
    found = owned_lines(pieces(read, size), start, end)
    assert {at: raw for at, raw, _ in found} == expected


def test_no_more_is_read_than_the_last_line_needs() -> None:
    rest = iter(pieces(b"aa\nbb\ncc\ndd", 1))
    assert [raw for _, raw, _ in owned_lines(rest, 0, 4)] == [b"aa", b"bb"]
    assert b"".join(rest) == b"cc\ndd"
    rest = iter(pieces(b"a" * 50, 1))
    assert list(owned_lines(rest, 1, 9)) == []
    assert b"".join(rest) == b"a" * 41
    assert list(owned_lines([b"aaa"], 1, 9)) == []


@pytest.mark.parametrize("size", [1, 2, 3, 99])
def test_lines_end_with_any_line_end(size: int) -> None:
    found = list(any_lines(pieces(b"a\r\nb\rc\n\r\r\nd\x0be\xe2\x80\xa8f", size), 5))
    assert [raw for _, raw, _ in found] == [
        *(b"a\r\n", b"b\r", b"c\n", b"\r", b"\r\n"),
        b"d\x0be\xe2\x80\xa8f",
    ]
    assert [at for at, _, _ in found] == [5, 8, 10, 12, 13, 15]


@pytest.mark.parametrize("size", [1, 7, 99])
def test_a_line_that_is_too_long_is_dropped_as_it_arrives(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_ROW_BYTES", 5)
    raw = b"a" * 20 + b"\r\nbbb\r\n" + b"c" * 30
    found = [list(owned_lines(pieces(raw, size), 0, 99)), list(any_lines(pieces(raw, size), 0))]
    assert [[(at, kept) for at, kept, _ in each] for each in found] == [
        [(0, b""), (22, b"bbb\r"), (27, b"")],
        [(0, b""), (22, b"bbb\r\n"), (27, b"")],
    ]
    assert [[(error or "")[:22] for _, _, error in each] for each in found] == [
        ["found a row of 21 byte", "", "found a row of 30 byte"],
        ["found a row of 22 byte", "", "found a row of 30 byte"],
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b'"a\nb",c\nd', [b'"a\nb",c\n', b"d"], id="a line break within quotes"),
        pytest.param(b'a,"b\n""\n",c', [b'a,"b\n""\n",c'], id="quotes within quotes"),
        pytest.param(b'"a"b"\nc,5" d\n', [b'"a"b"\n', b'c,5" d\n'], id="quotes within a field"),
        pytest.param(b'"a\n"b,"c\n"', [b'"a\n"b,"c\n"'], id="two fields with line breaks"),
        pytest.param(b'"a\n"b,c\n"\n"', [b'"a\n"b,c\n', b'"\n"'], id="a closed field"),
        pytest.param(b'"a\nb\n', [b'"a\n!', b"b\n"], id="an open quote at the end"),
        pytest.param(b'"a\nb,"c\nd', [b'"a\nb,"c\n', b"d"], id="closed by a later quote"),
        pytest.param(b'"a\n1234567890123\n"b"', [b'"a\n!', b"!", b'"b"'], id="a line too long"),
        pytest.param(b'"a\n1234\n5678\n"', [b'"a\n!', b"1234\n", b"5678\n", b'"!'], id="too far"),
    ],
)
def test_a_record_ends_outside_quotes(
    raw: bytes, expected: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (lines, csv_records):
        monkeypatch.setattr(module, "MAX_ROW_BYTES", 13)
    found = list(records(any_lines([raw], 0), ","))
    assert [each.raw + (b"!" if each.error else b"") for each in found] == expected
    assert {each.error for each in found if each.raw} <= {None, UNCLOSED}


def test_quotes_take_linear_time() -> None:
    raw = b'"' + b'""' * 10**5 + b"a," * 10**5 + b"\n"
    assert [each.error for each in records(any_lines([raw * 2], 0), ",")] == [None]
