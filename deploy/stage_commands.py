"""The commands of `python -m deploy` that prepare, protect and remove a stage."""

import sys
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import Any

from chalicelib.store.boto3_client import configured_region
from deploy.accelerator.compiling import compile_accelerator, compile_here
from deploy.aws import deploy_client
from deploy.bulk_scoring.deployment import delete_bulk
from deploy.configuration.stages import CHALICE, Stage, read_config, read_stage
from deploy.console import note
from deploy.doors.choice import template_defaults
from deploy.doors.setting import REST, SIGNED
from deploy.doors.switching import close_doors
from deploy.errors import DeployError
from deploy.log_group import create_log, delete_log
from deploy.packaging.check import (
    LAMBDA_UNZIPPED_BYTES,
    LAMBDA_ZIPPED_BYTES,
    has_requirements,
    read_package,
)
from deploy.packaging.shipped_model import ship_stage
from deploy.packaging.source_copy import copy_source
from deploy.protection import (
    BURST,
    OPENED,
    REQUESTS_PER_SECOND,
    create_key,
    delete_key,
    open_errors,
    throttle,
)
from deploy.served_version import served_version
from deploy.terraform import complete_file

NO_MODEL = 3


def model(args: Namespace) -> None:
    """Print the version that a stage will serve; exit with 3 and print the store if it has none."""
    stage = read_stage(CHALICE, args.stage)
    version = served_version(stage)
    if version is None:
        if stage.environ.get("ALLOW_PICKLE") == "1":
            raise DeployError(
                f"no version is promoted at {stage.models}, and make deploy ships no scikit-learn "
                "for ALLOW_PICKLE=1; make package-joblib does"
            )
        note(f"no version is promoted at {stage.models} yet")
        print(stage.models)
        sys.exit(NO_MODEL)
    pinned = ", pinned," if stage.environ.get("MODEL_VERSION") else ""
    note(f"serves {version}{pinned} from {stage.models}")


def log(args: Namespace) -> None:
    """Create the log group of a stage's function and set how long it keeps events."""
    stage = read_stage(CHALICE, args.stage)
    for function in stage.functions:
        group = create_log(stage_client("logs", stage), function, args.days)
        note(f"{group} keeps events for {args.days} days")


def protect(args: Namespace) -> None:
    """Throttle a deployed stage, let pages read its errors, and print the API key if required."""
    stage = read_stage(CHALICE, args.stage)
    api_id = stage.api_id()
    gateway = stage_client("apigateway", stage)
    if open_errors(gateway, api_id, stage.gateway_stage):
        note(OPENED)
    throttle(gateway, api_id, stage.gateway_stage)
    note(f"throttled to {REQUESTS_PER_SECOND} requests per second, bursts of {BURST}")
    if stage.requires_key and stage.url_auth != SIGNED:  # then the REST API is closed
        print(create_key(gateway, stage.function, api_id, stage.gateway_stage))


def remove(args: Namespace) -> None:
    """Remove what `chalice delete` leaves: logs, API key, usage plan, endpoints, bulk scoring."""
    stage = read_stage(CHALICE, args.stage)
    removed = delete_key(stage_client("apigateway", stage), stage.function)
    if stage.bulk is not None:
        removed += delete_bulk(stage.function, partial(stage_client, stage=stage))
    for function in stage.functions:
        if group := delete_log(stage_client("logs", stage), function):
            removed.append(f"log group {group}")
    functions, gateway = stage_client("lambda", stage), stage_client("apigatewayv2", stage)
    removed += close_doors(CHALICE, stage, functions, gateway)
    for name in removed:
        note(f"removed {name}")
    if not removed:
        note("nothing to remove")


def copy(args: Namespace) -> None:
    """Copy the service's source, its bytecode and the stage's model, for Chalice to package."""
    stage = read_stage(CHALICE, args.stage) if args.stage else None
    bulk = stage is not None and stage.bulk is not None
    if left_out := copy_source(Path(), args.directory, bulk=bulk):
        note(f"left out of the package because they are not source files: {', '.join(left_out)}")
    if stage is not None:
        note(ship_stage(stage, args.directory))
    if args.accelerator == "on":
        config = read_config(CHALICE)
        config |= config["stages"].get(args.stage, {})
        architecture = config.get("lambda_architecture", "x86_64")
        compile_accelerator(args.directory, architecture)
        note(f"the package contains the accelerator for {architecture}")


def accelerator(_: Namespace) -> None:
    """Compile the accelerator for this machine, into the source that `make run` serves."""
    note(f"wrote {compile_here(Path())}")


def size(args: Namespace) -> None:
    """Print the size of a package next to Lambda's limits."""
    package = read_package(args.package)
    print(f"zipped    {package.zipped_bytes:>11,} bytes of {LAMBDA_ZIPPED_BYTES:>11,}")
    print(f"unzipped  {package.unzipped_bytes:>11,} bytes of {LAMBDA_UNZIPPED_BYTES:>11,}")
    print(f"compiled  {len(package.compiled):>11,} files")
    if package.model.unzipped:
        print(f"model     {package.model.unzipped:>11,} bytes of the unzipped")
    if args.gate and (faults := package.faults(has_requirements(Path()))):
        raise DeployError(f"{args.package}: " + "; ".join(faults))


def cloudformation(args: Namespace) -> None:
    """Complete the CloudFormation template that `chalice package` wrote."""
    from deploy.live_version import complete_template  # Chalice's packager is slow to import

    defaults = template_defaults(CHALICE, read_stage(CHALICE, args.stage)) if args.stage else {}
    for line in complete_template(args.file, defaults):
        note(line)


def terraform(args: Namespace) -> None:
    """Complete the Terraform file that `chalice package` wrote."""
    complete_file(args.file)
    stage = read_stage(CHALICE, args.stage) if args.stage else None
    if stage is not None and stage.url != REST:
        closed = ", and with AUTH=iam it refuses every request"
        note(f"Terraform has the REST API only{closed if stage.url_auth == SIGNED else ''}")


def serve(args: Namespace) -> None:
    """Serve the promoted model on this machine until it is interrupted."""
    from deploy.local_server import open_server  # takes a third of a second to import

    open_server(args.port).serve_forever()


def stage_client(service: str, stage: Stage) -> Any:
    """Return a client of a service, in the region in which the stage is deployed."""
    if region := configured_region():
        stage.check_region(region)
    return deploy_client(service)
