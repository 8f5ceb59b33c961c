"""Carry out the step that an event names."""

from typing import Any

from chalicelib.bulk.container import Container
from chalicelib.bulk.deadline import Context, time_left
from chalicelib.bulk.finish import finish_job
from chalicelib.bulk.inbox import as_job
from chalicelib.bulk.options import read_options
from chalicelib.bulk.planning import Asked, plan_job
from chalicelib.bulk.s3 import split_uri
from chalicelib.bulk.scoring import score_item
from chalicelib.strict_json import Record

STEPS = ("plan", "score", "finish")


def run(event: object, context: Context, container: Container) -> dict[str, Any]:
    """Carry out a step of a bulk job; docs/bulk-format.md has the events.

    `event` is what Step Functions sends. `context` is Lambda's and says how much time is left, and
    `container` is what this process keeps between two events.

    Raises
    ------
    FormatError
        If the event has another form.
    BulkError
        If the job cannot be done as it was asked for.
    StoreError
        If S3 fails; trying again may help.
    """
    record = Record(as_job(event), "event")
    step = record.text("step", STEPS)
    bucket, key = split_uri(record.text("output"), "output")
    output = container.bucket(bucket, key.strip("/"))
    if step == "plan":
        return plan_job(container, output, _asked(record), context)
    if step == "score":
        item, entered = _item_of_map(record)
        return score_item(container, output, item, time_left(context, entered))
    record.finish()
    return finish_job(container, output)


def _asked(record: Record) -> Asked:
    """Take what the step `plan` is asked for; the ETag and the options may be left out."""
    uri = record.text("input")
    options = read_options(record.fields().get("options") or {})
    record = Record({"etag": None, **record.fields(), "options": None}, record.where)
    record.take("options")
    etag = record.text_or_none("etag")
    record.finish()
    return Asked(uri, etag, options)


def _item_of_map(record: Record) -> tuple[dict[str, Any], str | None]:
    """Take the item of the step `score`, and when its workflow began, if the event says so."""
    item = Record(record.take("item"), "item").fields()
    record = Record({"entered": None, **record.fields()}, record.where)
    entered = record.text_or_none("entered")
    record.finish()
    return item, entered
