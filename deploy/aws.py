"""The boto3 clients of the deployment commands, with time limits that suit a command line."""

from typing import Any

from chalicelib.store.boto3_client import aws_client

# Longer than the service's limits: S3 may take seconds to create a bucket, and no request waits.
CONNECT_SECONDS = 5
READ_SECONDS = 30
ATTEMPTS = 4


def deploy_client(service: str, region: str | None = None) -> Any:
    """Return a boto3 client; raises `StoreError` if boto3 rejects the environment.

    Without `region`, the client uses the configured one.
    """
    return aws_client(
        service,
        region=region,
        connect_seconds=CONNECT_SECONDS,
        read_seconds=READ_SECONDS,
        attempts=ATTEMPTS,
    )
