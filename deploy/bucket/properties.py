"""What a bucket for models must be, as a table: how S3 is asked, what is wanted, how it is told."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.bucket.policy_documents import (
    Document,
    lifecycle_words,
    policy_words,
    with_cleaning,
    with_http_refused,
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

    `wanted` takes what was found and the bucket's ARN; it returns what was found where that will
    do. `purpose` ends the sentence that begins with "needed to see".
    """

    name: str
    purpose: str
    read_action: str
    write_action: str
    read: Callable[["S3Client", str], Document]
    wanted: Callable[[Document, str], Document]
    write: Callable[["S3Client", str, Document], object]
    words: Callable[[Document], str]


def _read_encryption(client: "S3Client", bucket: str) -> Document:
    answer = client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    return answer["Rules"][0].get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm")


def _read_lifecycle(client: "S3Client", bucket: str) -> Document:
    answer = dict(client.get_bucket_lifecycle_configuration(Bucket=bucket))
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _write_lifecycle(client: "S3Client", bucket: str, lifecycle: Document) -> object:
    rest = {name: value for name, value in lifecycle.items() if name != "Rules"}
    return client.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": lifecycle["Rules"]}, **rest
    )


PROPERTIES = (
    # First: once public access is blocked, S3 refuses a policy that has a public statement to keep.
    Property(
        name="plain HTTP",
        purpose="that the policy refuses plain HTTP",
        read_action="s3:GetBucketPolicy",
        write_action="s3:PutBucketPolicy",
        read=lambda client, bucket: json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"]),
        wanted=with_http_refused,
        write=lambda client, bucket, policy: client.put_bucket_policy(
            Bucket=bucket, Policy=json.dumps(policy)
        ),
        words=policy_words,
    ),
    Property(
        name="public access",
        purpose="that nobody can make the models public",
        read_action="s3:GetBucketPublicAccessBlock",
        write_action="s3:PutBucketPublicAccessBlock",
        read=lambda client, bucket: client.get_public_access_block(Bucket=bucket)[
            "PublicAccessBlockConfiguration"
        ],
        wanted=lambda _, __: PRIVATE,
        write=lambda client, bucket, blocks: client.put_public_access_block(
            Bucket=bucket, PublicAccessBlockConfiguration=blocks
        ),
        words=lambda blocks: f"{sum(map(bool, blocks.values()))} of {len(PRIVATE)} blocks on",
    ),
    Property(
        name="ownership",
        purpose="that the bucket's owner owns all objects, without ACLs",
        read_action="s3:GetBucketOwnershipControls",
        write_action="s3:PutBucketOwnershipControls",
        read=lambda client, bucket: client.get_bucket_ownership_controls(Bucket=bucket)[
            "OwnershipControls"
        ]["Rules"][0]["ObjectOwnership"],
        wanted=lambda _, __: "BucketOwnerEnforced",
        write=lambda client, bucket, owner: client.put_bucket_ownership_controls(
            Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": owner}]}
        ),
        words=str,
    ),
    Property(
        name="encryption",
        purpose="that objects are encrypted without being asked for",
        read_action="s3:GetEncryptionConfiguration",
        write_action="s3:PutEncryptionConfiguration",
        read=_read_encryption,
        wanted=lambda found, _: found or "AES256",  # any other than AES256 is stricter
        write=lambda client, bucket, algorithm: client.put_bucket_encryption(
            Bucket=bucket,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]
            },
        ),
        words=str,
    ),
    Property(
        name="versioning",
        purpose="that what is overwritten or deleted can be had back",
        read_action="s3:GetBucketVersioning",
        write_action="s3:PutBucketVersioning",
        read=lambda client, bucket: client.get_bucket_versioning(Bucket=bucket).get("Status"),
        wanted=lambda _, __: "Enabled",
        write=lambda client, bucket, status: client.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration={"Status": status}
        ),
        words=str,
    ),
    Property(
        name="clean-up",
        purpose="that old versions and unfinished uploads do not stay for ever",
        read_action="s3:GetLifecycleConfiguration",
        write_action="s3:PutLifecycleConfiguration",
        read=_read_lifecycle,
        wanted=with_cleaning,
        write=_write_lifecycle,
        words=lifecycle_words,
    ),
)
