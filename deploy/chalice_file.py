"""Refuse a file that should be one of `chalice package`, in one line that says what was found."""

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path

from yaml import YAMLError

from deploy.errors import DeployError

FAULTS = (AttributeError, LookupError, RuntimeError, TypeError, ValueError, YAMLError)
"""What Chalice and this project raise for a document with another content."""


@contextmanager
def expecting(path: Path, kind: str) -> Iterator[None]:
    """Read a file within the block; `kind` says what is expected of it.

    Raises
    ------
    DeployError
        If it is missing, cannot be read, or has another content.
    """
    try:
        yield
    except OSError as exc:
        if exc.filename != str(path):
            raise
        raise DeployError(f"{path}: {exc.strerror}; expected {kind}") from exc
    except FAULTS as exc:
        raise DeployError(f"{path}: found {_found(exc)}; expected {kind}") from exc


def _found(exc: Exception) -> str:
    if isinstance(exc, UnicodeDecodeError):
        return "bytes that are not UTF-8"
    if isinstance(exc, JSONDecodeError):
        return f"no JSON in line {exc.lineno}"
    if isinstance(exc, KeyError):
        return f"no {exc.args[0]!r}"
    return "another content"
