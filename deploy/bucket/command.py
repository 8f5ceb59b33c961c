"""What `bucket` does and prints: one line for the bucket, one for each of its properties."""

from argparse import Namespace
from typing import TYPE_CHECKING

from chalicelib.errors import StoreError
from chalicelib.store.boto3_reader import Boto3Reader
from deploy.console import note
from deploy.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from deploy.bucket.plan import Plan, Refusal, Step


def bucket(args: Namespace) -> None:
    """Create the private bucket for the models, or check and mend the one that is there."""
    from deploy.bucket.client import bucket_client, bucket_name
    from deploy.bucket.plan import plan_bucket

    name = bucket_name(args.name)
    client = bucket_client(args.region)
    with Boto3Reader(client, name, "").errors("s3:ListBucket", ""):
        plan = plan_bucket(client, name)
        if plan.region is not None and args.region not in (None, plan.region):
            raise DeployError(
                f"s3://{name}: the bucket is in {plan.region}, not in {args.region}, and cannot "
                "be moved"
            )
        _carry_out(plan, client, name, dry_run=args.dry_run)


def _carry_out(plan: "Plan", client: "S3Client", name: str, *, dry_run: bool) -> None:
    from deploy.bucket.client import create_bucket
    from deploy.bucket.plan import carry_out

    if plan.region is None:
        if not dry_run:
            create_bucket(client, name)
        _print("bucket", f"{'would be ' * dry_run}created: in {client.meta.region_name}")
    else:
        _print("bucket", f"already there: in {plan.region}")
    refusals = [] if plan.refusal is None else [plan.refusal]
    written = 0
    for planned in plan.steps:
        step = planned if dry_run else carry_out(planned, client, name)
        _print(step.target.name, _outcome(step, dry_run=dry_run))
        refusals += [] if step.refusal is None else [step.refusal]
        written += step.is_needed
    _conclude(f"s3://{name}", refusals, written + (plan.region is None), dry_run=dry_run)


def _print(name: str, outcome: str) -> None:
    print(f"{name:<14} {outcome}")


def _outcome(step: "Step", *, dry_run: bool) -> str:
    words = step.target.words
    if step.refusal is not None:
        return f"not done: {_reason(step.refusal)}"
    if not step.is_needed:
        return f"already so: {words(step.wanted)}"
    would = "would be " * dry_run
    if step.found is None:
        return f"{would}created: {words(step.wanted)}"
    return f"{would}changed from {words(step.found)} to {words(step.wanted)}"


def _reason(refusal: "Refusal") -> str:
    if refusal.is_permission:
        return f"{refusal.action} is not allowed"
    return f"S3 answers {refusal.code} to {refusal.action}"


def _conclude(where: str, refusals: list["Refusal"], written: int, *, dry_run: bool) -> None:
    """Sum up; explain each permission that is missing and each other refusal, then fail."""
    if not refusals:
        done = "nothing was written (--dry-run)" if dry_run else f"{written} written"
        note(f"{where}: {done if written else 'all is as it should be; nothing was written'}")
        return
    for refusal in refusals:
        note(f"{_reason(refusal)}; it is needed {refusal.purpose} (S3 says: {refusal.message})")
    missing = [refusal.action for refusal in refusals if refusal.is_permission]
    rest = len(refusals) - len(missing)
    parts = [f"permissions are missing: {', '.join(missing)}"] if missing else []
    parts += [f"{rest} of S3's answers above are no matter of permissions"] if rest else []
    raise StoreError(f"{where}: {'; '.join(parts)}; then run this again")
