"""Files for bulk jobs, and the check that the parts of a job hold each of their rows once."""

import csv
import gzip
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle, islice
from typing import Any, NamedTuple

from tests.support.parity import TRAINING

BREAKS = '\nShe said: "call me, please",\r\nthen left'
"""Text that a line of CSV cannot hold unless it is quoted."""


class BulkFile(NamedTuple):
    """A file for a job: its content, and the place and the text of each row."""

    raw: bytes
    rows: list[tuple[str, str]]


def texts(number: int) -> Iterator[str]:
    """Yield distinct texts; every third has line breaks and quotation marks."""
    for at, text in enumerate(islice(cycle(TRAINING), number)):
        yield f"{text} {at}{BREAKS if at % 3 == 0 else ''}"


def json_lines(name: str, number: int) -> BulkFile:
    """Return rows with an ID and a text as JSON lines."""
    lines = (
        json.dumps({"id": at, "text": text}, ensure_ascii=False)
        for at, text in enumerate(texts(number))
    )
    return _file(
        name, 0, ((f"{line}\n", text) for line, text in zip(lines, texts(number), strict=True))
    )


def comma_separated(name: str, number: int, column: str = "text") -> BulkFile:
    """Return rows with an ID and a text as CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)

    def line(row: Sequence[object]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(row)
        return buffer.getvalue()

    header = line(["id", column])
    rows = ((line([at, text]), text) for at, text in enumerate(texts(number)))
    file = _file(name, len(header), rows)
    return file._replace(raw=header.encode() + file.raw)


def _file(name: str, start: int, rows: Iterator[tuple[str, str]]) -> BulkFile:
    raw, places = bytearray(), []
    for line, text in rows:
        places.append((f"{name}: byte {start + len(raw)}", text))
        raw += line.encode()
    return BulkFile(bytes(raw), places)


def check_job(
    manifest: dict[str, Any],
    read: Callable[[str], bytes],
    files: Sequence[BulkFile],
    label: Callable[[str], object],
    kept: str | None = None,
) -> None:
    """Assert that the parts hold the label of each row of the files, once and in their order.

    `read` returns an object of the output by its key; `kept` is a column with the number of a row.
    """
    assert manifest["complete"] is True
    assert manifest["missing"] == []
    expected = ((each, number) for file in files for number, each in enumerate(file.rows))
    labels: Counter[object] = Counter()
    for part, number in zip(manifest["parts"], count(), strict=False):
        raw = read(part["key"])
        assert (part["part"], part["bytes"]) == (number, len(raw))
        assert part["sha256"] == hashlib.sha256(raw).hexdigest()
        plain = gzip.decompress(raw) if part["key"].endswith(".gz") else raw
        lines = plain.splitlines()
        assert part["rows"] == len(lines)
        for line in lines:
            row = json.loads(line)
            (place, text), at = next(expected)
            assert (row["place"], row["label"]) == (place, label(text))
            assert kept is None or int(row[kept]) == at
            labels[row["label"]] += 1
    assert next(expected, None) is None
    assert manifest["rows"] == labels.total() == sum(len(file.rows) for file in files)
    assert manifest["labels"] == dict(sorted(labels.items()))
    assert manifest["without_label"] == 0
