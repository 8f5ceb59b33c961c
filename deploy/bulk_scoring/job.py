"""A bulk job: what to score, where to, and how; checked before anything is started."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.store.location import is_bucket_name
from deploy.bulk_scoring.locations import BulkLocations, Location, check_apart, location
from deploy.errors import DeployError

MANIFEST = "manifest.json"
CONCURRENCY = 100
MOST_CONCURRENCY = 10_000
"""The most parts that Step Functions scores at once."""
FORBIDDEN = ("403", "AccessDenied")
MISSING = ("404", "NoSuchKey", "NoSuchBucket")


@dataclass(frozen=True, slots=True)
class Job:
    """A job.

    Attributes
    ----------
    source
        The object to score, or a prefix, empty or with a slash at its end.
    output
        A prefix with a slash at its end.
    options
        What the function is told: only what differs from its defaults.
    concurrency
        How many parts are scored at once.
    tolerated
        How many percent of the parts may fail before the others are given up.
    """

    source: Location
    output: Location
    options: dict[str, Any] = field(default_factory=dict)
    concurrency: int = CONCURRENCY
    tolerated: int = 0

    @property
    def manifest(self) -> Location:
        """Return where the manifest will be."""
        return self.output._replace(prefix=f"{self.output.prefix}{MANIFEST}")

    def as_input(self) -> str:
        """Return the input of the execution as JSON, the same for the same job."""
        content = {
            "input": self.source.uri,
            "output": self.output.uri,
            "options": self.options,
            "concurrency": self.concurrency,
            "tolerated": self.tolerated,
        }
        return json.dumps(content, sort_keys=True)

    def name(self) -> str:
        """Return the name of the execution: the same job has the same name, however fast."""
        content = json.dumps([self.source.uri, self.output.uri, self.options], sort_keys=True)
        return f"bulk-{hashlib.sha256(content.encode()).hexdigest()[:24]}"


def source_location(uri: str) -> Location:
    """Return the object or the prefix that a URI names.

    >>> source_location("s3://texts/2026/a.jsonl").prefix
    '2026/a.jsonl'
    """
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    whole = uri == f"s3://{bucket}/"
    if not uri.startswith("s3://") or not is_bucket_name(bucket) or not (key or whole):
        raise DeployError(
            f"input is {uri!r}; expected s3://bucket/file, s3://bucket/prefix/ or s3://bucket/"
        )
    return Location(bucket, key)


def output_location(uri: str) -> Location:
    """Return the prefix that a URI names, with a slash at its end.

    >>> output_location("s3://labels/november").uri
    's3://labels/november/'
    """
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    if not uri.startswith("s3://") or not is_bucket_name(bucket):
        raise DeployError(f"output is {uri!r}; expected s3://bucket/prefix/")
    prefix = prefix.strip("/")
    return Location(bucket, f"{prefix}/" if prefix else "")


def check_allowed(
    job: Job, allowed: BulkLocations, stage: str, kept: Sequence[Location] = ()
) -> None:
    """Refuse a job outside the locations that the function's policy names.

    `stage` is the name of the stage, and `kept` are the files and folders that jobs must not write
    to, as for `check_apart`.

    Raises
    ------
    DeployError
        Names the locations, and the command that allows others, or says why none does.
    """
    for what, place, option, places in (
        ("input", job.source, "READ", allowed.read),
        ("output", job.output, "WRITE", allowed.write),
    ):
        if not any(each.holds(place) for each in places):
            found = " ".join(each.uri for each in places)
            folder = place.uri[: place.uri.rindex("/") + 1]
            more = (location(folder, what),)
            change = {"read": more} if option == "READ" else {"write": more}
            check_apart(replace(allowed, **change), kept)
            raise DeployError(
                f"{what} is {place.uri}; stage {stage!r} allows {found}: to allow it as well, run "
                f"make deploy STAGE={stage} BULK=on {option}='{found} {folder}'"
            )


def check_source(s3: Any, source: Location) -> None:
    """Refuse an input that does not exist.

    Raises
    ------
    DeployError
        If there is no such object, or nothing below the prefix, or it may not be read.
    """
    try:
        if not source.prefix or source.prefix.endswith("/"):
            listed = s3.list_objects_v2(Bucket=source.bucket, Prefix=source.prefix, MaxKeys=1)
            if not listed.get("KeyCount"):
                raise DeployError(f"{source.uri}: no object has this prefix")
        else:
            s3.head_object(Bucket=source.bucket, Key=source.prefix)
    except ClientError as exc:
        code = exc.response["Error"]["Code"]
        if code in MISSING:
            raise DeployError(f"{source.uri}: no such object") from exc
        if code in FORBIDDEN:
            raise DeployError(f"{source.uri}: access denied; attach scorer-STAGE.json") from exc
        raise
