"""What the command `bulk` says when an execution has ended, and its exit code."""

import json
from collections import Counter
from typing import Any

from chalicelib.errors import BulkError
from deploy.bulk_scoring.execution import GONE, INCOMPLETE, Ended, message
from deploy.bulk_scoring.job import Job
from deploy.bulk_scoring.output import has_parts
from deploy.console import note
from deploy.errors import DeployError

INCOMPLETE_CODE = 3
FOR_GOOD = BulkError.__name__
"""The error of a part that fails again, however often it is tried."""
CONTINUES = "the same command scores what is missing"


def conclude(job: Job, ended: Ended, s3: Any) -> int:
    """Print the summary, or what went wrong, and return the exit code.

    Raises
    ------
    DeployError
        If the execution failed, and no part is stored.
    """
    if ended.result is not None:
        note(_summary(ended.result))
        return 0
    if ended.error == INCOMPLETE:
        found = s3.get_object(Bucket=job.manifest.bucket, Key=job.manifest.prefix)
        manifest = json.load(found["Body"])
        note(_summary(manifest))
        note(f"incomplete: {ended.cause}; {_advice(manifest['missing'])}")
    elif ended.status == "FAILED":
        said = f"{ended.error}: {message(ended.cause)}"
        if not has_parts(s3, job):
            raise DeployError(said)
        note(f"error: {said}")
        note(f"parts of this job are stored; once this is fixed, {CONTINUES}")
    elif ended.status == GONE:
        note(f"the execution was removed with its state machine; after make deploy, {CONTINUES}")
    else:
        note(f"the execution ended as {ended.status}; {CONTINUES}")
    return INCOMPLETE_CODE


def _advice(missing: list[dict[str, Any]]) -> str:
    """Return the most frequent reason, and what to do: some parts fail again each time."""
    for_good = [each for each in missing if each.get("error") == FOR_GOOD]
    reasons = Counter(each["reason"] for each in for_good or missing)
    [(reason, count)] = reasons.most_common(1)
    advice = "fix this and choose another output" if for_good else CONTINUES
    return f"{count} of them: {reason}; {advice}"


def _summary(result: dict[str, Any]) -> str:
    labels = "".join(f", {label} {number:,}" for label, number in result["labels"].items())
    without = f", without a label {result['without_label']:,}" if result["without_label"] else ""
    return f"{result['rows']:,} rows{labels}{without}"
