"""Keys in AWS KMS: they sign what the service verifies, and each failure is one line."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.errors import StoreError
from chalicelib.registry.signature import signed_message
from tests.support.commands import Run
from train.errors import InputError
from train.registry.bundle import Bundle
from train.registry.signing import open_signer


@pytest.fixture
def kms_key(s3: str) -> Callable[..., str]:
    """Return a function that creates a key in the emulated AWS KMS, and returns its ARN."""
    del s3

    def create(spec: str = "RSA_2048", **more: str) -> str:
        options: dict[str, Any] = {"KeySpec": spec, "KeyUsage": "SIGN_VERIFY"} | more
        client = kms()
        arn = str(client.create_key(**options)["KeyMetadata"]["Arn"])
        client.create_alias(AliasName="alias/models", TargetKeyId=arn)
        return arn

    return create


def kms() -> Any:
    session: Any = boto3.Session()
    return session.client("kms")


@pytest.mark.parametrize("named", ["arn", "id", "alias"])
def test_a_key_in_kms_signs(
    kms_key: Callable[..., str], tutorial_bundle: Bundle, named: str
) -> None:
    arn = kms_key()
    key = {"arn": arn, "id": arn.rpartition("/")[2], "alias": "alias/models"}[named]
    signer = open_signer(f"awskms:///{key}")
    file = signer.file(tutorial_bundle.manifest)
    message = signed_message(tutorial_bundle.manifest)
    encoded = json.loads(file.raw)["signature"]
    assert signer.file(tutorial_bundle.manifest) == file
    assert signer.public_key.key.verifies(message, signer.sign(message))
    assert len(encoded) == 344  # 256 bytes in base64


def test_a_version_on_s3_is_signed_with_kms_and_promoted(
    run: Run,
    s3: str,
    kms_key: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    bundle_path: Path,
) -> None:
    kms_key()
    monkeypatch.setenv("MODEL_PUBLIC_KEY", kms_public_key())
    publish = ("publish", bundle_path, "--to", s3, "--promote")
    assert run(*publish, "--sign", "awskms:///alias/models")[0] == 0
    version = run("list", "--to", s3)[1].splitlines()[1].split()[0]
    assert run("verify", version, "--to", s3)[0] == 0


def kms_public_key() -> str:
    """Return what `aws kms get-public-key --query PublicKey --output text` prints."""
    return base64.b64encode(kms().get_public_key(KeyId="alias/models")["PublicKey"]).decode()


@pytest.mark.parametrize(
    ("spec", "usage"), [("ECC_NIST_P256", "SIGN_VERIFY"), ("ECC_SECG_P256K1", "SIGN_VERIFY")]
)
def test_a_kms_key_of_another_kind_is_refused(
    kms_key: Callable[..., str], spec: str, usage: str
) -> None:
    arn = kms_key(spec, KeyUsage=usage)
    with pytest.raises(InputError, match="found a key of another kind; expected an RSA key of"):
        open_signer(f"awskms:///{arn}")


@pytest.mark.usefixtures("s3")
def test_a_missing_kms_key_is_reported_in_one_line() -> None:
    with pytest.raises(StoreError, match=r"^awskms:///alias/none: kms:GetPublicKey: ") as refused:
        open_signer("awskms:///alias/none")
    assert "\n" not in str(refused.value)


@pytest.mark.usefixtures("no_permissions")
def test_a_missing_permission_is_named() -> None:
    with pytest.raises(StoreError, match="access denied; allow kms:GetPublicKey"):
        open_signer("awskms:///alias/models")


@pytest.mark.usefixtures("no_credentials")
def test_missing_credentials_are_reported() -> None:
    with pytest.raises(StoreError, match="kms:GetPublicKey: no AWS credentials found; set"):
        open_signer("awskms:///alias/models")


def test_the_region_of_an_arn_is_used(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    del s3
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(StoreError, match="no region is configured"):
        open_signer("awskms:///alias/models")
    arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
    with pytest.raises(StoreError, match="kms:GetPublicKey"):
        open_signer(f"awskms:///{arn}")
