"""What `make deploy` checks in AWS before it changes anything, the configuration included."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.store.boto3_reader import Boto3Reader
from deploy.bucket.encryption import describe_encryption, read_encryption, with_key
from deploy.bucket.plan import code_of
from deploy.bucket.properties import NEVER_SET
from deploy.bulk_scoring.buckets import NO_BUCKET, check_buckets
from deploy.configuration.policies import StageResources
from deploy.configuration.stages import Stage
from deploy.errors import DeployError
from deploy.served_version import served_version


def check_deployment(
    stage: Stage,
    resources: StageResources,
    client: Callable[[str], Any],
    region: str | None,
    *,
    sets_bucket: bool,
) -> None:
    """Refuse a stage that is not what its settings say, or whose jobs name missing buckets.

    `client` returns the client of a service. `sets_bucket` says that the bucket of the models is
    made and set up next.

    Raises
    ------
    DeployError
        Says what was found, and what is expected.
    StoreError
        If S3 refuses a request, or does not hold a pinned version.
    """
    if resources.kms_key is not None:
        _check_key(client("s3"), resources.bucket, resources.kms_key, sets_bucket=sets_bucket)
    if resources.bulk is not None:
        places = [
            place
            for place in resources.bulk_places()
            if not (sets_bucket and place.bucket == resources.bucket)
        ]
        check_buckets(client("s3"), places, region)
    _check_promoted(stage)


def _check_promoted(stage: Stage) -> None:
    """Refuse a stage whose settings choose among versions, without one that it can serve."""
    # Without these, whatever is promoted will do, and so will nothing: a first model is trained.
    chosen = any(stage.environ.get(name) for name in ("MODEL_PUBLIC_KEY", "MODEL_VERSION"))
    if chosen and served_version(stage) is None:
        raise DeployError(
            f"MODEL_PUBLIC_KEY is set, but no version is promoted at {stage.models}; publish a "
            "signed version first: python -m train publish --sign KEY --promote"
        )


def _check_key(s3: Any, bucket: str, key: str, *, sets_bucket: bool) -> None:
    """Refuse a key that is not the one of the bucket, unless the bucket is set up with it next."""
    current = None
    with Boto3Reader(s3, bucket, "").errors("s3:GetEncryptionConfiguration", ""):
        try:
            current = read_encryption(s3, bucket)
        except ClientError as exc:
            if code_of(exc) not in (*NEVER_SET, *(NO_BUCKET if sets_bucket else ())):
                raise
    if with_key(current, key) != current and not sets_bucket:
        found = "not set" if current is None else describe_encryption(current)
        raise DeployError(
            f"KMS_KEY is {key}, but the encryption of s3://{bucket} is {found}; "
            f"set the key with BUCKET={bucket}, or use KMS_KEY=none"
        )
