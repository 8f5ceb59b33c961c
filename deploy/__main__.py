"""The command line of `python -m deploy`; `make deploy` runs its commands in order."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import NotInStoreError, ServiceError
from chalicelib.pointer import MAX_POINTER_BYTES, POINTER_KEY, read_pointer
from chalicelib.registry.fetch import fetch_manifest
from chalicelib.store.boto3_client import configured_region
from chalicelib.store.opening import open_reader
from deploy.aws import configured_partition, deploy_client
from deploy.bucket.command import bucket
from deploy.configure import EXPIRY_HINT, NO_KEY, plan_stage
from deploy.console import note
from deploy.errors import DeployError
from deploy.log_group import ACCEPTED_DAYS, RETENTION_DAYS, create_log, delete_log
from deploy.package import (
    LAMBDA_UNZIPPED_BYTES,
    LAMBDA_ZIPPED_BYTES,
    has_requirements,
    read_package,
)
from deploy.protection import (
    BURST,
    OPENED,
    REQUESTS_PER_SECOND,
    create_key,
    delete_key,
    open_errors,
    throttle,
)
from deploy.source_copy import copy_source
from deploy.stages import CHALICE, Stage, read_stage
from deploy.terraform import complete_file

if TYPE_CHECKING:
    from argparse import _SubParsersAction

USER_MISTAKE = 2
NO_MODEL = 3
INTERRUPTED = 130
SWITCH = {"on": True, "off": False}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 for an error that the user can fix.

    The command `model` exits with 3 if no version is promoted.
    """
    args = _parser().parse_args(arguments)
    try:
        args.run(args)
    except (ServiceError, OSError, BotoCoreError, ClientError) as exc:
        # One line, even if a proxy between here and AWS responded with a whole page.
        note(f"error: {' '.join(str(exc).split())}")
        return USER_MISTAKE
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    return 0


def _parser() -> ArgumentParser:
    description = "Prepare, protect and remove a deployment."
    parser = ArgumentParser("python -m deploy", description=description)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_bucket(commands)
    _add_configure(commands)
    _add_log(commands)
    for run in (model, protect, remove):
        _add_stage(_add_command(commands, run, "--stage prod"))
    copying = _add_command(commands, copy, "build/deployment")
    copying.add_argument("directory", type=Path, metavar="DIR")
    sizing = _add_command(commands, size, "build/package/deployment.zip")
    sizing.add_argument("package", type=Path, metavar="ZIP")
    sizing.add_argument("--gate", action="store_true", help="fail if the package has a fault")
    completing = _add_command(commands, terraform, "build/terraform/chalice.tf.json")
    completing.add_argument("file", type=Path, metavar="FILE")
    serving = _add_command(commands, serve, "--port 8000")
    serving.add_argument("--port", default="8000", metavar="N", help="default: %(default)s")
    return parser


def _add_command(
    commands: "_SubParsersAction[ArgumentParser]", run: Callable[[Namespace], None], example: str
) -> ArgumentParser:
    """Add the command that a function runs: its name and its help are the function's."""
    name, text = run.__name__, run.__doc__
    epilog = f"example: python -m deploy {name} {example}"
    parser = commands.add_parser(name, help=text, description=text, epilog=epilog)
    parser.set_defaults(run=run)
    return parser


def _add_stage(parser: ArgumentParser) -> None:
    parser.add_argument("--stage", required=True, metavar="NAME", help="dev, prod or another")


def _add_bucket(commands: "_SubParsersAction[ArgumentParser]") -> None:
    parser = _add_command(commands, bucket, "my-models --region eu-central-1")
    parser.add_argument("name", metavar="NAME", help="the bucket's name, or s3://NAME")
    parser.add_argument("--region", metavar="NAME", help="default: the region boto3 is set to")
    parser.add_argument("--dry-run", action="store_true", help="print the changes, make none")


def _add_configure(commands: "_SubParsersAction[ArgumentParser]") -> None:
    parser = _add_command(commands, configure, "--stage prod --models s3://my-models/prod")
    parser.add_argument("--models", metavar="URI", help="s3://bucket/prefix; default: unchanged")
    parser.add_argument(
        "--api-key", choices=SWITCH, help="require a key on POST routes; default: unchanged"
    )
    parser.add_argument(
        "--kms-key",
        metavar="ARN",
        help=f"the KMS key that encrypts the bucket, or {NO_KEY}; default: unchanged",
    )
    parser.add_argument(
        "--reports", choices=SWITCH, help="let users report to the store; default: unchanged"
    )
    parser.add_argument(
        "--allow-pickle",
        action="store_true",
        help="let the function read the tutorial's pickles; ALLOW_PICKLE of the stage does so too",
    )
    _add_stage(parser)


