"""The service's lines are found in what it prints and in what CloudWatch exports."""

import gzip
import io
import json
from collections.abc import Callable
from io import BufferedReader
from typing import Any

import pytest

from tests.support.log_lines import VERSION, service_line
from train.drift.log_lines import LogLine, read_log
from train.errors import InputError

FIRST = service_line(["ham", "spam", "ham"], -1.5, 0.75, route="POST /spamorham")
SECOND = service_line(["spam"])
EXPECTED = [
    LogLine(VERSION, 3, {"ham": 2, "spam": 1}, -1.5, 0.75),
    LogLine(VERSION, 1, {"spam": 1}, None, None),
]
EVENTS = {"events": [{"logStreamName": "s", "message": f"{line}\n"} for line in (FIRST, SECOND)]}
INSIGHTS = [{"@timestamp": "t", "@message": line} for line in (FIRST, SECOND)]


def read(raw: bytes) -> list[LogLine]:
    return [*read_log(BufferedReader(io.BytesIO(raw)), "service.log")]


def lines(form: Callable[[str], str]) -> bytes:
    return "".join(f"{form(line)}\n" for line in (FIRST, SECOND)).encode()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(lines(str), id="as-printed"),
        pytest.param(lines(lambda line: f"2026-01-31T09:30:00.123Z {line}"), id="exported-to-s3"),
        pytest.param(lines(lambda line: f"EVENTS\tid\t1\tstream\t{line}\t17"), id="aws-text"),
        pytest.param(lines(lambda line: json.dumps({"message": line})), id="a-document-a-line"),
        pytest.param(json.dumps(EVENTS).encode(), id="filter-log-events-in-a-line"),
        pytest.param(json.dumps(EVENTS, indent=4).encode(), id="filter-log-events"),
        pytest.param(json.dumps(INSIGHTS, indent=2).encode(), id="insights"),
        pytest.param(gzip.compress(lines(str)), id="gzip"),
        pytest.param(b"\xff\xfe\n\n" + lines(str).replace(b"\n", b"\r\n"), id="other-bytes"),
    ],
)
def test_the_lines_are_found(raw: bytes) -> None:
    assert read(raw) == EXPECTED


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"START RequestId: 1\n[INFO] started\n", id="lambdas-own"),
        pytest.param(b'127.0.0.1 - - "POST /spamorham HTTP/1.1" 200 -\n', id="chalice-local"),
        pytest.param(b'{"_aws":{"Timestamp":1\n', id="cut-short"),
        pytest.param(b'{"_aws":{},"version":null,"Texts":1}\n', id="no-model"),
        pytest.param(b'{"_aws":{},"version":"v","Latency":1.5}\n', id="no-texts"),
        pytest.param(b'{"_aws":{},"version":"v","Texts":"1"}\n', id="texts-no-number"),
        pytest.param(b'["a", 1, {"b": [null, "_aws"]}]\n', id="another-document"),
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b"{\n" + b"[" * 100_000, id="nested-document"),
    ],
)
def test_other_lines_are_skipped(raw: bytes) -> None:
    assert read(raw) == []
    if raw and not raw.startswith(b"{\n"):
        assert read(raw.rstrip() + b"\n" + lines(str)) == EXPECTED


def test_other_types_within_a_line_are_left_out() -> None:
    others: Any = {"Predictions.spam": "2", "score": "x", "known": True}
    line = service_line(["ham"], **others)
    assert read(line.encode()) == [LogLine(VERSION, 1, {"ham": 1}, None, None)]


def test_a_damaged_gzip_is_named() -> None:
    with pytest.raises(InputError, match=r"service.log: cannot be read: "):
        read(gzip.compress(lines(str))[:-12])


def test_figures_that_no_service_writes_are_left_out() -> None:
    odd = '{"_aws":{},"version":"v","Texts":1,"score":NaN,"known":0.5}\n'
    impossible = '{"_aws":{},"version":"v","Texts":1,"score":1.5,"known":7}\n'
    assert read((odd + impossible).encode()) == [LogLine("v", 1, {}, None, 0.5)]
