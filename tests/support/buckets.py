"""What the bucket tests expect: the policy statement, the lifecycle rule, the printed outcomes."""

from deploy.bucket.policy_documents import RULE, STATEMENT
from tests.support.stores import BUCKET

NEW = "a-new-bucket"
ARN = f"arn:aws:s3:::{BUCKET}"

DENIAL = {
    "Sid": STATEMENT,
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [ARN, f"{ARN}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

ALLOWANCE = {
    "Sid": "Ours",
    "Effect": "Allow",
    "Principal": {"AWS": "1"},
    "Action": "s3:GetObject",
    "Resource": f"{ARN}/*",
}

CLEANUP_RULE = {
    "ID": RULE,
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}


def outcomes(output: str) -> dict[str, str]:
    """Return the printed outcome of each property."""
    return {line[:14].strip(): line[15:] for line in output.splitlines()}
