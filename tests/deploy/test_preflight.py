"""What `make deploy` finds in AWS before it changes anything."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from deploy.__main__ import main
from deploy.configuration.stages import CHALICE, CONFIG
from tests.support.commands import runner
from tests.support.mistakes import assert_mistake
from tests.support.signing_keys import public_pem, sign, signer
from tests.support.stores import BUCKET, promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import open_writer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Configure = Callable[..., tuple[int, str, str]]
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OTHER = KEY.replace("1234abcd", "5678abcd")
VERSION = "20260131T093000Z-0123456789ab"


@pytest.fixture
def configure(
    s3: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Configure:
    """Return a function that does the first step of `make deploy` with what is given."""
    monkeypatch.chdir(tmp_path)
    CHALICE.mkdir()
    stages = {"prod": {"environment_variables": {"MODEL_URI": s3}}}
    (CHALICE / CONFIG).write_text(json.dumps({"app_name": "mine", "stages": stages}))
    run = runner(main, capsys)

    def configured(**given: str) -> tuple[int, str, str]:
        for name, value in given.items():
            monkeypatch.setenv(f"GIVEN_{name}", value)
        return run("configure", "--stage", "prod", "--given", "--deploying")

    return configured


@pytest.fixture
def client(s3: str) -> Iterator["S3Client"]:
    del s3
    with closing(boto3.client("s3")) as client:
        yield client


def encrypt(client: "S3Client", encryption: Any) -> None:
    rule: Any = {"ApplyServerSideEncryptionByDefault": encryption}
    client.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})


def assert_refused(result: tuple[int, str, str], message: str) -> None:
    assert_mistake(result, message)
    assert [path.name for path in CHALICE.iterdir()] == [CONFIG]


@pytest.mark.parametrize("current", ["AES256", None])
def test_a_key_that_does_not_encrypt_the_bucket_is_refused(
    configure: Configure, client: "S3Client", current: str | None
) -> None:
    if current is None:
        client.delete_bucket_encryption(Bucket=BUCKET)
    else:
        encrypt(client, {"SSEAlgorithm": current})
    found = f"the encryption of s3://{BUCKET} is {current or 'not set'}; set the key with BUCKET="
    assert_refused(configure(KMS_KEY=KEY), found)
    assert configure(KMS_KEY=KEY, BUCKET=BUCKET, MODELS=f"s3://{BUCKET}/spam")[0] == 0


@pytest.mark.parametrize("given", [{}, {"BUCKET": BUCKET}])
def test_a_bucket_with_another_key_is_refused(
    configure: Configure, client: "S3Client", given: dict[str, str]
) -> None:
    encrypt(client, {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": OTHER})
    assert_refused(configure(KMS_KEY=KEY, **given), f"with the key {OTHER}; expected {KEY}")


@pytest.mark.parametrize("name", [KEY, KEY.rpartition("/")[2]])
def test_a_bucket_with_the_key_is_accepted(
    configure: Configure, client: "S3Client", name: str
) -> None:
    encrypt(client, {"SSEAlgorithm": "aws:kms:dsse", "KMSMasterKeyID": name})
    assert configure(KMS_KEY=KEY)[0] == 0


def test_a_key_needs_a_bucket_or_one_to_create(configure: Configure) -> None:
    assert_refused(configure(KMS_KEY=KEY, MODELS="s3://no-such-bucket/a"), "no-such-bucket")
    assert configure(KMS_KEY=KEY, BUCKET="no-such-bucket", MODELS="")[0] == 0


def test_locations_of_bulk_jobs_must_exist(configure: Configure) -> None:
    given = {"BULK": "on", "READ": "s3://no-such-bucket/", "WRITE": f"s3://{BUCKET}/outbox/"}
    assert_refused(configure(**given), "s3://no-such-bucket/: no such bucket")
    given |= {"BUCKET": "no-such-bucket", "WRITE": "s3://no-such-bucket/out/"}
    assert configure(**given | {"READ": "s3://no-such-bucket/in/"})[0] == 0


def test_a_stage_with_a_public_key_needs_a_signed_version(
    configure: Configure, s3: str, tutorial_bundle: Bundle, tmp_path: Path
) -> None:
    assert_refused(configure(MODEL_PUBLIC_KEY=public_pem("ed25519")), "no version is promoted")
    writer = open_writer(s3)
    promote(publish(tutorial_bundle, writer), writer)
    assert_refused(configure(), "would serve nothing: versions/")
    sign(writer, tutorial_bundle.manifest, signer(tmp_path, "ed25519", 1))
    assert_refused(configure(), "; publish and promote a signed version first")


def test_a_signed_version_is_accepted(
    configure: Configure, s3: str, tutorial_bundle: Bundle, tmp_path: Path
) -> None:
    writer = open_writer(s3)
    promote(publish(tutorial_bundle, writer), writer)
    sign(writer, tutorial_bundle.manifest, signer(tmp_path, "ed25519"))
    assert configure(MODEL_PUBLIC_KEY=public_pem("ed25519"))[0] == 0


def test_a_pinned_version_must_exist(configure: Configure) -> None:
    assert_refused(configure(MODEL_VERSION=VERSION), f"{VERSION}/manifest.json: no such object")
