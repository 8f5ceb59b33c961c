"""Read Parquet with pyarrow, which a layer brings to Lambda: it is far larger than the service.

Its row groups are cut and read one by one, and only the pages of the wanted columns.
"""

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from chalicelib.bulk.blocks import Read
from chalicelib.bulk.rows import Fields, text_fields
from chalicelib.errors import BulkError

ROWS_AT_ONCE = 1024
BUFFER_BYTES = 2**20
NEEDED = (
    "reading Parquet needs pyarrow, which this function does not have; add a layer that brings it: "
    "make deploy BULK=on BULK_LAYER=ARN, see docs/bulk.md"
)


class Numbered(NamedTuple):
    """The number of a row in its file, from 1, and what it holds."""

    number: int
    fields: Fields


class _RangeFile(io.RawIOBase):
    """A file whose bytes are read where they are asked for."""

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        stop = min(self._at + len(buffer), self._size)
        raw = self._read(self._at, stop) if stop > self._at else b""
        buffer[: len(raw)] = raw
        self._at += len(raw)
        return len(raw)


class ParquetRows:
    """An open file.

    Parameters
    ----------
    read
        Returns the bytes from one offset to before another one.
    size
        The size of the file in bytes.
    where
        What messages call the file.

    Raises
    ------
    BulkError
        If it is no Parquet, or pyarrow is missing.
    """

    def __init__(self, read: Read, size: int, where: str) -> None:
        try:
            from pyarrow.parquet import ParquetFile
        except ImportError as exc:
            raise BulkError(f"{where}: {NEEDED}") from exc
        self._where = where
        raw = io.BufferedReader(_RangeFile(read, size), BUFFER_BYTES)
        with self._errors():
            self._file: Any = ParquetFile(raw, buffer_size=BUFFER_BYTES)

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self._file.schema_arrow.names)

    def cuts(self, part_bytes: int) -> tuple[int, ...]:
        """Return where parts of at least so many bytes, as unpacked, begin; and the last end."""
        metadata, cuts, size = self._file.metadata, [0], 0
        for group in range(metadata.num_row_groups):
            if size >= part_bytes:
                cuts.append(group)
                size = 0
            size += metadata.row_group(group).total_byte_size
        return (*cuts, metadata.num_row_groups) if metadata.num_row_groups else (0,)

    def rows(self, start: int, end: int, text: str, keep: Sequence[str]) -> Iterator[Numbered]:
        """Yield the rows of some row groups."""
        metadata = self._file.metadata
        number = sum(metadata.row_group(group).num_rows for group in range(start))
        columns = list(dict.fromkeys([text, *keep]))
        batches = self._file.iter_batches(
            ROWS_AT_ONCE, [*range(start, end)], columns, use_threads=False
        )
        for batch in self._each(batches):
            values = {name: batch.column(name).to_pylist() for name in columns}
            for place, value in enumerate(values[text]):
                number += 1
                kept = tuple([json_value(values[name][place]) for name in keep])
                yield Numbered(number, text_fields(value, kept))

    def _each(self, batches: Iterable[Any]) -> Iterator[Any]:
        rest = iter(batches)
        while True:
            with self._errors():
                batch = next(rest, None)
            if batch is None:
                return
            yield batch

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn pyarrow's errors within the block into a `BulkError`."""
        from pyarrow import ArrowException

        try:
            yield
        except (ArrowException, OSError) as exc:
            raise BulkError(f"{self._where}: expected a Parquet file ({exc})") from exc


def json_value(value: object) -> object:
    """Return a value as JSON has it: not-a-number is null, a time or a decimal is a string.

    >>> json_value([float("nan"), 1.5, b"a"])
    [None, 1.5, "b'a'"]
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(name): json_value(each) for name, each in value.items()}
    if isinstance(value, list):
        return [json_value(each) for each in value]
    return str(value)
