"""The bucket for the models: created private, corrected without loss, unchanged if correct."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.support.buckets import ALLOWANCE, CLEANUP_RULE, DENIAL, NEW, outcomes
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.stores import BUCKET

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture
def client(s3: str) -> Iterator["S3Client"]:
    """Return a client that reads the buckets."""
    del s3
    with closing(boto3.client("s3")) as client:
        yield client


@pytest.fixture
def reporting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change to a directory with a stage that takes reports."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".chalice").mkdir()
    environ = {"MODEL_URI": f"s3://{NEW}/prod", "REPORTS_URI": f"s3://{NEW}/prod"}
    stages = {"prod": {"environment_variables": environ}}
    config = json.dumps({"app_name": "mine", "stages": stages})
    (tmp_path / ".chalice" / "config.json").write_text(config)


def configuration(client: "S3Client", name: str) -> dict[str, Any]:
    """Return the configuration that the command is responsible for."""
    encryption = client.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]
    owner = client.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]
    return {
        "policy": json.loads(client.get_bucket_policy(Bucket=name)["Policy"])["Statement"],
        "blocks": client.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"],
        "ownership": owner["Rules"],
        "encryption": encryption["Rules"][0]["ApplyServerSideEncryptionByDefault"],
        "versioning": client.get_bucket_versioning(Bucket=name).get("Status"),
        "rules": client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"],
    }


def test_a_new_bucket_has_all_the_properties(run: Run, client: "S3Client") -> None:
    code, output, errors = run("bucket", NEW)
    assert (code, errors) == (0, f"s3://{NEW}: 7 changes made\n")
    kinds = [line.split(":")[0] for line in outcomes(output).values()]
    assert kinds == ["created", *["set"] * 6]
    arn = f"arn:aws:s3:::{NEW}"
    blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    assert configuration(client, NEW) == {
        "policy": [DENIAL | {"Resource": [arn, f"{arn}/*"]}],
        "blocks": dict.fromkeys(blocks, True),
        "ownership": [{"ObjectOwnership": "BucketOwnerEnforced"}],
        "encryption": {"SSEAlgorithm": "AES256"},
        "versioning": "Enabled",
        "rules": [CLEANUP_RULE],
    }


def test_an_existing_bucket_gets_the_missing_properties(run: Run, client: "S3Client") -> None:
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    open_: Any = {"BlockPublicAcls": True, "IgnorePublicAcls": True}
    client.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=open_)
    code, output, errors = run("bucket", f"s3://{BUCKET}")
    assert (code, errors) == (0, f"s3://{BUCKET}: 6 changes made\n")
    printed = outcomes(output)
    assert printed["bucket"] == "exists: in us-east-1"
    assert printed["public access"] == "changed: from 2 of 4 blocks on to 4 of 4 blocks on"
    assert printed["versioning"] == "changed: from Suspended to Enabled"
    assert configuration(client, BUCKET)["versioning"] == "Enabled"


def test_a_dry_run_creates_no_bucket(run: Run, client: "S3Client") -> None:
    code, output, _ = run("bucket", NEW, "--dry-run")
    assert (code, outcomes(output)["bucket"]) == (0, "would be created: in us-east-1")
    with pytest.raises(ClientError, match="404"):
        client.head_bucket(Bucket=NEW)


@pytest.mark.parametrize(
    "statements", [pytest.param(ALLOWANCE, id="single"), pytest.param([ALLOWANCE], id="list")]
)
def test_a_policys_other_statements_are_kept(
    run: Run, client: "S3Client", statements: object
) -> None:
    policy = {"Version": "2012-10-17", "Id": "ours", "Statement": statements}
    client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    printed = outcomes(run("bucket", BUCKET)[1])["plain HTTP"]
    assert printed == (
        "changed: from allowed by a policy with 1 statement to denied by a policy with 2 statements"
    )
    stored = json.loads(client.get_bucket_policy(Bucket=BUCKET)["Policy"])
    assert stored == policy | {"Statement": [ALLOWANCE, DENIAL]}
    assert "unchanged" in outcomes(run("bucket", BUCKET)[1])["plain HTTP"]


def test_a_lifecycles_other_rules_are_kept(run: Run, client: "S3Client") -> None:
    logs = {"ID": "logs", "Status": "Enabled", "Expiration": {"Days": 30}}
    old_form: Any = {"Rules": [logs | {"Prefix": "logs/"}]}
    client.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration=old_form)
    printed = outcomes(run("bucket", BUCKET)[1])["clean-up"]
    assert printed == (
        "changed: from old versions kept forever, unfinished uploads forever "
        "to old versions kept 90 days, unfinished uploads 7 days"
    )
    rules = client.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert rules == [logs | {"Filter": {"Prefix": "logs/"}}, CLEANUP_RULE]


def test_a_stricter_encryption_is_kept(run: Run, client: "S3Client") -> None:
    kms: Any = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "ours"}
    client.put_bucket_encryption(
        Bucket=BUCKET,
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": kms}]},
    )
    _, output, errors = run("bucket", BUCKET)
    assert outcomes(output)["encryption"] == "unchanged: aws:kms with the key ours"
    assert "the roles need the key: configure the stage with --kms-key ARN" in errors
    assert configuration(client, BUCKET)["encryption"] == kms


@pytest.mark.parametrize("name", [NEW, BUCKET])
def test_a_stage_with_a_key_encrypts_the_bucket_with_it(
    run: Run, client: "S3Client", tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".chalice").mkdir()
    stages = {"prod": {"models_kms_key": KEY}}
    config = json.dumps({"app_name": "mine", "stages": stages})
    (tmp_path / ".chalice" / "config.json").write_text(config)
    code, output, errors = run("bucket", name, "--stage", "prod")
    assert code == 0
    assert outcomes(output)["encryption"].endswith(f"aws:kms with the key {KEY}")
    assert ("existing objects keep their encryption" in errors) == (name == BUCKET)
    kms = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
    assert configuration(client, name)["encryption"] == kms
    assert run("bucket", name, "--stage", "prod")[2] == f"s3://{name}: no changes needed\n"


def test_the_bucket_is_created_in_the_named_region(run: Run, client: "S3Client") -> None:
    code, output, _ = run("bucket", NEW, "--region", "eu-central-1")
    assert (code, outcomes(output)["bucket"]) == (0, "created: in eu-central-1")
    assert client.get_bucket_location(Bucket=NEW)["LocationConstraint"] == "eu-central-1"
    assert "exists: in eu-central-1" in run("bucket", NEW)[1]
    assert_mistake(run("bucket", NEW, "--region", "us-west-2"), "is in eu-central-1, not in us-we")


def test_arns_have_the_partition_of_the_region(run: Run, client: "S3Client") -> None:
    run("bucket", NEW, "--region", "us-gov-west-1")
    policy = json.loads(client.get_bucket_policy(Bucket=NEW)["Policy"])
    assert policy["Statement"][0]["Resource"][0] == f"arn:aws-us-gov:s3:::{NEW}"


@pytest.mark.usefixtures("reporting")
def test_reports_of_a_stage_are_deleted_after_180_days(run: Run, client: "S3Client") -> None:
    code, output, errors = run("bucket", NEW)
    assert code == 0, errors
    assert outcomes(output)["clean-up"].endswith("reports 180 days")
    (rule,) = [
        each for each in configuration(client, NEW)["rules"] if each.get("Expiration") is not None
    ]
    assert rule["Filter"] == {"Prefix": "prod/reports/"}
    assert rule["Expiration"]["Days"] == 180
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert CLEANUP_RULE in configuration(client, NEW)["rules"]
    assert run("bucket", NEW)[2] == f"s3://{NEW}: no changes needed\n"
