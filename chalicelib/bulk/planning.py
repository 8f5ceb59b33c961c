"""The step `plan`: find and cut the input, pin the model, and list the parts that are left."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any, NamedTuple

from chalicelib import strict_json
from chalicelib.bulk.container import Container, fetch_plan
from chalicelib.bulk.cutting import Cutter
from chalicelib.bulk.deadline import Context, Deadline
from chalicelib.bulk.finish import MANIFEST_KEY, check_parts
from chalicelib.bulk.options import Options
from chalicelib.bulk.plan import (
    MAX_OBJECTS,
    MOST_PARTS,
    PLAN_KEY,
    Plan,
    StoredPlan,
    plan_bytes,
)
from chalicelib.bulk.records import listed_parts
from chalicelib.bulk.s3 import Bucket, StoredObject
from chalicelib.bulk.sources import Input, find_sources, read_input
from chalicelib.errors import BulkError

ITEMS_KEY = "_bulk/items.json"
MAP_PREFIX = "_bulk/map"
THREADS = 8
"""Objects that are looked at at once: most of it is waiting for S3."""

ADVICE = (
    "the input takes too long to cut: a CSV is read once to find its rows, so write it as JSON "
    "lines, or as several files in separate jobs"
)


class Asked(NamedTuple):
    """What an event asks for: the URI of the input, its ETag if only that will do, and options."""

    uri: str
    etag: str | None
    options: Options


def plan_job(
    container: Container, output: Bucket, asked: Asked, context: Context
) -> dict[str, Any]:
    """Plan a job, or continue its plan, and write the items whose parts are missing.

    Raises
    ------
    BulkError
        If the output holds another job or other files, or the input cannot be scored.
    ServiceError
        If a store cannot be read or written, or the model cannot be loaded.
    """
    stored = fetch_plan(output)
    if stored is None and not _holds_other_files(output):
        plan = _new_plan(container, output, asked, context)
        output.create(PLAN_KEY, plan_bytes(plan))  # or another execution was first
    stored = stored or container.plan(output)
    _check_same(stored, asked, output)
    container.models.model(stored.plan.pin)  # fails here, not in each of the parts
    left = [stored.document(item) for item, _ in check_parts(output, stored).missing]
    # Of two executions at once, either list will do: what was scored is not scored again.
    output.overwrite(ITEMS_KEY, strict_json.canonical(left))
    return _result(output, stored.plan, len(left))


def _result(output: Bucket, plan: Plan, left: int) -> dict[str, Any]:
    """Return what the state machine goes by next, with the number of parts that are left."""
    place = {"Bucket": output.bucket}
    return {
        "output": f"{output.uri}/",
        "items": place | {"Key": output.prefix + ITEMS_KEY},
        "map": place | {"Prefix": output.prefix + MAP_PREFIX},
        "packed": any(source.kind.packed for source in plan.sources),
        "parts": plan.parts,
        "left": left,
        "version": plan.pin.version,
    }


def _holds_other_files(output: Bucket) -> bool:
    """Return whether there are files of a job, whose plan another execution then wrote just now.

    Raises
    ------
    BulkError
        If there are, and still no plan.
    """
    others = chain(output.listed("_bulk/"), output.listed(MANIFEST_KEY))
    found = next(chain(listed_parts(output), others), None)
    if found is not None and fetch_plan(output) is None:
        raise BulkError(
            f"{output.uri}/: found {found.key!r} and no {PLAN_KEY}; expected an output of its own "
            "for each job"
        )
    return found is not None


def _new_plan(container: Container, output: Bucket, asked: Asked, context: Context) -> Plan:
    uri, etag, options = asked
    source = read_input(uri)
    _check_apart(source, output)
    bucket = container.bucket(source.bucket)
    pin = container.models.current()
    objects, skipped = find_sources(source, bucket)
    if etag is not None:
        _check_etag(objects[0], etag, uri)
    _check_count(len(objects) + len(skipped), "objects", MAX_OBJECTS, "use several jobs", uri)
    size = sum(stored.size for stored in objects)
    cutter = Cutter(bucket, options, size, Deadline(context.get_remaining_time_in_millis, ADVICE))
    sources = _in_threads(cutter.source, objects)
    plan = Plan(float(int(time.time())), uri, options, pin, tuple(sources), tuple(skipped))
    _check_count(plan.parts, "parts", MOST_PARTS, "use a larger part_bytes", uri)
    return plan


def _in_threads(call: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """Return the results in the order of the values; the first error ends it."""
    if len(values) == 1:
        return [call(values[0])]
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            return list(pool.map(call, values))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _check_apart(source: Input, output: Bucket) -> None:
    """Refuse an output that a later job on the same input would read."""
    if source.is_prefix and source.bucket == output.bucket and output.prefix.startswith(source.key):
        raise BulkError(
            f"the output {output.uri}/ is below the input {source.uri}; expected it elsewhere, or "
            "a later job would score it"
        )


def _check_count(count: int, what: str, most: int, advice: str, uri: str) -> None:
    if count > most:
        raise BulkError(f"{uri}: found {count} {what}; expected at most {most}: {advice}")


def _check_etag(stored: StoredObject, etag: str, uri: str) -> None:
    """Refuse a file that was replaced after the event of the inbox that names it."""
    found = stored.etag.strip('"')
    if found != etag:
        raise BulkError(
            f"{uri}: found the ETag {found}; the event is about {etag}: the file was replaced, and "
            "the new one has an event of its own"
        )


def _check_same(stored: StoredPlan, asked: Asked, output: Bucket) -> None:
    plan = stored.plan
    uri, _, options = asked
    if (plan.uri, plan.options) != (uri, options):
        raise BulkError(
            f"{output.uri}/ belongs to the job on {plan.uri} with {_shown(plan.options)}; this one "
            f"is on {uri} with {_shown(options)}: expected a different output for each job"
        )


def _shown(options: Options) -> str:
    return strict_json.canonical(options.document()).decode()
