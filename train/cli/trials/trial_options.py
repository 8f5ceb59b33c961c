"""The options of `promote` that put a version on trial, or end a trial."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import NamedTuple

from chalicelib.pointer import BAND, CANARY, SHADOW
from train.cli.argument_types import band
from train.errors import InputError

LEAST, MOST = 1, 99


class TrialChoice(NamedTuple):
    """What the options say of a trial: its kind, the canary's percentage, and its band."""

    kind: str
    percent: int = 0
    band: float = BAND


def add_trial_options(parser: ArgumentParser) -> None:
    """Add `--shadow`, `--canary`, `--end-trial` and `--band`."""
    trial = parser.add_mutually_exclusive_group()
    trial.add_argument(
        "--shadow",
        action="store_true",
        help="try the version without promoting it: services also label each text with it, for "
        "the log only",
    )
    trial.add_argument(
        "--canary",
        type=percentage,
        metavar="PERCENT",
        help="try the version without promoting it: it responds to this percentage of the "
        "requests, until it fails or shifts the labels; default for VERSION: the one on trial",
    )
    trial.add_argument(
        "--end-trial", action="store_true", help="end the trial and keep the promoted version"
    )
    parser.add_argument(
        "--band",
        type=band,
        metavar="SHARE",
        help="stop the canary if the share of a label differs by more than this from the promoted "
        f"version's; default: {BAND}",
    )


def percentage(value: str) -> int:
    """Parse the percentage of the requests that a canary responds to.

    >>> percentage("10"), percentage("10%")
    (10, 10)
    """
    digits = value.strip().removesuffix("%").rstrip()
    if digits.isascii() and digits.isdigit() and LEAST <= int(digits[:20]) <= MOST:
        return int(digits)
    raise ArgumentTypeError(f"found {value!r}; expected a whole number from {LEAST} to {MOST}")


def read_trial(args: Namespace) -> TrialChoice | None:
    """Return the trial that the options ask for, or None if they ask for none.

    Raises
    ------
    InputError
        If an option is given without the one that it belongs to, or with a needless version.
    """
    if args.band is not None and args.canary is None:
        raise InputError("found --band without --canary; expected both")
    if args.end_trial and args.version:
        raise InputError(f"found --end-trial and {args.version}; expected one of them")
    if args.canary is not None:
        return TrialChoice(CANARY, args.canary, BAND if args.band is None else args.band)
    return TrialChoice(SHADOW) if args.shadow else None
