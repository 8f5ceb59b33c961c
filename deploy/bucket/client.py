"""The bucket for the models: its name, a client to set it up with, and its creation."""

from typing import TYPE_CHECKING, Any

from chalicelib.errors import StoreError
from chalicelib.store.location import is_bucket_name
from deploy.bucket.plan import FORBIDDEN, code_of
from deploy.bucket.properties import PROPERTIES
from deploy.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Longer than the service's: S3 may take some seconds to create a bucket, and nobody waits for a
# label meanwhile.
CONNECT_SECONDS = 5
READ_SECONDS = 30
ATTEMPTS = 4


def bucket_name(value: str) -> str:
    """Return the name in a name or in `s3://name`.

    Raises
    ------
    DeployError
        When it is none, or a prefix follows it.

    Examples
    --------
    >>> bucket_name("s3://my-models/")
    'my-models'
    """
    name = value.removeprefix("s3://").removesuffix("/")
    if is_bucket_name(name):
        return name
    if "/" in name and is_bucket_name(name.partition("/")[0]):
        raise DeployError(
            f"bucket is {value!r}; accepted is its name alone, {name.partition('/')[0]!r}: "
            "the prefix comes with the first model that is published"
        )
    raise DeployError(
        f"bucket is {value!r}; accepted are 3 to 63 characters a-z 0-9 . -, a letter or digit "
        "first and last, no two dots together"
    )


def bucket_client(region: str | None) -> "S3Client":
    """Make a boto3 client for a region, or for the one that boto3 is configured for.

    Raises
    ------
    DeployError
        When no region is given or configured: a bucket cannot move to another one later.
    StoreError
        When boto3 cannot be set up as the environment says.
    """
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    )
    try:
        session = boto3.Session(region_name=region)
        if session.region_name is None:
            raise DeployError(
                "no region is configured; give --region NAME, or set AWS_DEFAULT_REGION"
            )
        return session.client("s3", config=config)
    except (BotoCoreError, ValueError) as exc:
        raise StoreError(f"boto3 cannot be set up: {exc}") from exc


def create_bucket(client: "S3Client", name: str) -> None:
    """Create a bucket in the client's region.

    Raises
    ------
    DeployError
        When somebody else has a bucket of this name.
    StoreError
        When it is not allowed; names all that a new bucket needs.
    """
    from botocore.exceptions import ClientError

    region = client.meta.region_name
    try:
        if region == "us-east-1":  # S3 refuses the name of its default region
            client.create_bucket(Bucket=name)
        else:
            place: Any = region  # the stubs know only the regions of their own day
            client.create_bucket(
                Bucket=name, CreateBucketConfiguration={"LocationConstraint": place}
            )
    except ClientError as exc:
        if code_of(exc) == "BucketAlreadyOwnedByYou":  # by a first attempt whose answer was lost
            return
        if code_of(exc) == "BucketAlreadyExists":
            raise DeployError(
                f"s3://{name}: the name is taken by someone else; bucket names are unique among "
                "all accounts: choose another"
            ) from exc
        if code_of(exc) in FORBIDDEN:
            actions = ", ".join(each.write_action for each in PROPERTIES)
            raise StoreError(
                f"s3://{name}: access denied; s3:CreateBucket must be allowed to create it, "
                f"and after that {actions}"
            ) from exc
        raise
