"""Set up boto3, in one place for the service, for publishing and for the deployment commands."""

from typing import Any

from chalicelib.errors import StoreError

UNEXPECTED_ERRORS = (AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
"""What boto3 raises if a source of credentials sends something that boto3 does not expect."""

NO_CREDENTIALS = (
    "no AWS credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
)


def aws_client(
    service: str,
    *,
    region: str | None = None,
    connect_seconds: float,
    read_seconds: float,
    attempts: int,
    connections: int = 10,
) -> Any:
    """Return a boto3 client for an AWS service, such as `s3`, with time limits.

    Without `region`, the client uses the configured one. `attempts` includes the first attempt.
    `connections` are the most that are kept open.

    Raises
    ------
    StoreError
        If boto3 rejects the environment or its configuration files, or finds no use for what a
        source of credentials sends.
    """
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, NoRegionError

    config = Config(
        connect_timeout=connect_seconds,
        read_timeout=read_seconds,
        max_pool_connections=connections,
        retries={"total_max_attempts": attempts, "mode": "standard"},
    )
    try:
        # A new session: boto3's shared one keeps the credentials that it found first.
        session: Any = boto3.Session(region_name=region)
        return session.client(service, config=config)
    except NoRegionError as exc:
        raise StoreError("no region is configured; set AWS_DEFAULT_REGION") from exc
    except (BotoCoreError, *UNEXPECTED_ERRORS) as exc:
        raise StoreError(f"boto3 cannot be set up: {exc}") from exc


def configured_region() -> str | None:
    """Return the region that boto3 is configured for, or None; raises what `aws_client` raises."""
    import boto3
    from botocore.exceptions import BotoCoreError

    try:
        return boto3.Session().region_name or None  # the variable may be empty
    except BotoCoreError as exc:
        raise StoreError(f"boto3 cannot be set up: {exc}") from exc
