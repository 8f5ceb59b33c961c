"""Buckets to set up, and what the command says of each property."""

from deploy.bucket.policy_documents import RULE, STATEMENT
from tests.support.stores import BUCKET

NEW = "a-new-bucket"


ARN = f"arn:aws:s3:::{BUCKET}"


REFUSAL = {
    "Sid": STATEMENT,
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [ARN, f"{ARN}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


ALLOWED = {
    "Sid": "Ours",
    "Effect": "Allow",
    "Principal": {"AWS": "1"},
    "Action": "s3:GetObject",
    "Resource": f"{ARN}/*",
}


CLEANING = {
    "ID": RULE,
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}


def outcomes(output: str) -> dict[str, str]:
    """Return what is printed of each property."""
    return {line[:14].strip(): line[15:] for line in output.splitlines()}
