"""The boto3 clients of the deployment commands, with time limits that suit a command line."""

from typing import Any

from chalicelib.store.boto3_client import aws_client, configured_region

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


def configured_partition() -> str:
    """Return the part of AWS that the configured region belongs to, such as `aws` or `aws-cn`.

    Without a configured region, it is `aws`. boto3 raises `UnknownRegionError` for a name that no
    region can have.
    """
    from botocore.session import Session

    region = configured_region()
    return "aws" if region is None else str(Session().get_partition_for_region(region))
