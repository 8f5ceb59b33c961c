"""What is at the output of a job before it starts, and after it has failed."""

import json
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.bulk.options import read_options
from chalicelib.bulk.plan import PLAN_KEY
from chalicelib.bulk.records import PARTS
from chalicelib.errors import FormatError
from deploy.bulk_scoring.job import FORBIDDEN, Job
from deploy.bulk_scoring.roles import has_code
from deploy.errors import DeployError


def check_output(s3: Any, job: Job) -> None:
    """Refuse an output that holds another job; the plan checks the rest.

    Raises
    ------
    DeployError
        If it does, or it may not be read.
    """
    planned = _planned(s3, job)
    if planned is not None and planned != _asked(job):
        raise DeployError(
            f"{job.output.uri} belongs to the job on {planned[0]} with {json.dumps(planned[1])}; "
            "expected a different output for each job"
        )


def has_parts(s3: Any, job: Job) -> bool:
    """Return whether parts of this job are stored; raises what `check_output` raises."""
    if _planned(s3, job) != _asked(job):
        return False
    place = {"Bucket": job.output.bucket, "Prefix": f"{job.output.prefix}{PARTS}"}
    return bool(s3.list_objects_v2(**place, MaxKeys=1).get("KeyCount"))


def _asked(job: Job) -> tuple[str, dict[str, Any]]:
    return job.source.uri, read_options(job.options).document()


def _planned(s3: Any, job: Job) -> tuple[str, dict[str, Any]] | None:
    """Return the input and the options of the plan at an output, or None if none can be read."""
    try:
        found = s3.get_object(Bucket=job.output.bucket, Key=f"{job.output.prefix}{PLAN_KEY}")
    except ClientError as exc:
        if has_code(exc, "NoSuchKey"):
            return None
        if has_code(exc, *FORBIDDEN):
            raise DeployError(f"{job.output.uri}: access denied; attach scorer-STAGE.json") from exc
        raise
    try:
        plan = json.load(found["Body"])
        return str(plan["input"]), read_options(plan["options"]).document()
    except (ValueError, LookupError, TypeError, FormatError):
        return None  # the plan step says what is wrong with it
