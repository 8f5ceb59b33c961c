"""EventBridge on loopback: new objects start the state machines that rules name.

moto 5.2.5 sends the events of buckets to rules, but to no state machine, and writes the field
`etag` as `eTag`. A bucket that sends events does not say so when it is asked. A rule starts an
execution with the credentials of its target's role. If that fails, the event goes to the target's
dead-letter queue; the day of attempts before it is left out.
"""

import json
import uuid
from threading import Thread
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from moto.events.models import events_backends
from moto.s3 import notifications
from moto.s3.responses import S3Response
from moto.sqs.models import sqs_backends

from emulation.functions import role_credentials

CREATED = "Object Created"


def patch_events(endpoint: str) -> None:
    """Make moto's buckets start state machines."""

    def send(account: str, bucket: Any, event_name: str, key: Any) -> None:
        event = created(account, bucket, key)
        event["detail-type"] = notifications._detail_type(event_name)
        for bus in events_backends[account][bucket.region_name].event_buses.values():
            for rule in bus.rules.values():
                if rule.event_pattern.matches_event(event):
                    for target in rule.targets:
                        # S3 does not wait for EventBridge.
                        arguments = (endpoint, account, bucket.region_name, target, event)
                        Thread(target=start, args=arguments, daemon=True).start()

    notifications._send_event_bridge_message = send
    patch_question()


def patch_question() -> None:
    """Make a bucket say that it sends its events to EventBridge."""
    responses: Any = S3Response
    ask = responses.get_bucket_notification
    end = b"</NotificationConfiguration>"

    def get_bucket_notification(self: Any) -> Any:
        status, headers, body = ask(self)
        found = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if found and found.event_bridge is not None:
            raw = body if isinstance(body, bytes) else body.encode()
            if raw.endswith(b"/>"):  # there is no other configuration
                raw = raw.removesuffix(b"/>") + b">" + end
            body = raw.replace(end, b"<EventBridgeConfiguration/>" + end)
        return status, headers, body

    responses.get_bucket_notification = get_bucket_notification


def created(account: str, bucket: Any, key: Any) -> dict[str, Any]:
    """Return the event of a new object; the user guide of S3 has its fields."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": CREATED,
        "source": "aws.s3",
        "account": account,
        "region": bucket.region_name,
        "resources": [bucket.arn],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket.name},
            "object": {
                "key": key.name,
                "size": key.size,
                "etag": key.etag.strip('"'),
                "sequencer": "0",
            },
            "reason": "PutObject",
        },
    }


def start(
    endpoint: str, account: str, region: str, target: dict[str, Any], event: dict[str, Any]
) -> None:
    """Start the state machine of a target, or put the event into its queue."""
    names = target.get("InputPath", "$").split(".")[1:]
    sent = event
    for name in names:
        sent = sent[name]
    credentials = role_credentials(account, target["RoleArn"])
    options: dict[str, Any] = {f"aws_{name}": value for name, value in credentials.items()}
    try:
        states = boto3.client("stepfunctions", region, endpoint_url=endpoint, **options)
        name = event["id"]
        states.start_execution(stateMachineArn=target["Arn"], name=name, input=json.dumps(sent))
    except (ClientError, BotoCoreError):
        queue = target["DeadLetterConfig"]["Arn"].rpartition(":")[2]
        sqs_backends[account][region].send_message(queue, json.dumps(event))
