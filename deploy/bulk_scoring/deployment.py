"""What bulk scoring needs besides its function, which Chalice deploys: create it and delete it."""

from collections.abc import Callable, Iterator
from typing import Any

from deploy.aws import configured_partition
from deploy.bulk_scoring.inbox import delete_inbox, notify_bridge, put_inbox
from deploy.bulk_scoring.locations import INBOX, OUTBOX
from deploy.bulk_scoring.machine import delete_machine, put_machine
from deploy.bulk_scoring.names import BulkNames
from deploy.configuration.policies import StageResources

Clients = Callable[[str], Any]
"""Returns the client of a service in the stage's region."""


def bulk_names(service: str, clients: Clients) -> BulkNames:
    """Return the names of a stage's resources; `service` is the name of its first function."""
    identity = clients("sts")
    account = identity.get_caller_identity()["Account"]
    return BulkNames(service, configured_partition(), identity.meta.region_name, account)


def put_bulk(resources: StageResources, clients: Clients) -> Iterator[str]:
    """Create what a stage needs or bring it up to date; yield a line for each part of it."""
    names = bulk_names(resources.function, clients)
    done = put_machine(clients("stepfunctions"), clients("iam"), names, resources)
    yield f"state machine {names.function}: {done}"
    bucket = resources.bucket
    if resources.bulk is None or not resources.bulk.has_inbox(bucket):
        for deleted in delete_inbox(clients, names):
            yield f"removed {deleted}"
        return
    put_inbox(clients, names, resources)
    if notify_bridge(clients("s3"), bucket):
        yield f"s3://{bucket} notifies EventBridge of its objects"
    yield f"s3://{bucket}/{INBOX} is scored into s3://{bucket}/{OUTBOX}"


def delete_bulk(service: str, clients: Clients) -> list[str]:
    """Delete what `put_bulk` creates; return what was deleted."""
    names = bulk_names(service, clients)
    deleted = delete_inbox(clients, names)
    return deleted + delete_machine(clients("stepfunctions"), clients("iam"), names)