def _add_log(commands: "_SubParsersAction[ArgumentParser]") -> None:
    parser = _add_command(commands, log, "--stage prod --days 90")
    parser.add_argument(
        "--days",
        type=int,
        choices=ACCEPTED_DAYS,
        metavar="N",
        default=RETENTION_DAYS,
        help="a retention period that CloudWatch accepts; default: %(default)s",
    )
    _add_stage(parser)


def configure(args: Namespace) -> None:
    """Set where a stage's models are in Chalice's configuration, and write its IAM policies."""
    planned = plan_stage(
        CHALICE,
        args.stage,
        args.models,
        api_key=SWITCH.get(args.api_key),
        kms_key=args.kms_key,
        reports=SWITCH.get(args.reports),
        allow_pickle=args.allow_pickle,
        partition=configured_partition(),
        environ=os.environ,
    )
    for path, content in planned.items():
        if not path.exists() or path.read_text() != content:
            path.write_text(content)
            note(f"wrote {path}")
    if args.reports == "on":
        note(EXPIRY_HINT)


def model(args: Namespace) -> None:
    """Print the version that a stage will serve; exit with 3 if none is promoted."""
    stage = read_stage(CHALICE, args.stage)
    models, store = stage.models, open_reader(stage.models)
    if pinned := stage.environ.get("MODEL_VERSION"):
        note(f"serves {fetch_manifest(store, pinned).version}, pinned, from {models}")
        return
    try:
        pointer = store.read(POINTER_KEY, MAX_POINTER_BYTES)
    except NotInStoreError:
        note(f"no version is promoted at {models} yet")
        sys.exit(NO_MODEL)
    note(f"serves {read_pointer(pointer).manifest.version} from {models}")


def log(args: Namespace) -> None:
    """Create the log group of a stage's function and set how long it keeps events."""
    stage = read_stage(CHALICE, args.stage)
    group = create_log(_client("logs", stage), stage.function, args.days)
    note(f"{group} keeps events for {args.days} days")


def protect(args: Namespace) -> None:
    """Throttle a deployed stage, let pages read its errors; create and print a required API key."""
    stage = read_stage(CHALICE, args.stage)
    api_id = stage.api_id()
    gateway = _client("apigateway", stage)
    if open_errors(gateway, api_id, stage.gateway_stage):
        note(OPENED)
    throttle(gateway, api_id, stage.gateway_stage)
    note(f"throttled to {REQUESTS_PER_SECOND} requests per second, bursts of {BURST}")
    if stage.requires_key:
        print(create_key(gateway, stage.function, api_id, stage.gateway_stage))


def remove(args: Namespace) -> None:
    """Remove what `chalice delete` leaves behind: log group, API key and usage plan."""
    stage = read_stage(CHALICE, args.stage)
    removed = delete_key(_client("apigateway", stage), stage.function)
    if group := delete_log(_client("logs", stage), stage.function):
        removed.append(f"log group {group}")
    for name in removed:
        note(f"removed {name}")
    if not removed:
        note("nothing to remove")


def copy(args: Namespace) -> None:
    """Copy the service's source with its bytecode into a directory, for Chalice to package."""
    copy_source(Path(), args.directory)


def size(args: Namespace) -> None:
    """Print the size of a package next to Lambda's limits."""
    package = read_package(args.package)
    print(f"zipped    {package.zipped_bytes:>11,} bytes of {LAMBDA_ZIPPED_BYTES:>11,}")
    print(f"unzipped  {package.unzipped_bytes:>11,} bytes of {LAMBDA_UNZIPPED_BYTES:>11,}")
    print(f"compiled  {len(package.compiled):>11,} files")
    if args.gate and (faults := package.faults(has_requirements(Path()))):
        raise DeployError(f"{args.package}: " + "; ".join(faults))


def terraform(args: Namespace) -> None:
    """Complete the Terraform file that `chalice package` wrote."""
    complete_file(args.file)


def serve(args: Namespace) -> None:
    """Serve the promoted model on this machine until it is interrupted."""
    from deploy.local_server import open_server  # takes a third of a second to import

    open_server(args.port).serve_forever()


def _client(service: str, stage: Stage) -> Any:
    if region := configured_region():
        stage.check_region(region)
    return deploy_client(service)


if __name__ == "__main__":
    sys.exit(main())
