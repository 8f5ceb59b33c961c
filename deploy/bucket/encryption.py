"""A bucket's default encryption: how S3 encrypts objects that are written from then on."""

from typing import TYPE_CHECKING, Any

from deploy.bucket.policy_documents import Document
from deploy.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "KMSMasterKeyID"
ALGORITHM = "SSEAlgorithm"


def read_encryption(client: "S3Client", bucket: str) -> Document:
    """Return the algorithm and the key, if there is one."""
    response = client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    return response["Rules"][0].get("ApplyServerSideEncryptionByDefault")


def write_encryption(client: "S3Client", bucket: str, encryption: Document) -> object:
    """Set the algorithm and the key."""
    rules: Any = [{"ApplyServerSideEncryptionByDefault": encryption}]
    return client.put_bucket_encryption(
        Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules}
    )


def with_encryption(encryption: Document, _: str) -> Document:
    """Return the current encryption, or that of S3's own keys: any other algorithm is stricter."""
    return encryption or {ALGORITHM: "AES256"}


def with_key(encryption: Document, key: str) -> Document:
    """Return an encryption with a KMS key, by its ARN; the current one if it has this key.

    Raises
    ------
    DeployError
        If it has another key: the objects written with that could no longer be read.
    """
    found = (encryption or {}).get(KEY)
    if found is None:
        return {ALGORITHM: "aws:kms", KEY: key}
    if found not in (key, key.rpartition("/")[2]):
        raise DeployError(
            f"the bucket is encrypted with the key {found}; expected {key}: the roles are allowed "
            "one key, and what the bucket holds needs the other"
        )
    return encryption


def describe_encryption(encryption: Document) -> str:
    """Return the algorithm and the key.

    >>> describe_encryption({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "1234abcd"})
    'aws:kms with the key 1234abcd'
    """
    key = encryption.get(KEY)
    return f"{encryption[ALGORITHM]}{f' with the key {key}' if key else ''}"
