"""Cut the objects of a job into parts, each of about as many bytes.

Lines of JSON are cut anywhere, because a part owns the lines that begin in it. A CSV is read once
and cut where a record ends, Parquet between row groups. A packed file is one part.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

from chalicelib.bulk.blocks import blocks
from chalicelib.bulk.deadline import Deadline
from chalicelib.bulk.options import Options, usual_part_bytes
from chalicelib.bulk.plan import Source
from chalicelib.bulk.rows import Raw
from chalicelib.bulk.rows.csv_records import records
from chalicelib.bulk.rows.csv_row import column, find_delimiter, read_header, text_column
from chalicelib.bulk.rows.json_row import JsonRows
from chalicelib.bulk.rows.lines import any_lines, owned_lines
from chalicelib.bulk.rows.parquet import ParquetRows
from chalicelib.bulk.s3 import Bucket, StoredObject
from chalicelib.bulk.sources import CSV, JSON_LINES, PARQUET, Kind, kind_of
from chalicelib.bulk.streams import unpacked
from chalicelib.errors import BulkError

TAB = "\t"
GZIP_MARK = b"\x1f\x8b"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Cutter:
    """Cuts the objects of one bucket; `size` is that of all of them, in bytes."""

    def __init__(self, bucket: Bucket, options: Options, size: int, deadline: Deadline) -> None:
        self._bucket = bucket
        self._options = options
        self._part_bytes = options.part_bytes or usual_part_bytes(size)
        self._deadline = deadline

    def source(self, stored: StoredObject) -> Source:
        """Return an object with the places where it is cut.

        Raises
        ------
        BulkError
            If it has no such columns, is not in UTF-8, or was replaced since it was listed.
        StoreError
            If it cannot be read.
        """
        kind = kind_of(stored.key)
        assert kind is not None  # noqa: S101 - `find_sources` has left out the others
        if stored.size == 0:
            return Source(stored, kind, (0,))
        ways = {JSON_LINES: self._lines, CSV: self._csv, PARQUET: self._parquet}
        return ways[kind.format](stored, kind)

    def _where(self, stored: StoredObject) -> str:
        return f"{self._bucket.uri}/{stored.key}"

    def _pieces(self, stored: StoredObject, kind: Kind, end: int) -> Iterator[bytes]:
        """Yield the bytes of an object; beyond `end`, only if they are asked for."""
        pieces = blocks(partial(self._read, stored), 0, end, stored.size)
        return unpacked(pieces, self._where(stored)) if kind.packed else pieces

    def _read(self, stored: StoredObject, start: int, end: int) -> bytes:
        self._deadline.check()
        return self._bucket.read_range(stored, start, end)

    def _lines(self, stored: StoredObject, kind: Kind) -> Source:
        pieces, where = self._pieces(stored, kind, 1), self._where(stored)
        head = next(pieces, b"")
        check_encoding(head, where)
        goes_on = next(pieces, None) is not None if kind.packed else len(head) < stored.size
        lines = list(owned_lines([head], 0, len(head)))
        self._check_rows(lines[:-1] if goes_on else lines, where)
        if kind.packed:
            return Source(stored, kind, (0, stored.size))
        starts = range(0, stored.size, self._part_bytes)
        return Source(stored, kind, (*starts, stored.size))

    def _check_rows(self, first: list[Raw], where: str) -> None:
        """Refuse lines of JSON if none of the first ones has a text; some may lack one."""
        rows = JsonRows(self._options.text_column, ())
        lines = [raw for line in first if (raw := line.without_bom().raw).strip()]
        if not lines or any(map(rows.has_text, lines)):
            return
        if names := rows.names(lines[0]):
            text_column(names, self._options.text_column, where)
        raise BulkError(
            f"{where}: none of the first {len(lines)} lines has a text; the first one: "
            f"{rows.parse(lines[0]).error}"
        )

    def _csv(self, stored: StoredObject, kind: Kind) -> Source:
        where = self._where(stored)
        lines = map(Raw.without_bom, any_lines(self._pieces(stored, kind, stored.size), 0))
        first = next((line for line in lines if line.raw.strip()), None)
        if first is None:
            blank = (0, stored.size) if kind.packed else (stored.size,)
            return Source(stored, kind, blank, header_bytes=blank[0])
        check_encoding(first.raw, where)
        text = _decoded(first.raw, where)
        delimiter = TAB if kind.suffix == ".tsv" else find_delimiter(text)
        found = records(chain([first], lines), delimiter)
        header = next(found)
        if header.error:
            raise BulkError(f"{where}: the header cannot be read: {header.error}")
        columns = read_header(_decoded(header.raw, where), delimiter)
        self._check_columns(columns, where)
        size = header.at + len(header.raw)
        cuts = (0, stored.size) if kind.packed else self._cuts(found, size, stored.size)
        return Source(stored, kind, cuts, tuple(columns), delimiter, size)

    def _parquet(self, stored: StoredObject, kind: Kind) -> Source:
        where = self._where(stored)
        rows = ParquetRows(partial(self._read, stored), stored.size, where)
        self._check_columns(rows.columns, where)
        return Source(stored, kind, rows.cuts(self._part_bytes))

    def _check_columns(self, columns: Sequence[str], where: str) -> None:
        text_column(columns, self._options.text_column, where)
        for name in self._options.keep:
            column(columns, name, where)

    def _cuts(self, found: Iterable[Raw], start: int, size: int) -> tuple[int, ...]:
        """Return where the parts of a CSV begin, and its size."""
        cuts = [start]
        for record in found:
            if record.at - cuts[-1] >= self._part_bytes:
                cuts.append(record.at)
        return (*cuts, size) if size > start else (start,)


def check_encoding(head: bytes, where: str) -> None:
    """Raise BulkError if the first bytes of a file are gzip, or UTF-16: of two, one is NUL.

    Rows that are not in UTF-8, such as those of Latin-1 with an umlaut, are errors of their own.
    """
    if head.startswith(GZIP_MARK):
        raise BulkError(
            f"{where}: found gzip; expected UTF-8: name a packed file .gz, and pack it once"
        )
    if head.startswith(UTF_16) or (len(head) > 1 and (head[0] == 0) != (head[1] == 0)):
        raise BulkError(f"{where}: found UTF-16; expected UTF-8")


def _decoded(raw: bytes, where: str) -> str:
    try:
        return str(raw, "utf-8")
    except UnicodeDecodeError as exc:
        raise BulkError(f"{where}: the header is not in UTF-8 ({exc})") from exc
