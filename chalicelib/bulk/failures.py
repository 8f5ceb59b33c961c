"""The reason why a part could not be made, stored next to its record for the manifest.

A part that is made later has a record, which counts; what is kept here is then only history.
"""

from typing import Any, NamedTuple

from chalicelib import strict_json
from chalicelib.bulk.plan import FORMAT, MOST_PARTS, StoredPlan
from chalicelib.bulk.s3 import Bucket
from chalicelib.errors import ServiceError
from chalicelib.strict_json import Record

FAILURES = "_bulk/failed/"
MAX_FAILURE_BYTES = 2**16
MAX_REASON = 1000


class Failure(NamedTuple):
    """The name of an error, as Step Functions sees it, and its message."""

    error: str
    reason: str


def failure_of(error: Exception) -> Failure:
    """Return the part of an error to keep: the message of another's error may quote a text.

    >>> failure_of(KeyError("see you at eight"))
    Failure(error='KeyError', reason='it was not scored: KeyError, see the log of the function')
    """
    name = type(error).__name__
    if isinstance(error, ServiceError):
        return Failure(name, str(error)[:MAX_REASON])
    return Failure(name, f"it was not scored: {name}, see the log of the function")


def failure_key(part: int) -> str:
    """Return the key of the failure of a part."""
    return f"{FAILURES}{part:05d}.json"


def store_failure(bucket: Bucket, plan: StoredPlan, part: int, failure: Failure) -> None:
    """Write why a part was not made, over any earlier reason; raises `StoreError`."""
    document = {"format": FORMAT, "part": part, "plan": plan.id} | failure._asdict()
    bucket.overwrite(failure_key(part), strict_json.canonical(document))


def fetch_failure(bucket: Bucket, plan: StoredPlan, part: int) -> Failure | None:
    """Return why a part was not made, or None if it is a failure of another job.

    Raises
    ------
    FormatError
        If the file has another form.
    StoreError
        If it cannot be read.
    """
    key = failure_key(part)
    where = f"{bucket.uri}/{key}"
    record = Record(strict_json.parse(bucket.read(key, MAX_FAILURE_BYTES), where), where)
    record.expect_format(FORMAT)
    found: tuple[Any, ...] = record.integer("part", 0, MOST_PARTS), record.text("plan")
    failure = Failure(record.text("error"), record.text("reason"))
    record.finish()
    return failure if found == (part, plan.id) else None


def failed_parts(bucket: Bucket) -> set[str]:
    """Return the keys of the failures in an output."""
    return {each.key for each in bucket.listed(FAILURES)}
