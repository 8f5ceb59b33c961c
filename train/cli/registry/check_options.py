"""The options of the checks before a promotion, which `read_checks` reads."""

from argparse import ArgumentParser

from train.cli.argument_types import local_path


def add_checks(parser: ArgumentParser, passing: str, force: str) -> None:
    """Add them; `passing` and `force` say what --must-pass and --force do for the command."""
    parser.add_argument("--must-pass", type=local_path, metavar="FILE", help=passing)
    parser.add_argument(
        "--show-texts", action="store_true", help="also print the texts that fail --must-pass"
    )
    parser.add_argument("--force", action="store_true", help=force)
