"""The command `bucket`: it prints one line for the bucket and one for each of its properties."""

from argparse import Namespace
from typing import TYPE_CHECKING

from chalicelib.errors import StoreError
from chalicelib.store.boto3_reader import Boto3Reader
from deploy.configuration.stages import CHALICE, read_stage, report_prefixes
from deploy.console import note
from deploy.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from deploy.bucket.plan import Plan, Refusal, Step


def bucket(args: Namespace) -> None:
    """Create the private bucket for the models, or check it and set what is missing."""
    from deploy.bucket.client import bucket_client, bucket_name
    from deploy.bucket.plan import plan_bucket

    name = bucket_name(args.name)
    client = bucket_client(args.region)
    key = read_stage(CHALICE, args.stage).kms_key if args.stage else None
    with Boto3Reader(client, name, "").errors("s3:ListBucket", ""):
        plan = plan_bucket(client, name, report_prefixes(CHALICE, name), key)
        if plan.region is not None and args.region not in (None, plan.region):
            raise DeployError(
                f"s3://{name}: the bucket is in {plan.region}, not in {args.region}, and cannot "
                "be moved"
            )
        _carry_out(plan, client, name, dry_run=args.dry_run)
        if plan.key is not None and key is None:
            note("the roles need the key: configure the stage with --kms-key ARN (KMS_KEY=ARN)")
        elif plan.key is None and key is not None and plan.region is not None:
            note("existing objects keep their encryption")


def _carry_out(plan: "Plan", client: "S3Client", name: str, *, dry_run: bool) -> None:
    from deploy.bucket.client import create_bucket
    from deploy.bucket.plan import carry_out

    if plan.region is None:
        if not dry_run:
            create_bucket(client, name)
        _print("bucket", f"{'would be ' * dry_run}created: in {client.meta.region_name}")
    else:
        _print("bucket", f"exists: in {plan.region}")
    refusals = [] if plan.refusal is None else [plan.refusal]
    changes = int(plan.region is None)
    for planned in plan.steps:
        step = planned if dry_run else carry_out(planned, client, name)
        _print(step.target.name, _outcome(step, dry_run=dry_run))
        refusals += [] if step.refusal is None else [step.refusal]
        changes += step.is_needed
    _conclude(f"s3://{name}", refusals, changes, dry_run=dry_run)


def _print(name: str, outcome: str) -> None:
    print(f"{name:<14} {outcome}")


def _outcome(step: "Step", *, dry_run: bool) -> str:
    describe = step.target.describe
    if step.refusal is not None:
        return f"skipped: {_reason(step.refusal)}"
    if not step.is_needed:
        return f"unchanged: {describe(step.desired)}"
    would = "would be " * dry_run
    if step.current is None:
        return f"{would}set: {describe(step.desired)}"
    return f"{would}changed: from {describe(step.current)} to {describe(step.desired)}"


def _reason(refusal: "Refusal") -> str:
    if refusal.is_permission:
        return f"{refusal.action} is not allowed"
    return f"S3 returned {refusal.code} for {refusal.action}"


def _conclude(uri: str, refusals: list["Refusal"], changes: int, *, dry_run: bool) -> None:
    """Print a summary; if S3 refused anything, explain each refusal and raise `StoreError`."""
    if not refusals:
        done = "no changes made (--dry-run)" if dry_run else f"{changes} changes made"
        note(f"{uri}: {done if changes else 'no changes needed'}")
        return
    for refusal in refusals:
        note(f"{_reason(refusal)}; needed {refusal.purpose} (S3: {refusal.message})")
    missing = [refusal.action for refusal in refusals if refusal.is_permission]
    others = len(refusals) - len(missing)
    faults = [f"permissions are missing: {', '.join(missing)}"] if missing else []
    faults += [f"errors that are not about permissions, see above: {others}"] if others else []
    raise StoreError(f"{uri}: {'; '.join(faults)}; then run this again")
