"""The function's log group, with a retention period.

It is created before the function, whose role may not create one. Chalice's own
`log_retention_in_days` names the group after the handler instead of the function (aws/chalice issue
2079), so the function's log would be kept forever.
"""

from typing import Any

from botocore.exceptions import ClientError

RETENTION_DAYS = 30
# The values that CloudWatch accepts.
ACCEPTED_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192,
                 2557, 2922, 3288, 3653)  # fmt: skip


def create_log(logs: Any, function: str, days: int = RETENTION_DAYS) -> str:
    """Create a function's log group unless it exists, set its retention, return its name."""
    group = log_group_name(function)
    try:
        logs.create_log_group(logGroupName=group)
    except ClientError as exc:
        if exc.response["Error"]["Code"] != "ResourceAlreadyExistsException":
            raise
    logs.put_retention_policy(logGroupName=group, retentionInDays=days)
    return group


def delete_log(logs: Any, function: str) -> str | None:
    """Delete a function's log group; return its name, or None if there was none."""
    group = log_group_name(function)
    try:
        logs.delete_log_group(logGroupName=group)
    except ClientError as exc:
        if exc.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None
    return group


def log_group_name(function: str) -> str:
    """Return the name of the log group that Lambda writes a function's events to."""
    return f"/aws/lambda/{function}"
