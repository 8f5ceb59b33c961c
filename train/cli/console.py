"""Where a command's output goes: results to standard output, notes to standard error."""

import sys

from train.report.visible_text import visible


def note(message: str) -> None:
    """Print to standard error what a script does not read, see `print_result`."""
    print(visible(message), file=sys.stderr)


def print_result(result: str) -> None:
    """Print a result to standard output, with its invisible characters escaped.

    It may come from a manifest, and anyone who can write to the store can put escape sequences
    there that clear a terminal, or characters that reverse a line.
    """
    print(visible(result))
