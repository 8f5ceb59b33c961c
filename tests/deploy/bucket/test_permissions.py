"""Who may do what to the bucket: what a run reads and writes, and what it says is missing."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing

import boto3
import pytest

from deploy.bucket.properties import PROPERTIES
from tests.support.buckets import NEW, outcomes
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.moto import ask_moto
from tests.support.stores import BUCKET

Grant = Callable[..., None]

# moto has no action of their own for three properties, and asks for these in their place.
MOTO_READS = ("s3:ListBucket",)
MOTO_WRITES = ("s3:CreateBucket",)
READS = (
    *MOTO_READS,
    "s3:GetBucketPolicy",
    "s3:GetBucketVersioning",
    "s3:GetLifecycleConfiguration",
)


@pytest.fixture
def grant(s3_endpoint: str, s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Grant]:
    """Return a function that lets boto3 act as a user with these permissions only."""
    del s3

    def only(*actions: str) -> None:
        document = {"Statement": {"Effect": "Allow", "Action": list(actions), "Resource": "*"}}
        with closing(boto3.client("iam")) as iam:
            iam.create_user(UserName="somebody")
            iam.put_user_policy(
                UserName="somebody",
                PolicyName="some",
                PolicyDocument=json.dumps({"Version": "2012-10-17"} | document),
            )
            key = iam.create_access_key(UserName="somebody")["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"0")

    yield only
    ask_moto(f"{s3_endpoint}/moto-api/reset-auth", b"inf")


def test_a_second_run_writes_nothing(run: Run, grant: Grant) -> None:
    run("bucket", BUCKET)
    grant(*READS)  # whoever may only read is refused as soon as anything is written
    code, output, errors = run("bucket", BUCKET)
    assert code == 0
    assert errors == f"s3://{BUCKET}: all is as it should be; nothing was written\n"
    said = list(outcomes(output).values())
    assert [line.split(":")[0] for line in said] == ["already there", *["already so"] * 6]


def test_a_dry_run_writes_nothing_to_an_existing_bucket(run: Run, grant: Grant) -> None:
    grant(*READS)
    code, output, errors = run("bucket", BUCKET, "--dry-run")
    assert (code, errors) == (0, f"s3://{BUCKET}: nothing was written (--dry-run)\n")
    said = [line.split(":")[0] for line in outcomes(output).values()]
    assert said == ["already there", *["would be created"] * 6]


def test_all_permissions_that_are_missing_are_named(run: Run, grant: Grant) -> None:
    grant(*MOTO_READS, *MOTO_WRITES, "s3:GetBucketPolicy", "s3:GetBucketVersioning")
    code, output, errors = run("bucket", BUCKET)
    assert code == 2
    *explained, last = errors.splitlines()
    missing = ["s3:PutBucketPolicy", "s3:PutBucketVersioning", "s3:GetLifecycleConfiguration"]
    assert last.endswith(f"permissions are missing: {', '.join(missing)}; then run this again")
    assert [line.split()[0] for line in explained] == missing
    assert "to see to it that what is overwritten or deleted can be had back" in explained[1]
    assert "to change it, s3:PutLifecycleConfiguration as well" in explained[2]
    said = outcomes(output)
    assert said["ownership"] == "created: BucketOwnerEnforced"  # the rest is done all the same
    assert said["clean-up"] == "not done: s3:GetLifecycleConfiguration is not allowed"


def test_a_bucket_that_may_not_be_seen_is_checked_all_the_same(run: Run, grant: Grant) -> None:
    grant("s3:GetBucketVersioning", "s3:PutBucketVersioning")
    code, output, errors = run("bucket", BUCKET)
    assert (code, outcomes(output)["versioning"]) == (2, "created: Enabled")
    assert "permissions are missing: s3:ListBucket, s3:GetBucketPolicy, " in errors


def test_who_may_not_create_a_bucket_is_told_all_that_is_needed(run: Run, grant: Grant) -> None:
    grant(*READS)
    result = run("bucket", NEW)
    assert_mistake(result, "s3:CreateBucket must be allowed to create it, and after that s3:Put")
    assert all(each.write_action in result[2] for each in PROPERTIES)


@pytest.mark.usefixtures("no_permissions")
def test_who_may_do_nothing_is_told_all_that_is_needed(run: Run) -> None:
    result = run("bucket", BUCKET)
    assert_mistake(result, "belongs to someone else, or you may not look at it")
    assert all(each.read_action in result[2] for each in PROPERTIES)
