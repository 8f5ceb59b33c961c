"""Buckets of bulk jobs are looked at without any permission for them."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from deploy.bulk_scoring.buckets import check_buckets
from deploy.bulk_scoring.locations import locations
from deploy.errors import DeployError

PLACES = locations(["s3://texts/a/", "s3://texts/b/"])


class Bucket:
    """S3 with one bucket: its region, and the code with which it refuses to be looked at."""

    def __init__(self, region: str | None, code: str | None = None) -> None:
        self.asked = 0
        self._code = code
        headers = {} if region is None else {"x-amz-bucket-region": region}
        self._response = {"ResponseMetadata": {"HTTPHeaders": headers}}

    def head_bucket(self, **_: str) -> dict[str, Any]:
        """Return or refuse."""
        self.asked += 1
        if self._code is not None:
            error: Any = {"Error": {"Code": self._code}} | self._response
            raise ClientError(error, "HeadBucket")
        return self._response


@pytest.mark.parametrize("code", [None, "403"])
def test_a_bucket_in_another_region_is_named(code: str | None) -> None:
    message = "s3://texts/a/: the bucket is in us-east-1, but the stage is in eu-west-1"
    with pytest.raises(DeployError, match=message):
        check_buckets(Bucket("us-east-1", code), PLACES, "eu-west-1")


@pytest.mark.parametrize("code", [None, "400", "403"])
@pytest.mark.parametrize("region", [None, "eu-west-1"])
def test_each_bucket_is_looked_at_once(code: str | None, region: str | None) -> None:
    bucket = Bucket(region, code)
    check_buckets(bucket, PLACES, "eu-west-1")
    assert bucket.asked == 1


def test_other_errors_are_raised() -> None:
    with pytest.raises(ClientError, match="SlowDown"):
        check_buckets(Bucket(None, "SlowDown"), PLACES, "eu-west-1")
