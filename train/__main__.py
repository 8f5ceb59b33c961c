"""Run a command: `python -m train --help` lists them."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from chalicelib.errors import ServiceError
from chalicelib.settings import read_settings
from train.cli.console import note
from train.cli.parser import build_parser

USER_MISTAKE = 2
BROKEN_PIPE = 141  # what a shell reports of a process that SIGPIPE has ended
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 for what the user can put right."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a label or a sign that a terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        parser = build_parser(read_settings(os.environ).model_uri)
        args = parser.parse_args(arguments)
        args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has read enough; Python must not flush again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as exc:
        note(f"error: {exc}")
        return USER_MISTAKE
    except ServiceError as exc:
        note(f"error: {exc}")
        return USER_MISTAKE
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
