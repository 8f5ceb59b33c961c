"""The step `finish`: check that each item has its part and its record, and write the manifest."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from chalicelib import strict_json
from chalicelib.bulk.container import Container
from chalicelib.bulk.failures import Failure, failed_parts, failure_key, fetch_failure
from chalicelib.bulk.plan import FORMAT, Item, StoredPlan
from chalicelib.bulk.records import (
    PartRecord,
    fetch_record,
    part_document,
    part_sizes,
    record_key,
    recorded_parts,
)
from chalicelib.bulk.s3 import Bucket
from chalicelib.errors import BulkError, NotInStoreError, StoreError
from chalicelib.store.base import TaggedBytes
from chalicelib.strict_json import Record

MANIFEST_KEY = "manifest.json"
MAX_MANIFEST_BYTES = 2**30
THREADS = 32
"""Records that are read at once; a read is mostly waiting for S3."""

MISSING, NOT_SCORED = "Missing", "it was not scored"
"""What the manifest says of an item if no worker has kept an error."""

WRITE_ATTEMPTS = 3
"""How often the manifest is written if another process has written it since it was read."""


class Checked(NamedTuple):
    """The items with their records, and those that are missing, with the reason."""

    done: list[tuple[Item, PartRecord]]
    missing: list[tuple[Item, Failure]]


def finish_job(container: Container, output: Bucket) -> dict[str, Any]:
    """Check the parts of a job, write its manifest, and return what it counts.

    A manifest that is complete stays as it is.

    Raises
    ------
    BulkError
        If the output holds parts or records of no item.
    ServiceError
        If the output cannot be read or written.
    """
    stored = container.plan(output)
    checked = check_parts(output, stored)
    checked = checked._replace(missing=_explained(output, stored, checked.missing))
    document = _manifest(stored, checked)
    written = _write(output, document)
    return {name: written[name] for name in ("complete", "rows", "labels", "without_label")} | {
        "parts": stored.plan.parts,
        "missing": len(written["missing"]),
        "manifest": f"{output.uri}/{MANIFEST_KEY}",
    }


def check_parts(output: Bucket, stored: StoredPlan) -> Checked:
    """Compare the items with the records and the parts, one to one.

    Raises
    ------
    BulkError
        If there is a part or a record of no item, or a record of another job.
    """
    items = list(stored.plan.items())
    # In this order: a record is created after its part, so whose record is listed is listed.
    recorded, sizes = recorded_parts(output), part_sizes(output)
    _check_expected({*sizes, *recorded}, items, output, stored)

    def record_of(item: Item) -> PartRecord | None:
        found = record_key(item.part) in recorded
        return fetch_record(output, stored, item.part) if found else None

    with ThreadPoolExecutor(THREADS) as pool:
        records = list(pool.map(record_of, items))
    checked = Checked([], [])
    for item, record in zip(items, records, strict=True):
        fault = _fault(record, sizes.get(stored.plan.part_key(item.part)))
        if record is None or fault:
            checked.missing.append((item, Failure(MISSING, fault)))
        else:
            checked.done.append((item, record))
    return checked


def _check_expected(found: set[str], items: list[Item], output: Bucket, stored: StoredPlan) -> None:
    expected = {stored.plan.part_key(item.part) for item in items}
    expected |= {record_key(item.part) for item in items}
    if unexpected := found - expected:
        raise BulkError(
            f"{output.uri}/{min(unexpected)}: belongs to none of the job's {len(items)} parts; "
            "expected an output that only this job writes to"
        )


def _fault(record: PartRecord | None, size: int | None) -> str:
    if record is None:
        return NOT_SCORED
    if size is None:
        return "its record exists, but its part does not"
    if size != record.counts.size:
        return f"its part has {size} bytes; its record says {record.counts.size}"
    return ""


def _explained(
    output: Bucket, stored: StoredPlan, missing: list[tuple[Item, Failure]]
) -> list[tuple[Item, Failure]]:
    """Replace the reasons of items without a record by those that their workers have kept."""
    failed = failed_parts(output) if missing else set()

    def explained(each: tuple[Item, Failure]) -> tuple[Item, Failure]:
        item, failure = each
        if failure.reason != NOT_SCORED or failure_key(item.part) not in failed:
            return each
        return item, fetch_failure(output, stored, item.part) or failure

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(explained, missing))


def _manifest(stored: StoredPlan, checked: Checked) -> dict[str, Any]:
    plan = stored.plan
    labels: Counter[str] = Counter()
    for _, record in checked.done:
        labels.update(record.counts.labels)
    return {
        "format": FORMAT,
        "complete": not checked.missing,
        "version": plan.pin.version,
        "policy": plan.pin.policy and plan.pin.policy.id,
        "input": plan.uri,
        "objects": [each.stored._asdict() for each in plan.sources],
        "skipped": list(plan.skipped),
        "options": plan.options.document(),
        "rows": sum(record.counts.rows for _, record in checked.done),
        "labels": dict(sorted(labels.items())),
        "without_label": sum(record.counts.without_label for _, record in checked.done),
        "seconds": max(int(time.time() - plan.created), 0),
        "parts": [
            part_document(plan.part_key(item.part), item, record.counts)
            for item, record in checked.done
        ],
        "missing": [stored.document(item) | why._asdict() for item, why in checked.missing],
    }


def _write(output: Bucket, document: dict[str, Any]) -> dict[str, Any]:
    """Write the manifest unless there is a complete one; return the one that is there then."""
    raw, where = strict_json.canonical(document), f"{output.uri}/{MANIFEST_KEY}"
    for _ in range(WRITE_ATTEMPTS):
        found = _found(output)
        if found is not None and document["complete"]:
            kept = Record(strict_json.parse(found.raw, where), where).fields()
            if kept.get("complete") is True:
                return kept
        if output.replace_if_unchanged(MANIFEST_KEY, raw, None if found is None else found.tag):
            return document
    raise StoreError(f"{where}: other processes write it; try again")


def _found(output: Bucket) -> TaggedBytes | None:
    try:
        return output.read_changed(MANIFEST_KEY, MAX_MANIFEST_BYTES, None)
    except NotInStoreError:
        return None
