"""Run a command; `python -m train --help` lists the commands."""

import errno
import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

INTERRUPTED = 130
"""The exit code that a shell reports for a process that SIGINT ended: 128 + 2."""

try:
    from chalicelib.errors import FormatError, ServiceError
    from chalicelib.pointer import POINTER_KEY
    from chalicelib.registry.policies import POLICIES
    from chalicelib.settings import read_settings
    from chalicelib.version_names import VERSIONS
    from train.cli.console import note
    from train.cli.parser import build_parser
    from train.reasons import reason
    from train.report.visible_text import visible_line
except KeyboardInterrupt:  # the imports take most of a short command's time
    sys.stderr.write("interrupted\n")
    sys.exit(INTERRUPTED)

if TYPE_CHECKING:
    from argparse import Namespace

USER_MISTAKE = 2
TERMINATED = 143
"""The exit code that a shell reports for a process that SIGTERM ended: 128 + 15."""

BROKEN_PIPE = 141
"""The exit code that a shell reports for a process that SIGPIPE ended: 128 + 13."""

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What writing fails with; it does not name the file."""

KEYS = (POINTER_KEY, POLICIES, VERSIONS)
"""How an error of damaged bytes begins; the reader of a store does not name the store."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 for a mistake that the user can fix.

    `doctor` also returns 1: the model has obstacles.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # for characters that the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    args: Namespace | None = None
    try:
        parser = build_parser(read_settings(os.environ).model_uri)
        args = parser.parse_args(arguments)
        code: int | None = args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output, such as `head`, has closed it
        _drop_unwritten()
        return BROKEN_PIPE
    except (OSError, ServiceError) as exc:
        note(f"error: {visible_line(_message(exc, getattr(args, 'store', None)))}")
        _drop_unwritten()
        return USER_MISTAKE
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    return code or 0


def _message(exc: OSError | ServiceError, store: str | None) -> str:
    """Return what an error says, with the file of an error of Python's own, or with the store."""
    if isinstance(exc, FormatError) and store and str(exc).startswith(KEYS):
        return f"{store}/{exc}"
    if isinstance(exc, ServiceError):
        return str(exc)
    where = exc.filename or ("the output cannot be written" if exc.errno in FULL else "")
    return f"{where}{': ' * bool(where)}{reason(exc)}"


def _drop_unwritten() -> None:
    """Drop the output that cannot be written.

    Python would flush it again at exit, fail, print that and exit with 120. So it gets a file that
    accepts everything.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    # As after Ctrl-C, a file that is half written is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    sys.exit(main())
