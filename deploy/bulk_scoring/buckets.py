"""Check the buckets of bulk jobs before anything is deployed or started."""

from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError

from deploy.bulk_scoring.locations import Location
from deploy.errors import DeployError

NO_BUCKET = ("404", "NoSuchBucket")
FORBIDDEN = ("400", "403", "AccessDenied")
REGION = "x-amz-bucket-region"
"""The header in which S3 returns the bucket's region, even to callers who may not list it."""


def check_buckets(s3: Any, places: Iterable[Location], region: str | None) -> None:
    """Refuse locations in a bucket that does not exist, or is in another region than the stage.

    A bucket that this user may not look at is taken to be there: the jobs have their own roles.

    Raises
    ------
    DeployError
        Names the first location and what is wrong with its bucket.
    """
    seen = set()
    for place in places:
        if place.bucket in seen:
            continue
        seen.add(place.bucket)
        found = _bucket_region(s3, place)
        if found is not None and region is not None and found != region:
            raise DeployError(
                f"{place.uri}: the bucket is in {found}, but the stage is in {region}; expected "
                "a bucket in the stage's region"
            )


def _bucket_region(s3: Any, place: Location) -> str | None:
    """Return where a bucket is, or None if S3 does not say."""
    try:
        response = s3.head_bucket(Bucket=place.bucket)
    except ClientError as exc:
        if exc.response["Error"]["Code"] in NO_BUCKET:
            raise DeployError(
                f"{place.uri}: no such bucket; create it, or name another location"
            ) from exc
        if exc.response["Error"]["Code"] not in FORBIDDEN:
            raise
        response = exc.response
    region: str | None = response["ResponseMetadata"]["HTTPHeaders"].get(REGION)
    return region
