"""Print messages to standard error, so that standard output holds only a command's result."""

import sys


def note(message: str) -> None:
    """Print a message for a person, not for a script, to standard error."""
    print(message, file=sys.stderr)
