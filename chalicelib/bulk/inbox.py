"""Turn an event of the inbox into that of a job: files under inbox/ are scored into outbox/."""

from typing import Any

from chalicelib.errors import BulkError
from chalicelib.strict_json import Record

INBOX = "inbox/"
OUTBOX = "outbox/"


def as_job(event: object) -> object:
    """Return the event of a job in place of an event of the inbox; others stay as they are.

    The output has the name and the ETag of the file, so a file put again under its name is another
    job, and an event that arrives twice is the same one. The plan refuses a file with another ETag.

    Raises
    ------
    FormatError
        If the event has another form.
    BulkError
        If the object is not under `inbox/`.

    Examples
    --------
    >>> file = {"bucket": "b", "key": "inbox/a", "etag": "0c"}
    >>> as_job({"step": "plan", "inbox": file})
    {'step': 'plan', 'input': 's3://b/inbox/a', 'output': 's3://b/outbox/a/0c/', 'etag': '0c'}
    """
    if not isinstance(event, dict) or "inbox" not in event:
        return event
    bucket, key, etag = _read_event(Record(event, "event"))
    if not key.startswith(INBOX):
        raise BulkError(f"s3://{bucket}/{key}: expected an object under {INBOX}")
    job: dict[str, Any] = {"step": "plan", "input": f"s3://{bucket}/{key}"}
    name = key.removeprefix(INBOX)
    return job | {"output": f"s3://{bucket}/{OUTBOX}{name}/{etag}/", "etag": etag}


def _read_event(record: Record) -> tuple[str, str, str]:
    """Take the bucket, the key and the ETag of the object that an event of the inbox names."""
    record.text("step", ("plan",))
    place = Record(record.take("inbox"), "event: inbox")
    record.finish()
    bucket, key, etag = (place.text(name) for name in ("bucket", "key", "etag"))
    place.finish()
    return bucket, key, etag
