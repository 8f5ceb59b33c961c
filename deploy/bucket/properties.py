"""The properties of the bucket as a table: how to read, check, write and describe each one."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deploy.bucket.encryption import (
    describe_encryption,
    read_encryption,
    with_encryption,
    with_key,
    write_encryption,
)
from deploy.bucket.policy_documents import (
    Document,
    describe_lifecycle,
    describe_policy,
    with_cleanup,
    with_http_denied,
    with_reports,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PRIVATE = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
NEVER_SET = (
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
)


@dataclass(frozen=True, slots=True)
class Property:
    """One part of a bucket's configuration: `read` and `write` call S3, the others are pure.

    `desired` takes the current value and the bucket's ARN; it returns the current value if that is
    good enough. `purpose` completes the sentence "needed to check ...".
    """

    name: str
    purpose: str
    read_action: str
    write_action: str
    read: Callable[["S3Client", str], Document]
    desired: Callable[[Document, str], Document]
    write: Callable[["S3Client", str, Document], object]
    describe: Callable[[Document], str]


def _read_lifecycle(client: "S3Client", bucket: str) -> Document:
    response = dict(client.get_bucket_lifecycle_configuration(Bucket=bucket))
    return {name: value for name, value in response.items() if name != "ResponseMetadata"}


def _write_lifecycle(client: "S3Client", bucket: str, lifecycle: Document) -> object:
    rest = {name: value for name, value in lifecycle.items() if name != "Rules"}
    return client.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": lifecycle["Rules"]}, **rest
    )


CLEANUP_NAME, ENCRYPTION_NAME = "clean-up", "encryption"
PROPERTIES = (
    # First, because S3 rejects a policy with a public statement once public access is blocked.
    Property(
        name="plain HTTP",
        purpose="that the policy denies plain HTTP",
        read_action="s3:GetBucketPolicy",
        write_action="s3:PutBucketPolicy",
        read=lambda client, bucket: json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"]),
        desired=with_http_denied,
        write=lambda client, bucket, policy: client.put_bucket_policy(
            Bucket=bucket, Policy=json.dumps(policy)
        ),
        describe=describe_policy,
    ),
    Property(
        name="public access",
        purpose="that nobody can make the models public",
        read_action="s3:GetBucketPublicAccessBlock",
        write_action="s3:PutBucketPublicAccessBlock",
        read=lambda client, bucket: client.get_public_access_block(Bucket=bucket)[
            "PublicAccessBlockConfiguration"
        ],
        desired=lambda _, __: PRIVATE,
        write=lambda client, bucket, blocks: client.put_public_access_block(
            Bucket=bucket, PublicAccessBlockConfiguration=blocks
        ),
        describe=lambda blocks: f"{sum(map(bool, blocks.values()))} of {len(PRIVATE)} blocks on",
    ),
    Property(
        name="ownership",
        purpose="that the bucket's owner owns all objects, without ACLs",
        read_action="s3:GetBucketOwnershipControls",
        write_action="s3:PutBucketOwnershipControls",
        read=lambda client, bucket: client.get_bucket_ownership_controls(Bucket=bucket)[
            "OwnershipControls"
        ]["Rules"][0]["ObjectOwnership"],
        desired=lambda _, __: "BucketOwnerEnforced",
        write=lambda client, bucket, owner: client.put_bucket_ownership_controls(
            Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": owner}]}
        ),
        describe=str,
    ),
    Property(
        name=ENCRYPTION_NAME,
        purpose="that objects are encrypted by default",
        read_action="s3:GetEncryptionConfiguration",
        write_action="s3:PutEncryptionConfiguration",
        read=read_encryption,
        desired=with_encryption,
        write=write_encryption,
        describe=describe_encryption,
    ),
    Property(
        name="versioning",
        purpose="that overwritten and deleted objects can be restored",
        read_action="s3:GetBucketVersioning",
        write_action="s3:PutBucketVersioning",
        read=lambda client, bucket: client.get_bucket_versioning(Bucket=bucket).get("Status"),
        desired=lambda _, __: "Enabled",
        write=lambda client, bucket, status: client.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration={"Status": status}
        ),
        describe=str,
    ),
    Property(
        name=CLEANUP_NAME,
        purpose="that old versions, unfinished uploads and old reports are deleted",
        read_action="s3:GetLifecycleConfiguration",
        write_action="s3:PutLifecycleConfiguration",
        read=_read_lifecycle,
        desired=with_cleanup,
        write=_write_lifecycle,
        describe=describe_lifecycle,
    ),
)


def for_stages(
    properties: Sequence[Property], reports: Sequence[str], key: str | None
) -> list[Property]:
    """Return the properties; the lifecycle also deletes the reports below these prefixes.

    With `key`, the ARN of a KMS key, the bucket is encrypted with it.
    """
    changed: dict[str, Callable[[Document, str], Document]] = {
        CLEANUP_NAME: lambda current, arn: with_reports(with_cleanup(current, arn), reports)
    }
    if key is not None:
        changed[ENCRYPTION_NAME] = lambda current, _: with_key(current, key)
    return [replace(each, desired=changed.get(each.name, each.desired)) for each in properties]
