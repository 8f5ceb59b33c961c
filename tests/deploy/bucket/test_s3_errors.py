"""Errors of S3 that are not about permissions, while a bucket is created and set up."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from deploy.bucket import plan
from deploy.bucket.client import create_bucket
from deploy.bucket.properties import PROPERTIES
from tests.support.buckets import NEW, outcomes
from tests.support.commands import Run
from tests.support.stores import BUCKET


def test_an_error_that_is_not_about_permissions_is_reported(
    run: Run, s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del s3

    def fail(*_: object) -> None:
        response: Any = {"Error": {"Code": "InternalError", "Message": "try again"}}
        raise ClientError(response, "PutBucketVersioning")

    changed = [
        replace(each, write=fail) if each.name == "versioning" else each for each in PROPERTIES
    ]
    monkeypatch.setattr(plan, "PROPERTIES", changed)
    code, output, errors = run("bucket", BUCKET)
    reason = "S3 returned InternalError for s3:PutBucketVersioning"
    assert (code, outcomes(output)["versioning"]) == (2, f"skipped: {reason}")
    assert errors.startswith(f"{reason}; needed to ensure that overwritten")
    assert "(S3: try again)" in errors
    assert errors.endswith("not about permissions, see above: 1; then run this again\n")
    assert outcomes(output)["clean-up"].startswith("set: ")  # the steps after it are still taken


class RacingClient:
    """A client whose CreateBucket fails with an error code, as if S3 had lost a response."""

    meta = SimpleNamespace(region_name="us-east-1")

    def __init__(self, code: str) -> None:
        self.code = code

    def create_bucket(self, **_: object) -> None:
        """Raise the error."""
        raise ClientError({"Error": {"Code": self.code, "Message": ""}}, "CreateBucket")


def test_a_bucket_that_an_earlier_attempt_created_is_accepted() -> None:
    racing: Any = RacingClient("BucketAlreadyOwnedByYou")
    create_bucket(racing, NEW)


def test_other_errors_of_creation_are_passed_on() -> None:
    racing: Any = RacingClient("TooManyBuckets")
    with pytest.raises(ClientError, match="TooManyBuckets"):
        create_bucket(racing, NEW)
