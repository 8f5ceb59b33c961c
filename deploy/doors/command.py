"""The commands `door`, which `make deploy` runs, and `url`."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from deploy.configuration.stages import CHALICE, read_stage
from deploy.console import note
from deploy.doors.choice import NAMES
from deploy.doors.setting import REST, SIGNED
from deploy.doors.switching import close_doors, door_url, open_door, reserve
from deploy.stage_commands import stage_client

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def door(args: Namespace) -> None:
    """Open the configured endpoint of a deployed stage, close the others, and print its URL."""
    stage = read_stage(CHALICE, args.stage)
    functions = stage_client("lambda", stage)
    if args.reserve:
        reserve(CHALICE, stage, functions)
        return
    gateway = stage_client("apigatewayv2", stage)
    # The old endpoint closes last: if the new one cannot be opened, its users still have it.
    opened = open_door(CHALICE, stage, functions, gateway)
    for name in close_doors(CHALICE, stage, functions, gateway, keep=stage.url):
        note(f"removed {name}")
    if opened is not None:
        who = (
            "callers who sign requests with IAM credentials"
            if stage.url_auth == SIGNED
            else "everybody"
        )
        note(f"the {NAMES[stage.url]} is open to {who}")
        print(opened)


def url(args: Namespace) -> None:
    """Print the URL of a deployed stage."""
    stage = read_stage(CHALICE, args.stage)
    if stage.url == REST:
        print(stage.rest_url())
        return
    print(door_url(stage, stage_client("lambda", stage), stage_client("apigatewayv2", stage)))


def add_doors(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add both commands to the parser of `python -m deploy`."""
    for run in (door, url):
        epilog = f"example: python -m deploy {run.__name__} --stage prod"
        parser = commands.add_parser(
            run.__name__, help=run.__doc__, description=run.__doc__, epilog=epilog
        )
        parser.add_argument("--stage", required=True, metavar="NAME", help="dev, prod or another")
        parser.set_defaults(run=run)
        if run is door:
            parser.add_argument(
                "--reserve",
                action="store_true",
                help="only reserve the configured concurrency again, and report why it fails",
            )
