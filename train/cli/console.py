"""Where a command's output goes: results to standard output, notes to standard error."""

import sys


def note(message: str) -> None:
    """Print to standard error what a script does not read."""
    print(message, file=sys.stderr)
