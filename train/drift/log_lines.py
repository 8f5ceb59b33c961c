"""Find the service's lines in a log: as it writes them, or as CloudWatch exports them.

A line may have text around it, such as the time, and a log may be one JSON document that holds the
lines as strings, such as `aws logs filter-log-events` prints. Other lines are skipped.
"""

import gzip
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader
from itertools import chain
from typing import Any, NamedTuple

from train.errors import InputError

START = '{"_aws":'
GZIP = b"\x1f\x8b"
LABEL = "Predictions."

_decode = json.JSONDecoder().raw_decode


class LogLine(NamedTuple):
    """What a line says: the version, how many texts have each label, and the sample, if any."""

    version: str
    texts: int
    labels: Mapping[str, int]
    score: float | None
    known: float | None


def read_log(raw: BufferedReader, name: str) -> Iterator[LogLine]:
    """Yield the lines of requests that labelled texts; the log may be packed with gzip.

    Raises
    ------
    InputError
        If the log cannot be read; `name` says which.
    """
    try:
        packed = raw.peek(2).startswith(GZIP)
        stream: Iterable[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw
        for value in _values(line.decode("utf-8", "replace") for line in stream):
            line = _log_line(value)
            if line is not None:
                yield line
    except (OSError, EOFError, zlib.error) as exc:
        raise InputError(f"{name}: cannot be read: {exc}") from exc


def _values(lines: Iterator[str]) -> Iterator[Any]:
    """Yield all JSON values that could be a line of the service, in their order."""
    for line in lines:
        text = line.strip()
        if START in text:
            yield _first_value(text[text.index(START) :])
        elif text in ("{", "["):  # a document over many lines
            yield from _within(_first_value("".join(chain([text], lines))))
        elif text.startswith(("{", "[")):
            yield from _within(_first_value(text))


def _first_value(text: str) -> Any:
    try:
        return _decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _within(value: Any) -> Iterator[Any]:
    """Yield the lines that a document holds as strings, however deep."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if START in each:
                yield _first_value(each[each.index(START) :])
        elif isinstance(each, dict):
            waiting += reversed(each.values())
        elif isinstance(each, list):
            waiting += reversed(each)


def _log_line(value: Any) -> LogLine | None:
    """Return what a value says, or None if it is no line of a request that labelled texts."""
    if not isinstance(value, dict) or not isinstance(value.get("version"), str):
        return None
    texts, score, known = (value.get(name) for name in ("Texts", "score", "known"))
    if type(texts) is not int:
        return None
    labels = {
        name.removeprefix(LABEL): count
        for name, count in value.items()
        if name.startswith(LABEL) and type(count) is int
    }
    share = _number(known)
    if share is not None and not 0.0 <= share <= 1.0:
        return None
    return LogLine(value["version"], texts, labels, _number(score), share)


def _number(value: Any) -> float | None:
    return float(value) if type(value) in (int, float) and math.isfinite(value) else None
