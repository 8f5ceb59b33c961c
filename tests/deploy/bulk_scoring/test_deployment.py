"""What bulk scoring creates, changes and deletes in an account, and what it leaves alone."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from deploy.bulk_scoring.deployment import delete_bulk, put_bulk
from deploy.bulk_scoring.inbox import notify_bridge, raise_refusal
from deploy.bulk_scoring.locations import BulkLocations, default_locations, locations
from deploy.bulk_scoring.machine import put_machine
from deploy.bulk_scoring.names import BulkNames
from deploy.configuration.policies import StageResources
from deploy.errors import DeployError
from tests.support.stores import BUCKET

STAGE = StageResources(BUCKET, "spam", "mine-prod", bulk=default_locations(BUCKET))
APART = BulkLocations(locations(["s3://texts/"]), locations(["s3://labels/"]))
NAMES = BulkNames("mine-prod", "aws", "us-east-1", "123456789012")
Clients = Callable[[str], Any]


@pytest.fixture
def clients(s3: str) -> Iterator[Clients]:
    """Return a function that returns the client of a service."""
    del s3
    opened: dict[str, Any] = {}
    yield lambda service: opened.setdefault(service, boto3.client(service))  # type: ignore[call-overload]
    for client in opened.values():
        client.close()


def test_a_second_deployment_changes_nothing(clients: Clients) -> None:
    assert list(put_bulk(STAGE, clients)) == [
        "state machine mine-prod-bulk: created",
        f"s3://{BUCKET} notifies EventBridge of its objects",
        f"s3://{BUCKET}/inbox/ is scored into s3://{BUCKET}/outbox/",
    ]
    assert list(put_bulk(STAGE, clients)) == [
        "state machine mine-prod-bulk: unchanged",
        f"s3://{BUCKET}/inbox/ is scored into s3://{BUCKET}/outbox/",
    ]


def test_an_older_definition_is_updated(clients: Clients) -> None:
    list(put_bulk(STAGE, clients))
    states = clients("stepfunctions")
    old = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
    states.update_state_machine(stateMachineArn=NAMES.machine_arn, definition=old)
    assert "state machine mine-prod-bulk: updated" in list(put_bulk(STAGE, clients))
    found = states.describe_state_machine(stateMachineArn=NAMES.machine_arn)["definition"]
    assert "$$.Execution.Input" in found
    assert "${" not in found


def test_without_an_inbox_there_is_no_rule_and_a_former_one_is_removed(clients: Clients) -> None:
    list(put_bulk(STAGE, clients))
    lines = list(put_bulk(replace(STAGE, bulk=APART), clients))
    assert lines[1:] == [
        f"removed {each} mine-prod-bulk-inbox" for each in ("rule", "queue", "role")
    ]
    assert clients("events").list_rules()["Rules"] == []
    assert len(list(put_bulk(replace(STAGE, bulk=APART), clients))) == 1


def test_everything_is_deleted_once(clients: Clients) -> None:
    list(put_bulk(STAGE, clients))
    assert len(delete_bulk("mine-prod", clients)) == 5
    assert delete_bulk("mine-prod", clients) == []
    assert clients("iam").list_roles()["Roles"] == []


def test_the_other_notifications_of_a_bucket_stay(clients: Clients) -> None:
    clients("sqs").create_queue(QueueName="others")
    queue = {
        "Id": "others",
        "QueueArn": "arn:aws:sqs:us-east-1:123456789012:others",
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "theirs/"}]}},
    }
    before = {"QueueConfigurations": [queue]}
    s3 = clients("s3")
    s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=before)
    assert notify_bridge(s3, BUCKET)
    assert not notify_bridge(s3, BUCKET)
    found = s3.get_bucket_notification_configuration(Bucket=BUCKET)
    assert found["QueueConfigurations"] == [queue]
    assert found["EventBridgeConfiguration"] == {}


def test_an_event_that_starts_nothing_is_kept_in_the_queue(clients: Clients) -> None:
    list(put_bulk(STAGE, clients))
    states = clients("stepfunctions")
    states.delete_state_machine(stateMachineArn=NAMES.machine_arn)
    s3, sqs = clients("s3"), clients("sqs")
    for key, body in (
        ("inbox/", b""),
        ("other/a.csv", b"text\na\n"),
        ('inbox/"a.csv', b"text\na\n"),
    ):
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)
    url = sqs.get_queue_url(QueueName=NAMES.inbox)["QueueUrl"]
    deadline = time.monotonic() + 20
    received: list[Any] = []
    while not received and time.monotonic() < deadline:
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    keys = [json.loads(each["Body"])["detail"]["object"]["key"] for each in received]
    assert keys == ['inbox/"a.csv']


class NewRole:
    """Step Functions while IAM has not told it yet of a role."""

    def __init__(self, refusals: int, code: str = "AccessDeniedException") -> None:
        self.refusals, self._code = refusals, code

    def describe_state_machine(self, **_: str) -> None:
        """Say that there is none."""
        raise ClientError({"Error": {"Code": "StateMachineDoesNotExist"}}, "Describe")

    def create_state_machine(self, **_: str) -> None:
        """Refuse as often as told."""
        self.refusals -= 1
        if self.refusals >= 0:
            message = "'arn:aws:states...' is not authorized to assume the provided role."
            raise ClientError({"Error": {"Code": self._code, "Message": message}}, "Create")


def test_a_role_that_is_too_new_is_waited_for(clients: Clients) -> None:
    waits: list[float] = []
    done = put_machine(NewRole(3), clients("iam"), NAMES, STAGE, waits.append)
    assert (done, len(waits)) == ("created", 3)


@pytest.mark.parametrize(
    ("states", "error", "message"),
    [
        (NewRole(99), DeployError, "Step Functions may not assume it; try again later"),
        (NewRole(1, "InvalidName"), ClientError, "InvalidName"),
    ],
)
def test_other_refusals_are_raised(
    clients: Clients, states: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        put_machine(states, clients("iam"), NAMES, STAGE, lambda _: None)


def test_a_refused_target_is_an_error() -> None:
    with pytest.raises(ClientError, match=r"ConcurrentModificationException.*PutTargets.*again"):
        raise_refusal({"ErrorCode": "ConcurrentModificationException", "ErrorMessage": "again"})
