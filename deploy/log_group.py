"""The function's log group, kept for a set time; made before the function, which may not make it.

Chalice's own `log_retention_in_days` names the group after the handler and not after the function
(aws/chalice issue 2079), so that the function's log would be kept for ever.
"""

from typing import Any

from botocore.exceptions import ClientError

RETENTION_DAYS = 30
# All that CloudWatch takes.
ACCEPTED_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192,
                 2557, 2922, 3288, 3653)  # fmt: skip


def keep_log(logs: Any, function: str, days: int = RETENTION_DAYS) -> str:
    """Make a function's log group, if need be, and set how many days it keeps; return its name."""
    group = _name(function)
    try:
        logs.create_log_group(logGroupName=group)
    except ClientError as exc:
        if exc.response["Error"]["Code"] != "ResourceAlreadyExistsException":
            raise
    logs.put_retention_policy(logGroupName=group, retentionInDays=days)
    return group


def remove_log(logs: Any, function: str) -> str | None:
    """Remove a function's log group; return its name, or None where there is none."""
    group = _name(function)
    try:
        logs.delete_log_group(logGroupName=group)
    except ClientError as exc:
        if exc.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None
    return group


def _name(function: str) -> str:
    return f"/aws/lambda/{function}"
