"""Rows of Parquet files: where they are cut, their values, and what is refused."""

import io
import sys
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pytest

from chalicelib.bulk.options import Options
from chalicelib.errors import BulkError
from tests.support.bulk import cut, parquet, parts_of, rows_of


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
