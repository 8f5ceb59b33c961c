"""The plan of a job: what is scored with which version, and where the input is cut into parts.

It is stored once and never changed. Each item and each record holds its digest, so those of another
job are recognized.
"""

import hashlib
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, NamedTuple

from chalicelib import strict_json
from chalicelib.bulk.options import Options, read_options
from chalicelib.bulk.s3 import StoredObject
from chalicelib.bulk.sources import CSV, PARQUET, Kind, kind_of
from chalicelib.serving.pinned import Pin, pinned_policy
from chalicelib.strict_json import Record

FORMAT = 1
"""The format version of the files under `_bulk/`; raise it as `artifact.FORMAT` says."""

PLAN_KEY = "_bulk/plan.json"
MAX_PLAN_BYTES = 64 * 2**20
MAX_OBJECTS = 100_000
MOST_PARTS = 100_000
"""Their numbers have five digits, and `finish` can read as many records in its time."""
MOST_BYTES = 2**50
ID_DIGITS = 16


class Source(NamedTuple):
    """An object of the input.

    Attributes
    ----------
    stored
        Its key, ETag and size.
    kind
        Its format.
    cuts
        Where its parts begin, and where the last one ends: bytes or, of Parquet, row groups. With
        fewer than two, it holds no row.
    columns, delimiter
        The header of a CSV.
    header_bytes
        How many bytes precede the first row, once the object is unpacked.
    """

    stored: StoredObject
    kind: Kind
    cuts: tuple[int, ...]
    columns: tuple[str, ...] = ()
    delimiter: str = ","
    header_bytes: int = 0


class Item(NamedTuple):
    """A part to make of a range of one object."""

    part: int
    source: Source
    start: int
    end: int


class Plan(NamedTuple):
    """A job.

    Attributes
    ----------
    created
        The time of planning, in Unix seconds.
    uri
        The input as it was named.
    options
        How to read and write.
    pin
        The version and the policy.
    sources, skipped
        The objects of the input, and the keys whose suffixes are not known.
    """

    created: float
    uri: str
    options: Options
    pin: Pin
    sources: tuple[Source, ...]
    skipped: tuple[str, ...]

    @property
    def parts(self) -> int:
        """How many parts the job has."""
        return sum(max(len(source.cuts) - 1, 0) for source in self.sources)

    def items(self) -> Iterator[Item]:
        """Yield the items in the order of their parts."""
        part = 0
        for source in self.sources:
            for start, end in pairwise(source.cuts):
                yield Item(part, source, start, end)
                part += 1

    def item(self, part: int) -> Item | None:
        """Return the item of a part, or None if there are not so many."""
        return next(islice(self.items(), part, None), None)

    def part_key(self, part: int) -> str:
        """Return the key of a part."""
        return f"part-{part:05d}.jsonl" + (".gz" if self.options.gzip else "")


class StoredPlan(NamedTuple):
    """A plan, and the start of the digest of its file."""

    plan: Plan
    id: str

    def document(self, item: Item) -> dict[str, Any]:
        """Return an item as an event holds it."""
        place = {"key": item.source.stored.key, "start": item.start, "end": item.end}
        return {"part": item.part, "plan": self.id} | place


def plan_bytes(plan: Plan) -> bytes:
    """Return the bytes of a plan's file."""
    policy = plan.pin.policy
    return strict_json.canonical(
        {
            "format": FORMAT,
            "created": plan.created,
            "input": plan.uri,
            "options": plan.options.document(),
            "version": plan.pin.version,
            "policy": policy and policy.document,
            "sources": [_source_document(source) for source in plan.sources],
            "skipped": list(plan.skipped),
            "parts": plan.parts,
        }
    )


def read_plan(raw: bytes, where: str) -> StoredPlan:
    """Read the bytes of a plan's file.

    Raises
    ------
    FormatError
        If they are not as `plan_bytes` writes them, or the parts do not cover each object.
    """
    record = Record(strict_json.parse(raw, where), where)
    record.expect_format(FORMAT)
    sources = record.items("sources", 0, MAX_OBJECTS)
    plan = Plan(
        created=record.number("created"),
        uri=record.text("input"),
        options=read_options(record.take("options"), f"{where}: options"),
        pin=Pin(record.text("version"), pinned_policy(record.take("policy"), f"{where}: policy")),
        sources=tuple(_source(Record(each, f"{where}: sources")) for each in sources),
        skipped=tuple(record.texts("skipped", 0, MAX_OBJECTS)),
    )
    parts = record.integer("parts", 0, MOST_PARTS)
    record.finish()
    if parts != plan.parts:
        raise record.error(f"parts is {parts}; the sources are cut into {plan.parts}")
    return StoredPlan(plan, hashlib.sha256(raw).hexdigest()[:ID_DIGITS])


def _source_document(source: Source) -> dict[str, Any]:
    return {
        "key": source.stored.key,
        "etag": source.stored.etag,
        "size": source.stored.size,
        "cuts": list(source.cuts),
        "columns": list(source.columns),
        "delimiter": source.delimiter,
        "header_bytes": source.header_bytes,
    }


def _source(record: Record) -> Source:
    stored = StoredObject(
        record.text("key"), record.text("etag"), record.integer("size", 0, MOST_BYTES)
    )
    kind = kind_of(stored.key)
    if kind is None:
        raise record.error(f"found the key {stored.key[:200]!r}, whose suffix is not known")
    cuts = tuple(_offset(each, record) for each in record.items("cuts", 1, MOST_PARTS + 1))
    columns = tuple(str(each) for each in record.items("columns", 0, 10_000))
    delimiter = record.text("delimiter")
    source = Source(
        stored, kind, cuts, columns, delimiter, record.integer("header_bytes", 0, MOST_BYTES)
    )
    record.finish()
    _check_cover(source, record)
    return source


def _offset(value: object, record: Record) -> int:
    return Record({"cut": value}, record.where).integer("cut", 0, MOST_BYTES)


def _check_cover(source: Source, record: Record) -> None:
    """Check that the parts cover the rows of an object exactly."""
    start = source.header_bytes if source.kind.format == CSV and not source.kind.packed else 0
    ascending = all(low < high for low, high in pairwise(source.cuts))
    whole = source.kind.format == PARQUET or source.cuts[-1] == source.stored.size
    if not ascending or source.cuts[0] != start or not whole:
        raise record.error(f"{source.stored.key}: its parts do not cover it exactly")
