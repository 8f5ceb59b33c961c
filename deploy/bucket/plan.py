"""The plan for a bucket: compare each property with what is desired, then set what differs.

A request that S3 refuses is recorded and the other properties are still set, so one run names all
missing permissions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalicelib.errors import StoreError
from deploy.bucket.encryption import KEY
from deploy.bucket.policy_documents import Document
from deploy.bucket.properties import ENCRYPTION_NAME, NEVER_SET, PROPERTIES, Property, for_stages

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_s3 import S3Client

FORBIDDEN = ("AccessDenied", "403")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that S3 refused: the IAM action, its purpose, and S3's error code and message."""

    action: str
    purpose: str
    code: str
    message: str

    @property
    def is_permission(self) -> bool:
        """Return whether a permission is missing."""
        return self.code in FORBIDDEN


@dataclass(frozen=True, slots=True)
class Step:
    """A property with its current and its desired value, and S3's refusal if there was one."""

    target: Property
    current: Document
    desired: Document
    refusal: Refusal | None = None

    @property
    def is_needed(self) -> bool:
        """Return whether the property has to be written."""
        return self.refusal is None and self.current != self.desired


@dataclass(frozen=True, slots=True)
class Plan:
    """A bucket's region, None if the bucket does not exist, and a step for each property."""

    region: str | None
    steps: list[Step]
    refusal: Refusal | None = None

    @property
    def refusals(self) -> list[Refusal]:
        """Return all of S3's refusals in order."""
        refusals = [self.refusal, *(step.refusal for step in self.steps)]
        return [refusal for refusal in refusals if refusal is not None]

    @property
    def key(self) -> str | None:
        """Return the KMS key that encrypts the bucket so far, or None without one."""
        [encryption] = [step.current for step in self.steps if step.target.name == ENCRYPTION_NAME]
        return (encryption or {}).get(KEY)


def plan_bucket(
    client: "S3Client", name: str, reports: Sequence[str] = (), key: str | None = None
) -> Plan:
    """Read a bucket's properties and return what has to change; writes nothing.

    `reports` are the prefixes of the stores in the bucket that take reports, and `key` is the ARN
    of the KMS key that encrypts it, if it is to have one.

    Raises
    ------
    StoreError
        If S3 refuses every read: the bucket may belong to another account.
    DeployError
        If another KMS key encrypts the bucket.
    """
    from botocore.exceptions import ClientError

    properties = for_stages(PROPERTIES, reports, key)
    refusal = None
    region: str | None = client.meta.region_name
    try:
        region = client.head_bucket(Bucket=name).get("BucketRegion", region)
    except ClientError as exc:
        if code_of(exc) == "404":
            return Plan(None, [_step(each, None, client, name) for each in properties])
        if code_of(exc) not in FORBIDDEN:
            raise
        refusal = _refusal(exc, "s3:ListBucket", "to find the bucket")
    steps = [_read_step(each, client, name) for each in properties]
    return _readable(Plan(region, steps, refusal), name)


def _readable(plan: Plan, name: str) -> Plan:
    """Return a plan, unless S3 refused every read that it needs."""
    if len(plan.refusals) > len(PROPERTIES):
        actions = ", ".join(each.action for each in plan.refusals)
        raise StoreError(
            f"s3://{name}: access denied; the bucket belongs to another account, or these "
            f"permissions are missing: {actions}"
        )
    return plan


def _read_step(each: Property, client: "S3Client", name: str) -> Step:
    """Read a property; one that cannot be read is not written, so that nothing is lost."""
    from botocore.exceptions import ClientError

    try:
        current = each.read(client, name)
    except ClientError as exc:
        if code_of(exc) in NEVER_SET:
            return _step(each, None, client, name)
        if code_of(exc) not in FORBIDDEN:
            raise
        purpose = f"to check {each.purpose}; changing it needs {each.write_action} too"
        return Step(each, None, None, _refusal(exc, each.read_action, purpose))
    return _step(each, current, client, name)


def _step(each: Property, current: Document, client: "S3Client", name: str) -> Step:
    arn = f"arn:{client.meta.partition}:s3:::{name}"
    return Step(each, current, each.desired(current, arn))


def carry_out(step: Step, client: "S3Client", name: str) -> Step:
    """Write a property if it has to change; return the step, with S3's refusal if it refuses."""
    from botocore.exceptions import ClientError

    if not step.is_needed:
        return step
    try:
        step.target.write(client, name, step.desired)
    except ClientError as exc:
        purpose = f"to ensure {step.target.purpose}"
        return replace(step, refusal=_refusal(exc, step.target.write_action, purpose))
    return step


def code_of(exc: "ClientError") -> str:
    """Return S3's error code; it is the HTTP status if the response has no body."""
    return exc.response["Error"].get("Code", "")


def _refusal(exc: "ClientError", action: str, purpose: str) -> Refusal:
    message = " ".join(exc.response["Error"].get("Message", "").split())
    return Refusal(action, purpose, code_of(exc), message)
