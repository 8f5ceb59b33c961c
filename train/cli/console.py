"""Where a command's output goes: results to standard output, notes to standard error."""

import sys


def note(message: str) -> None:
    """Print to standard error what a script does not read."""
    print(message, file=sys.stderr)


def counted(counts: dict[str, int]) -> str:
    """Return the number of texts per label in words.

    >>> counted({"ham": 2, "spam": 1})
    '2 ham, 1 spam'
    """
    return ", ".join(f"{count} {label}" for label, count in counts.items())
