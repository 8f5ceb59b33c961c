"""What a command is: a function of the parsed arguments, added to the parser by its name."""

from argparse import Action, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import _SubParsersAction

RunCommand = Callable[[Namespace], int | None]
"""Runs a command and returns its exit code, None for 0; its docstring is its description."""

AddCommand = Callable[[str, RunCommand, str], ArgumentParser]
"""Adds a command: its name, the function that runs it, and an example of its arguments."""


def adder(commands: "_SubParsersAction[ArgumentParser]", program: str) -> AddCommand:
    """Return what adds the commands of a program, such as `python -m train reports`."""

    def add(name: str, run: RunCommand, example: str) -> ArgumentParser:
        command = commands.add_parser(
            name,
            help=run.__doc__,
            description=run.__doc__,
            epilog=f"example:\n  {program} {name} {example}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=run)
        return command

    return add


class _StoreOnce(Action):
    """Keep the store; two names of the option may not name two stores."""

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        named = getattr(namespace, "named_store", None)
        if named not in (None, values):
            parser.error(f"found the stores {named!r} and {values!r}; expected one")
        namespace.named_store = namespace.store = values


def add_written_store(parser: ArgumentParser, model_uri: str, purpose: str = "the store") -> None:
    """Add `--to`: the store that a command writes to or compares with."""
    _add_store(parser, ("--to",), model_uri, purpose)


def add_read_store(parser: ArgumentParser, model_uri: str) -> None:
    """Add `--from`, the store that a command only reads; `--to` is another name for it."""
    _add_store(parser, ("--from", "--to"), model_uri, "the store")


def _add_store(parser: ArgumentParser, names: Sequence[str], model_uri: str, purpose: str) -> None:
    parser.add_argument(
        *names,
        dest="store",
        action=_StoreOnce,
        metavar="URI",
        default=model_uri,
        help=f"{purpose}: a directory or s3://bucket/prefix; default: %(default)s",
    )
