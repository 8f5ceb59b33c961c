"""The permissions of the command `bucket`: what it reads and writes, and what it reports."""

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

# moto lacks the actions of three properties and checks these instead.
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
    """Return a function that makes boto3 act as a user with only these permissions."""
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
    grant(*READS)  # any write would be refused
    code, output, errors = run("bucket", BUCKET)
    assert code == 0
    assert errors == f"s3://{BUCKET}: no changes needed\n"
    kinds = [line.split(":")[0] for line in outcomes(output).values()]
    assert kinds == ["exists", *["unchanged"] * 6]


def test_a_dry_run_writes_nothing_to_an_existing_bucket(run: Run, grant: Grant) -> None:
    grant(*READS)
    code, output, errors = run("bucket", BUCKET, "--dry-run")
    assert (code, errors) == (0, f"s3://{BUCKET}: no changes made (--dry-run)\n")
    kinds = [line.split(":")[0] for line in outcomes(output).values()]
    assert kinds == ["exists", *["would be set"] * 6]


def test_all_missing_permissions_are_named(run: Run, grant: Grant) -> None:
    grant(*MOTO_READS, *MOTO_WRITES, "s3:GetBucketPolicy", "s3:GetBucketVersioning")
    code, output, errors = run("bucket", BUCKET)
    assert code == 2
    *explained, last = errors.splitlines()
    missing = ["s3:PutBucketPolicy", "s3:PutBucketVersioning", "s3:GetLifecycleConfiguration"]
    assert last.endswith(f"permissions are missing: {', '.join(missing)}; then run this again")
    assert [line.split()[0] for line in explained] == missing
    assert "to ensure that overwritten and deleted objects can be restored" in explained[1]
    assert "changing it needs s3:PutLifecycleConfiguration too" in explained[2]
    printed = outcomes(output)
    assert printed["ownership"] == "set: BucketOwnerEnforced"  # allowed, so it is done
    assert printed["clean-up"] == "skipped: s3:GetLifecycleConfiguration is not allowed"


def test_a_bucket_is_checked_even_if_it_may_not_be_listed(run: Run, grant: Grant) -> None:
    grant("s3:GetBucketVersioning", "s3:PutBucketVersioning")
    code, output, errors = run("bucket", BUCKET)
    assert (code, outcomes(output)["versioning"]) == (2, "set: Enabled")
    assert "permissions are missing: s3:ListBucket, s3:GetBucketPolicy, " in errors


def test_a_user_who_may_not_create_a_bucket_sees_all_needed_actions(run: Run, grant: Grant) -> None:
    grant(*READS)
    result = run("bucket", NEW)
    assert_mistake(result, "allow s3:CreateBucket to create it, and s3:Put")
    assert all(each.write_action in result[2] for each in PROPERTIES)


@pytest.mark.usefixtures("no_permissions")
def test_a_user_without_permissions_sees_all_needed_actions(run: Run) -> None:
    result = run("bucket", BUCKET)
    assert_mistake(result, "belongs to another account, or these permissions are missing")
    assert all(each.read_action in result[2] for each in PROPERTIES)
