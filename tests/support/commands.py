"""Run a command as a user does."""

from collections.abc import Callable, Sequence

import pytest

Run = Callable[..., tuple[int, str, str]]
"""Runs a command; returns its exit code, its standard output and its standard error."""


def runner(main: Callable[[Sequence[str]], int], capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the commands of a `__main__` module."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command
