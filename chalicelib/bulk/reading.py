"""Read the rows of a part, in the order of the input."""

import sys
from collections.abc import Iterator
from functools import partial

from chalicelib.bulk.blocks import blocks
from chalicelib.bulk.options import Options
from chalicelib.bulk.plan import Item
from chalicelib.bulk.rows import Fields, Parse, Raw, Row
from chalicelib.bulk.rows.csv_records import records
from chalicelib.bulk.rows.csv_row import CsvRows, text_column
from chalicelib.bulk.rows.json_row import JsonRows
from chalicelib.bulk.rows.lines import any_lines, owned_lines
from chalicelib.bulk.rows.parquet import ParquetRows
from chalicelib.bulk.s3 import Bucket
from chalicelib.bulk.sources import CSV, PARQUET
from chalicelib.bulk.streams import unpacked


def read_rows(bucket: Bucket, item: Item, name: str, options: Options) -> Iterator[Row]:
    """Yield the rows of a part; the place of each begins with `name`.

    `item` is the range to read of an object in the bucket, and `options` name the columns.

    Raises
    ------
    BulkError
        If the object was replaced, or is packed and damaged.
    StoreError
        If it cannot be read.
    """
    if item.source.kind.format == PARQUET:
        yield from _parquet(bucket, item, name, options)
        return
    packed = item.source.kind.packed
    raws, parse = (_csv if item.source.kind.format == CSV else _json_lines)(bucket, item, options)
    nothing = (None,) * len(options.keep)
    for number, raw in enumerate(raws, start=1):
        place = f"{name}: row {number}" if packed else f"{name}: byte {raw.at}"
        fields = parse(raw.raw) if raw.error is None else Fields("", nothing, raw.error)
        yield Row(place, fields)


def _parquet(bucket: Bucket, item: Item, name: str, options: Options) -> Iterator[Row]:
    stored = item.source.stored
    where = f"{bucket.uri}/{stored.key}"
    rows = ParquetRows(partial(bucket.read_range, stored), stored.size, where)
    text = text_column(rows.columns, options.text_column, where)
    for number, fields in rows.rows(item.start, item.end, text, options.keep):
        yield Row(f"{name}: row {number}", fields)


def _json_lines(bucket: Bucket, item: Item, options: Options) -> tuple[Iterator[Raw], Parse]:
    size = item.source.stored.size
    start, end = max(item.start - 1, 0), item.end
    pieces = _pieces(bucket, item, start, end, size)
    lines = owned_lines(pieces, item.start, sys.maxsize if item.source.kind.packed else end)
    found = (line for line in map(Raw.without_bom, lines) if line.error or line.raw.strip())
    return found, JsonRows(options.text_column, options.keep).parse


def _csv(bucket: Bucket, item: Item, options: Options) -> tuple[Iterator[Raw], Parse]:
    source = item.source
    pieces = _pieces(bucket, item, item.start, item.end, item.end)
    lines = map(Raw.without_bom, any_lines(pieces, item.start))
    found = (
        record
        for record in records(lines, source.delimiter)
        if record.at >= source.header_bytes and (record.error or record.raw.strip(b"\r\n"))
    )
    if not source.columns:  # a file without a header, which is white space only
        return iter(()), JsonRows(None, ()).parse
    text = text_column(source.columns, options.text_column, source.stored.key)
    return found, CsvRows(source.columns, text, options.keep, source.delimiter).parse


def _pieces(bucket: Bucket, item: Item, start: int, end: int, size: int) -> Iterator[bytes]:
    stored = item.source.stored
    pieces = blocks(partial(bucket.read_range, stored), start, end, size)
    where = f"{bucket.uri}/{stored.key}"
    return unpacked(pieces, where) if item.source.kind.packed else pieces
