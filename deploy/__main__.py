"""The command line of `python -m deploy`; `make deploy` runs its commands in order."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

INTERRUPTED = 130

try:
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    from chalicelib.errors import ServiceError
    from chalicelib.store.boto3_client import NO_CREDENTIALS
    from deploy.bucket.command import bucket
    from deploy.bulk_scoring.commands import add_bulk
    from deploy.configuration.change_options import add_change
    from deploy.configuration.command import configure
    from deploy.configuration.given import SWITCHES
    from deploy.console import note
    from deploy.doors.command import add_doors
    from deploy.log_group import ACCEPTED_DAYS, RETENTION_DAYS
    from deploy.packaging.worker_zip import add_workers
    from deploy.stage_commands import (
        accelerator,
        cloudformation,
        copy,
        log,
        model,
        protect,
        remove,
        serve,
        size,
        terraform,
    )
except KeyboardInterrupt:  # the imports take most of a short command's time
    sys.stderr.write("interrupted\n")
    sys.exit(INTERRUPTED)

if TYPE_CHECKING:
    from argparse import _SubParsersAction

USER_MISTAKE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 for an error that the user can fix.

    The command `model` exits with 3 if no version is promoted.
    """
    args = _parser().parse_args(arguments)
    try:
        args.run(args)
    except (ServiceError, OSError, BotoCoreError, ClientError) as exc:
        # One line, even if a proxy between here and AWS responded with a whole page.
        note(f"error: {' '.join(_message(exc).split())}")
        return USER_MISTAKE
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    return 0


def _message(exc: Exception) -> str:
    if isinstance(exc, NoCredentialsError):
        return NO_CREDENTIALS
    if isinstance(exc, OSError) and exc.strerror:
        return f"{exc.filename}: {exc.strerror}" if exc.filename else exc.strerror
    return str(exc)


def _parser() -> ArgumentParser:
    description = "Prepare, protect and remove a deployment."
    parser = ArgumentParser("python -m deploy", description=description)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_bucket(commands)
    _add_configure(commands)
    _add_log(commands)
    add_doors(commands)
    add_bulk(commands)
    for run in (model, protect, remove):
        _add_stage(_add_command(commands, run, "--stage prod"))
    _add_packaging(commands)
    serving = _add_command(commands, serve, "--port 8000")
    add_workers(commands)
    about = "the port to listen on; default: %(default)s"
    serving.add_argument("--port", default="8000", metavar="N", help=about)
    return parser


def _add_packaging(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands that make a package and check it."""
    copying = _add_command(commands, copy, "build/deployment --stage prod")
    copying.add_argument("directory", type=Path, metavar="DIR")
    about = "the stage to package; without it, files for bulk scoring only are left out"
    copying.add_argument("--stage", metavar="NAME", help=about)
    about = "compile the accelerator for the function's processor; default: %(default)s"
    copying.add_argument("--accelerator", choices=SWITCHES, default="off", help=about)
    _add_command(commands, accelerator, "")
    sizing = _add_command(commands, size, "build/package/deployment.zip")
    sizing.add_argument("package", type=Path, metavar="ZIP")
    about = "fail if the package is too large or has files that it should not have"
    sizing.add_argument("--gate", action="store_true", help=about)
    publishing = _add_command(commands, cloudformation, "build/package/sam.yaml")
    publishing.add_argument("file", type=Path, metavar="FILE")
    about = "use this stage's URL, AUTH and CONCURRENCY as the defaults of the parameters"
    publishing.add_argument("--stage", metavar="NAME", help=about)
    completing = _add_command(commands, terraform, "build/terraform/chalice.tf.json")
    completing.add_argument("file", type=Path, metavar="FILE")
    about = "report which settings of this stage the file lacks"
    completing.add_argument("--stage", metavar="NAME", help=about)


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
    parser.add_argument(
        "--stage", metavar="NAME", help="encrypt the bucket with this stage's KMS key, if any"
    )
    parser.add_argument("--dry-run", action="store_true", help="only print the changes")


def _add_configure(commands: "_SubParsersAction[ArgumentParser]") -> None:
    parser = _add_command(commands, configure, "--stage prod --models s3://my-models/prod")
    add_change(parser)
    parser.add_argument(
        "--allow-pickle",
        action="store_true",
        help="let the function read the tutorial's pickles, as ALLOW_PICKLE=1 of the stage does",
    )
    about = "read these options from the variables GIVEN_... instead, which the Makefile sets"
    parser.add_argument("--given", action="store_true", help=about)
    about = "with --given: first check that AWS has what a deployment needs"
    parser.add_argument("--deploying", action="store_true", help=about)
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


if __name__ == "__main__":
    sys.exit(main())
