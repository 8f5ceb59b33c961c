"""What the state machine, the rule and the queue are, for boto3 and for CloudFormation alike."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from deploy.bulk_scoring.locations import INBOX

Document = dict[str, Any]

MACHINE = Path(__file__).with_name("machine.asl.json")
TARGET = "state-machine"
KEPT_SECONDS = 14 * 24 * 3600
"""How long the queue keeps an event that started no job: as long as SQS allows."""
EVENT_PATH = "$.detail"
"""What the rule passes on. A template around the key would break if it has a quotation mark."""


def machine_template(partition: str) -> Document:
    """Return the state machine's definition; CloudFormation fills in `${Function}`."""
    text = MACHINE.read_text().replace("arn:aws:", f"arn:{partition}:")
    document: Document = json.loads(text)
    document["States"]["Score packed files"] = _without_time_limit(document["States"]["Score"])
    return document


def _without_time_limit(state: Document) -> Document:
    """Return a map whose children are standard workflows: an express one ends after five minutes.

    A standard one costs a multiple, but a packed file is one part, however large it is.
    """
    changed = deepcopy(state) | {"Label": "Packed"}
    changed["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] = "STANDARD"
    del changed["ItemProcessor"]["States"]["Score a part"]["Parameters"]["Payload"]["entered.$"]
    return changed


def machine_definition(partition: str, function_arn: str) -> str:
    """Return the state machine's definition as JSON, filled in as CloudFormation does it."""
    # Not string.Template: in it, $$ would become $.
    return json.dumps(machine_template(partition)).replace("${Function}", function_arn)


def event_pattern(bucket: str) -> Document:
    """Return which events start a job: a new object under `inbox/` that is not empty.

    The S3 console makes an empty object for a folder.
    """
    return {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [bucket]},
            "object": {"key": [{"prefix": INBOX}], "size": [{"numeric": [">", 0]}]},
        },
    }


def trust(service: str) -> Document:
    """Return the policy that lets an AWS service, such as `states`, assume a role."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": f"{service}.amazonaws.com"},
            }
        ],
    }


def queue_policy(queue: Any, rule: Any) -> Document:
    """Return the policy that lets a rule put events into the queue.

    Both are ARNs, or CloudFormation's references to them.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sqs:SendMessage",
                "Principal": {"Service": "events.amazonaws.com"},
                "Resource": queue,
                "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
            }
        ],
    }
