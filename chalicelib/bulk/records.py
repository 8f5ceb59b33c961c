"""The record of a part, which says that it is written: created after the part, read to count it.

The part itself is no such sign: a worker may die while it sends one. A part without a record is
made again, and its bytes are the same; a record counts once, however often its part was made.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from chalicelib import strict_json
from chalicelib.bulk.part import Counts
from chalicelib.bulk.plan import FORMAT, MOST_BYTES, MOST_PARTS, Item, StoredPlan
from chalicelib.bulk.s3 import Bucket, StoredObject
from chalicelib.errors import BulkError, NotInStoreError, StoreError
from chalicelib.store.base import TaggedBytes
from chalicelib.strict_json import Record

RECORDS = "_bulk/parts/"
PARTS = "part-"
MAX_RECORD_BYTES = 2**20


class PartRecord(NamedTuple):
    """The record of a part: its number, the ID of its plan, and what it holds."""

    part: int
    plan: str
    counts: Counts


def record_key(part: int) -> str:
    """Return the key of the record of a part."""
    return f"{RECORDS}{part:05d}.json"


def record_bytes(record: PartRecord) -> bytes:
    """Return the bytes of a record's file."""
    counts = record.counts
    return strict_json.canonical(
        {
            "format": FORMAT,
            "part": record.part,
            "plan": record.plan,
            "rows": counts.rows,
            "labels": counts.labels,
            "without_label": counts.without_label,
            "bytes": counts.size,
            "sha256": counts.sha256,
        }
    )


def read_record(raw: bytes, where: str) -> PartRecord:
    """Read the bytes of a record's file; raises `FormatError` if they are of another form."""
    record = Record(strict_json.parse(raw, where), where)
    record.expect_format(FORMAT)
    labels = Record(record.take("labels"), f"{where}: labels")
    counted = {name: labels.integer(name, 0, MOST_BYTES) for name in labels.fields()}
    found = PartRecord(
        record.integer("part", 0, MOST_PARTS),
        record.text("plan"),
        Counts(
            rows=record.integer("rows", 0, MOST_BYTES),
            labels=counted,
            without_label=record.integer("without_label", 0, MOST_BYTES),
            size=record.integer("bytes", 0, MOST_BYTES),
            sha256=record.text("sha256"),
        ),
    )
    record.finish()
    return found


def fetch_record(bucket: Bucket, plan: StoredPlan, part: int) -> PartRecord | None:
    """Return the record of a part, or None if there is none.

    Raises
    ------
    BulkError
        If it is one of another job.
    """
    stored = _stored(bucket, part)
    return None if stored is None else _checked(stored.raw, bucket, plan, part)


def store_record(bucket: Bucket, plan: StoredPlan, record: PartRecord) -> None:
    """Write the record of a part that was written; an equal one stays.

    A record that differs is replaced: its part is not there any more, because a newer zlib packs
    the same lines into other bytes.

    Raises
    ------
    BulkError
        If there is one of another job.
    StoreError
        If it cannot be written.
    """
    key, raw = record_key(record.part), record_bytes(record)
    if bucket.create(key, raw):
        return
    stored = _stored(bucket, record.part)
    if stored is not None and stored.raw != raw:
        _checked(stored.raw, bucket, plan, record.part)
    if stored is None or (
        stored.raw != raw and not bucket.replace_if_unchanged(key, raw, stored.tag)
    ):
        raise StoreError(f"{bucket.uri}/{key}: another process writes it; try again")


def _stored(bucket: Bucket, part: int) -> TaggedBytes | None:
    try:
        return bucket.read_changed(record_key(part), MAX_RECORD_BYTES, None)
    except NotInStoreError:
        return None


def _checked(raw: bytes, bucket: Bucket, plan: StoredPlan, part: int) -> PartRecord:
    where = f"{bucket.uri}/{record_key(part)}"
    record = read_record(raw, where)
    if (record.part, record.plan) != (part, plan.id):
        raise BulkError(
            f"{where}: belongs to part {record.part} of the plan {record.plan}; expected part "
            f"{part} of {plan.id}: give each job a different output"
        )
    return record


def listed_parts(bucket: Bucket) -> Iterator[StoredObject]:
    """Yield the parts in an output; the files of an output below it are not its own."""
    return (each for each in bucket.listed(PARTS) if "/" not in each.key)


def part_sizes(bucket: Bucket) -> dict[str, int]:
    """Return the sizes of the parts in an output, by their keys."""
    return {each.key: each.size for each in listed_parts(bucket)}


def recorded_parts(bucket: Bucket) -> set[str]:
    """Return the keys of the records in an output."""
    return {each.key for each in bucket.listed(RECORDS)}


def part_document(key: str, item: Item, counts: Counts) -> dict[str, Any]:
    """Return the manifest's entry of a part."""
    return {
        "part": item.part,
        "key": key,
        "source": item.source.stored.key,
        "start": item.start,
        "end": item.end,
        "rows": counts.rows,
        "bytes": counts.size,
        "sha256": counts.sha256,
    }
