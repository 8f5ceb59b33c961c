"""Where a command's words go: results to standard output, all else to standard error."""

import sys


def note(message: str) -> None:
    """Print to standard error what a script would not read."""
    print(message, file=sys.stderr)


def counted(counts: dict[str, int]) -> str:
    """Return the texts per label as words.

    >>> counted({"ham": 2, "spam": 1})
    '2 ham, 1 spam'
    """
    return ", ".join(f"{count} {label}" for label, count in counts.items())
