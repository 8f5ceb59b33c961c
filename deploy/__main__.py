"""The commands around a deployment, each with its options; `make deploy` runs them."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.manifest import MAX_BYTES, POINTER_KEY, read_pointer
from chalicelib.store.opening import open_reader
from deploy.bucket.command import bucket
from deploy.configure import CHALICE, Stage, plan, read_stage
from deploy.console import note
from deploy.log_group import ACCEPTED_DAYS, RETENTION_DAYS, keep_log, remove_log
from deploy.package import LAMBDA_UNZIPPED_BYTES, LAMBDA_ZIPPED_BYTES, read_package
from deploy.protection import BURST, REQUESTS_PER_SECOND, make_key, remove_key, throttle
from deploy.staging import stage as stage_project

USER_MISTAKE = 2
NO_MODEL = 3
INTERRUPTED = 130
SWITCH = {"on": True, "off": False}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 2 for what the user can put right, or 3.

    3 is for `model` alone, where there is none.
    """
    args = _parser().parse_args(arguments)
    try:
        args.run(args)
    except (ServiceError, OSError, BotoCoreError, ClientError) as exc:
        # One line, even where something between here and AWS answers with a page of its own.
        note(f"error: {' '.join(str(exc).split())}")
        return USER_MISTAKE
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser("python -m deploy", description="What stands around a deployment.")
    add = parser.add_subparsers(metavar="COMMAND", required=True).add_parser

    def command(run: Callable[[Any], None], example: str) -> ArgumentParser:
        epilog = f"example: python -m deploy {run.__name__} {example}"
        made = add(run.__name__, help=run.__doc__, description=run.__doc__, epilog=epilog)
        made.set_defaults(run=run)
        return made

    creating = command(bucket, "my-models --region eu-central-1")
    creating.add_argument("name", metavar="NAME", help="the bucket's name, or s3://NAME")
    creating.add_argument(
        "--region", metavar="NAME", help="default: the one boto3 is configured for"
    )
    creating.add_argument("--dry-run", action="store_true", help="say what would be done")
    making = command(configure, "--stage prod --models s3://my-models/prod")
    making.add_argument("--models", metavar="URI", help="s3://bucket/prefix; default: as before")
    making.add_argument("--api-key", choices=SWITCH, help="for the POST routes; default: as before")
    keeping = command(log, "--stage prod --days 90")
    keeping.add_argument(
        "--days",
        type=int,
        choices=ACCEPTED_DAYS,
        metavar="N",
        default=RETENTION_DAYS,
        help="as many as CloudWatch takes; default: %(default)s",
    )
    for staged in (
        command(model, "--stage prod"),
        making,
        keeping,
        command(protect, "--stage prod"),
        command(remove, "--stage prod"),
    ):
        staged.add_argument("--stage", required=True, metavar="NAME", help="dev, prod or another")
    staging = command(copy, "build/deployment")
    staging.add_argument("directory", type=Path, metavar="DIR")
    sizing = command(size, "build/package/deployment.zip")
    sizing.add_argument("package", type=Path, metavar="ZIP")
    sizing.add_argument("--gate", action="store_true", help="fail where it is not as it should be")
    return parser


def configure(args: Namespace) -> None:
    """Set a stage's store of models in Chalice's configuration, and write its policies."""
    api_key = SWITCH[args.api_key] if args.api_key else None
    for path, content in plan(CHALICE, args.stage, args.models, api_key=api_key).items():
        if not path.exists() or path.read_text() != content:
            path.write_text(content)
            note(f"wrote {path}")


def model(args: Namespace) -> None:
    """Tell which version a stage's function will serve; exit code 3 where none is promoted."""
    models = read_stage(CHALICE, args.stage).models
    try:
        pointer = open_reader(models).read(POINTER_KEY, MAX_BYTES)
    except NotInStoreError:
        note(f"nothing is promoted at {models} yet")
        sys.exit(NO_MODEL)
    note(f"serves {read_pointer(pointer).manifest.version} of {models}")


def log(args: Namespace) -> None:
    """Make the log group of a stage's function, and keep its lines for so many days."""
    stage = read_stage(CHALICE, args.stage)
    group = keep_log(_client("logs", stage), stage.function, args.days)
    note(f"{group} keeps its lines for {args.days} days")


def protect(args: Namespace) -> None:
    """Throttle a deployed stage and, where it requires an API key, make one and print it."""
    stage = read_stage(CHALICE, args.stage)
    api = stage.api()
    gateway = _client("apigateway", stage)
    throttle(gateway, api, stage.gateway_stage)
    note(f"at most {REQUESTS_PER_SECOND} requests per second are answered, {BURST} at once")
    if stage.requires_key:
        print(make_key(gateway, stage.function, api, stage.gateway_stage))


def remove(args: Namespace) -> None:
    """Remove what `chalice delete` does not know of: the log group, the key and its usage plan."""
    stage = read_stage(CHALICE, args.stage)
    gone = remove_key(_client("apigateway", stage), stage.function)
    if group := remove_log(_client("logs", stage), stage.function):
        gone.append(f"log group {group}")
    for name in gone or ["nothing; there was nothing left"]:
        note(f"removed {name}")


def copy(args: Namespace) -> None:
    """Copy what is deployed into a directory, with its bytecode, for Chalice to package."""
    stage_project(Path(), args.directory)


def size(args: Namespace) -> None:
    """Print what a package weighs, beside Lambda's limits."""
    package = read_package(args.package)
    print(f"zipped    {package.zipped_bytes:>11,} bytes of {LAMBDA_ZIPPED_BYTES:>11,}")
    print(f"unzipped  {package.unzipped_bytes:>11,} bytes of {LAMBDA_UNZIPPED_BYTES:>11,}")
    print(f"compiled  {len(package.compiled):>11,} files")
    if args.gate and (faults := package.faults()):
        raise ServiceError(f"{args.package}: " + "; ".join(faults))


def _client(service: str, stage: Stage) -> Any:
    import boto3

    try:
        # A session of its own: the shared one would keep the credentials it first found.
        session: Any = boto3.Session()
        if session.region_name:
            stage.check_region(session.region_name)
        return session.client(service)
    except ValueError as exc:  # so boto3 says that an endpoint is none
        raise ServiceError(f"boto3 cannot be set up: {exc}") from exc


if __name__ == "__main__":
    sys.exit(main())
