"""The step `score`: make the part of one item, and then its record."""

from contextlib import suppress
from typing import Any

from chalicelib.bulk.container import Container
from chalicelib.bulk.deadline import Deadline, TimeLeft
from chalicelib.bulk.failures import failure_of, store_failure
from chalicelib.bulk.part import Counts, PartWriter
from chalicelib.bulk.plan import MOST_PARTS, Item, StoredPlan
from chalicelib.bulk.reading import read_rows
from chalicelib.bulk.records import PartRecord, fetch_record, store_record
from chalicelib.bulk.s3 import Bucket
from chalicelib.bulk.sources import read_input
from chalicelib.errors import BulkError, StoreError
from chalicelib.strict_json import Record

ADVICE = "use a smaller part_bytes"
PACKED_ADVICE = "a packed file is one part: unpack it, or split it into several files"
JSON_LINES_TYPE, GZIP_TYPE = "application/x-ndjson", "application/gzip"


def score_item(
    container: Container, output: Bucket, item: dict[str, Any], time_left: TimeLeft
) -> dict[str, Any]:
    """Score the rows of an item, write the part, then its record; do nothing if both are there.

    If that fails, the reason is kept for the manifest.

    Raises
    ------
    BulkError
        If the item is of another job, the input changed, or the time runs out.
    ServiceError
        If a store cannot be read or written, or the model cannot be loaded.
    """
    record = Record(item, "item")
    stored = container.plan(output, record.text("plan"))
    part = record.integer("part", 0, MOST_PARTS)
    expected = stored.plan.item(part)
    planned = expected and stored.document(expected)
    if expected is None or item != planned:
        raise BulkError(f"item is {str(item)[:500]}; the plan has {planned or 'no such part'}")
    if not _is_done(output, stored, part):
        try:
            counts = _make(container, output, stored, expected, time_left)
            store_record(output, stored, PartRecord(part, stored.id, counts))
        except Exception as exc:
            with suppress(StoreError):  # then this one would hide the first
                store_failure(output, stored, part, failure_of(exc))
            raise
    return {"part": part}


def _is_done(output: Bucket, stored: StoredPlan, part: int) -> bool:
    record = fetch_record(output, stored, part)
    found = None if record is None else output.found(stored.plan.part_key(part))
    return record is not None and found is not None and found.size == record.counts.size


def _make(
    container: Container, output: Bucket, stored: StoredPlan, item: Item, time_left: TimeLeft
) -> Counts:
    plan = stored.plan
    source = read_input(plan.uri)
    rows = read_rows(
        container.bucket(source.bucket),
        item,
        source.name_of(item.source.stored.key),
        plan.options,
    )
    advice = PACKED_ADVICE if item.source.kind.packed else ADVICE
    writer = PartWriter(container.models.model(plan.pin), plan.options, Deadline(time_left, advice))
    content_type = GZIP_TYPE if plan.options.gzip else JSON_LINES_TYPE
    output.upload(plan.part_key(item.part), writer.pieces(rows), content_type)
    return writer.counts()
