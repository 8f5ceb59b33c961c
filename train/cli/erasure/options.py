"""The commands that delete, with their options."""

from argparse import ArgumentParser

from train.cli.argument_types import kept, local_path
from train.cli.command import AddCommand, add_written_store
from train.cli.corpus.options import add_reading_options
from train.cli.erasure import commands
from train.cli.model_options import MODEL_DIRECTORY
from train.cli.registry.options import EXAMPLE_VERSION, S3_EXAMPLE

KEEP_LAST = 10


def add_erasure_commands(add: AddCommand, model_uri: str) -> None:
    """Add `prune`, `delete` and `forget`."""
    for command in (_add_prune(add), _add_delete(add), _add_forget(add)):
        command.add_argument(
            "--dry-run", action="store_true", help="only print what the command would do"
        )
        add_written_store(command, model_uri)


def _add_prune(add: AddCommand) -> ArgumentParser:
    prune = add("prune", commands.prune, f"--keep-last 5 {S3_EXAMPLE}")
    prune.add_argument(
        "--keep-last",
        type=kept,
        default=KEEP_LAST,
        metavar="N",
        help="keep the N newest versions; default: %(default)s",
    )
    prune.add_argument(
        "--keep",
        nargs="+",
        default=[],
        metavar="VERSION",
        help="also keep these versions, such as those that a service pins",
    )
    return prune


def _add_delete(add: AddCommand) -> ArgumentParser:
    delete = add("delete", commands.delete, EXAMPLE_VERSION)
    delete.add_argument("version", metavar="VERSION")
    delete.add_argument(
        "--force", action="store_true", help="delete even the current or the previous version"
    )
    return delete


def _add_forget(add: AddCommand) -> ArgumentParser:
    forget = add("forget", commands.forget, "request.txt --data texts.csv --dry-run")
    forget.add_argument(
        "texts",
        nargs="+",
        metavar="TEXT|FILE",
        help="a text, or a file with one: a corpus file (each row's text), a mail or a mailbox. "
        "Case and white space do not matter",
    )
    forget.add_argument(
        "--data",
        nargs="+",
        type=local_path,
        default=[],
        metavar="FILE",
        help="the corpus files and directories to search and rewrite, in the order in which 'fit' "
        "read them; also give the reading options that 'fit' had",
    )
    add_reading_options(forget)
    forget.add_argument(
        "--model",
        type=local_path,
        default=MODEL_DIRECTORY,
        metavar="DIRECTORY",
        help="also search this model that 'fit' wrote, if it exists; default: %(default)s",
    )
    return forget
