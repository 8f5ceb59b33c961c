"""The plan for a bucket: what is found, what it lacks, and carrying it out property by property.

What S3 does not allow is noted and the rest goes on, so that one run tells every permission that
is missing.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalicelib.errors import StoreError
from deploy.bucket.policy_documents import Document
from deploy.bucket.properties import NEVER_SET, PROPERTIES, Property

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_s3 import S3Client

FORBIDDEN = ("AccessDenied", "403")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What S3 did not do: the IAM action, what it is needed for, and S3's own words."""

    action: str
    purpose: str
    code: str
    message: str

    @property
    def is_permission(self) -> bool:
        """Tell whether a permission would help."""
        return self.code in FORBIDDEN


@dataclass(frozen=True, slots=True)
class Step:
    """A property, what was found, what is wanted in its place, and what S3 refused, if it did."""

    target: Property
    found: Document
    wanted: Document
    refusal: Refusal | None = None

    @property
    def is_needed(self) -> bool:
        """Tell whether there is something to write."""
        return self.refusal is None and self.found != self.wanted


@dataclass(frozen=True, slots=True)
class Plan:
    """A bucket's region, None while there is no such bucket, and a step for each property."""

    region: str | None
    steps: list[Step]
    refusal: Refusal | None = None

    @property
    def refusals(self) -> list[Refusal]:
        """Return all that S3 refused, in order."""
        found = [self.refusal, *(step.refusal for step in self.steps)]
        return [refusal for refusal in found if refusal is not None]


def plan_bucket(client: "S3Client", name: str) -> Plan:
    """Look at a bucket and return what is to be done; nothing is written.

    Raises
    ------
    StoreError
        When nothing at all may be seen of it: it may be somebody else's.
    """
    from botocore.exceptions import ClientError

    refusal = None
    region: str | None = client.meta.region_name
    try:
        region = client.head_bucket(Bucket=name).get("BucketRegion", region)
    except ClientError as exc:
        if code_of(exc) == "404":
            return Plan(None, [_step(each, None, client, name) for each in PROPERTIES])
        if code_of(exc) not in FORBIDDEN:
            raise
        refusal = _refusal(exc, "s3:ListBucket", "to see the bucket itself")
    plan = Plan(region, [_look(each, client, name) for each in PROPERTIES], refusal)
    if len(plan.refusals) > len(PROPERTIES):
        actions = ", ".join(each.action for each in plan.refusals)
        raise StoreError(
            f"s3://{name}: access denied; the bucket belongs to someone else, or you may not "
            f"look at it: then these must be allowed: {actions}"
        )
    return plan


def _look(each: Property, client: "S3Client", name: str) -> Step:
    """Read a property; what cannot be read is not written either, for something could be lost."""
    from botocore.exceptions import ClientError

    try:
        found = each.read(client, name)
    except ClientError as exc:
        if code_of(exc) in NEVER_SET:
            return _step(each, None, client, name)
        if code_of(exc) not in FORBIDDEN:
            raise
        purpose = f"to see {each.purpose}; to change it, {each.write_action} as well"
        return Step(each, None, None, _refusal(exc, each.read_action, purpose))
    return _step(each, found, client, name)


def _step(each: Property, found: Document, client: "S3Client", name: str) -> Step:
    arn = f"arn:{client.meta.partition}:s3:::{name}"
    return Step(each, found, each.wanted(found, arn))


def carry_out(step: Step, client: "S3Client", name: str) -> Step:
    """Write a property that is not as wanted; return the step, with the refusal if S3 refuses."""
    from botocore.exceptions import ClientError

    if not step.is_needed:
        return step
    try:
        step.target.write(client, name, step.wanted)
    except ClientError as exc:
        purpose = f"to see to it {step.target.purpose}"
        return replace(step, refusal=_refusal(exc, step.target.write_action, purpose))
    return step


def code_of(exc: "ClientError") -> str:
    """Return S3's name for an error; the status where an answer has no body."""
    return exc.response["Error"].get("Code", "")


def _refusal(exc: "ClientError", action: str, purpose: str) -> Refusal:
    message = " ".join(exc.response["Error"].get("Message", "").split())
    return Refusal(action, purpose, code_of(exc), message)
