"""The inbox: a rule of EventBridge that starts a job for each file put under `inbox/`.

EventBridge tries for a day to start the job, then puts the event into a queue, so none is lost.
"""

import json
from typing import Any

from botocore.exceptions import ClientError

from deploy.bulk_scoring.definitions import (
    EVENT_PATH,
    KEPT_SECONDS,
    TARGET,
    event_pattern,
    queue_policy,
    trust,
)
from deploy.bulk_scoring.names import BulkNames
from deploy.bulk_scoring.roles import delete_role, has_code, put_role
from deploy.configuration.policies import StageResources, policy

NO_QUEUE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
NO_RULE = ("ResourceNotFoundException",)
BRIDGE = "EventBridgeConfiguration"


def notify_bridge(s3: Any, bucket: str) -> bool:
    """Let a bucket tell EventBridge of its objects; return whether it did not before.

    The bucket's other notifications stay.
    """
    found = s3.get_bucket_notification_configuration(Bucket=bucket)
    found.pop("ResponseMetadata", None)
    if BRIDGE in found:
        return False
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=found | {BRIDGE: {}}
    )
    return True


def put_inbox(clients: Any, names: BulkNames, resources: StageResources) -> None:
    """Create the rule with its role and its queue, or bring them up to date.

    Parameters
    ----------
    clients
        A function that returns the client of a service.
    """
    role = put_role(clients("iam"), names.inbox, trust("events"), policy("inbox", resources))
    sqs, events = clients("sqs"), clients("events")
    url = sqs.create_queue(QueueName=names.inbox)["QueueUrl"]
    allowed = queue_policy(names.queue_arn, names.rule_arn)
    attributes = {"MessageRetentionPeriod": str(KEPT_SECONDS), "Policy": json.dumps(allowed)}
    sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    pattern = json.dumps(event_pattern(resources.bucket))
    events.put_rule(Name=names.inbox, EventPattern=pattern, State="ENABLED")
    target = {
        "Id": TARGET,
        "Arn": names.machine_arn,
        "RoleArn": role,
        "InputPath": EVENT_PATH,
        "DeadLetterConfig": {"Arn": names.queue_arn},
    }
    refused = events.put_targets(Rule=names.inbox, Targets=[target])
    if refused.get("FailedEntryCount"):
        raise_refusal(refused["FailedEntries"][0])


def raise_refusal(entry: dict[str, str]) -> None:
    """Raise what EventBridge says of a target, which it returns instead of an error."""
    error = {"Code": entry.get("ErrorCode", ""), "Message": entry.get("ErrorMessage", "")}
    raise ClientError({"Error": error}, "PutTargets")  # type: ignore[typeddict-item]


def delete_inbox(clients: Any, names: BulkNames) -> list[str]:
    """Delete the rule, its role and its queue; return what was deleted.

    The bucket still notifies EventBridge of its objects: other rules may need it, and without a
    rule it costs nothing.
    """
    deleted = []
    events, sqs = clients("events"), clients("sqs")
    try:
        events.remove_targets(Rule=names.inbox, Ids=[TARGET])
        events.delete_rule(Name=names.inbox)
        deleted.append(f"rule {names.inbox}")
    except ClientError as exc:
        if not has_code(exc, *NO_RULE):
            raise
    try:
        sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=names.inbox)["QueueUrl"])
        deleted.append(f"queue {names.inbox}")
    except ClientError as exc:
        if not has_code(exc, *NO_QUEUE):
            raise
    if delete_role(clients("iam"), names.inbox):
        deleted.append(f"role {names.inbox}")
    return deleted
