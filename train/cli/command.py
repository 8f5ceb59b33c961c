"""What a command is: a function of the parsed arguments, added to the parser by its name."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

RunCommand = Callable[[Namespace], None]
"""Runs a command; its docstring is the command's description in the help."""

AddCommand = Callable[[str, RunCommand, str], ArgumentParser]
"""Adds a command: its name, the function that runs it, and an example of its arguments."""


def add_store_option(
    parser: ArgumentParser, option: str, model_uri: str, purpose: str = "the store"
) -> None:
    """Add the option that names a store: a directory or `s3://bucket/prefix`."""
    parser.add_argument(
        option,
        dest="store",
        metavar="URI",
        default=model_uri,
        help=f"{purpose}: a directory or s3://bucket/prefix; default: %(default)s",
    )
