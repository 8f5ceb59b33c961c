"""The bucket's name, the boto3 client that sets it up, and its creation."""

from typing import TYPE_CHECKING, Any

from chalicelib.errors import StoreError
from chalicelib.store.boto3_client import configured_region
from chalicelib.store.location import BUCKET_NAME_RULE, is_bucket_name
from deploy.aws import deploy_client
from deploy.bucket.plan import FORBIDDEN, code_of
from deploy.bucket.properties import PROPERTIES
from deploy.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def bucket_name(value: str) -> str:
    """Return the bucket's name from a name or from `s3://name`.

    Raises
    ------
    DeployError
        If the name is invalid, or a prefix follows it.

    Examples
    --------
    >>> bucket_name("s3://my-models/")
    'my-models'
    """
    name = value.removeprefix("s3://").removesuffix("/")
    if is_bucket_name(name):
        return name
    bucket, slash, _ = name.partition("/")
    if slash and is_bucket_name(bucket):
        raise DeployError(
            f"bucket is {value!r}; expected its name without a prefix, {bucket!r}: publishing "
            "the first model creates the prefix"
        )
    raise DeployError(f"bucket is {value!r}; expected {BUCKET_NAME_RULE}")


def bucket_client(region: str | None) -> "S3Client":
    """Return a boto3 client for a region, or for the configured one.

    Raises
    ------
    DeployError
        If no region is given or configured: a bucket cannot move to another region later.
    StoreError
        If boto3 rejects the environment.
    """
    if region is None and configured_region() is None:
        raise DeployError("no region is configured; give --region NAME, or set AWS_DEFAULT_REGION")
    client: S3Client = deploy_client("s3", region)
    return client


def create_bucket(client: "S3Client", name: str) -> None:
    """Create a bucket in the client's region.

    Raises
    ------
    DeployError
        If another account has a bucket with this name.
    StoreError
        If a permission is missing; the message names all that a new bucket needs.
    """
    from botocore.exceptions import ClientError

    region = client.meta.region_name
    try:
        if region == "us-east-1":  # S3 rejects its default region as a LocationConstraint
            client.create_bucket(Bucket=name)
        else:
            constraint: Any = region  # the type stubs list the regions of their own release
            client.create_bucket(
                Bucket=name, CreateBucketConfiguration={"LocationConstraint": constraint}
            )
    except ClientError as exc:
        if code_of(exc) == "BucketAlreadyOwnedByYou":  # a first attempt's response was lost
            return
        if reason := _reason(code_of(exc), name):
            raise reason from exc
        raise


def _reason(code: str, name: str) -> Exception | None:
    """Return an error that says more than S3's code for a bucket that cannot be created."""
    if code == "BucketAlreadyExists":
        return DeployError(
            f"s3://{name}: the name is taken by another account; bucket names are unique "
            "across all accounts: choose another"
        )
    if code not in FORBIDDEN:
        return None
    actions = ", ".join(each.write_action for each in PROPERTIES)
    return StoreError(
        f"s3://{name}: access denied; allow s3:CreateBucket to create it, and {actions} to set it "
        "up"
    )
