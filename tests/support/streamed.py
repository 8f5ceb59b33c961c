"""A corpus of some hundred distinct texts, sorted by label, in the forms that `--stream` reads."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import NamedTuple

WORDS = [
    *("harbour", "kite", "lantern", "orchard", "violin"),
    *("meadow", "copper", "saddle", "window", "ribbon"),
]
PHRASES = {
    "ham": "see you at the {} with the {}",
    "spam": "claim your free {} prize now {}",
    "news": "council votes on the {} and {}",
}


class LabelledText(NamedTuple):
    """A label and a text."""

    label: str
    text: str


def labelled_texts(*labels: str) -> list[LabelledText]:
    """Return a hundred texts of each label, one label after the other."""
    return [
        LabelledText(label, PHRASES[label].format(first, second))
        for label in labels
        for first in WORDS
        for second in WORDS
    ]


def as_csv(rows: list[LabelledText]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([("label", "text"), *rows])
    return buffer.getvalue().encode()


def as_json_lines(rows: list[LabelledText]) -> bytes:
    return b"".join(json.dumps(row._asdict()).encode() + b"\n" for row in rows)


def write_parts(directory: Path, rows: list[LabelledText]) -> Path:
    """Write the halves of a corpus to a directory: CSV, and JSON lines packed with gzip."""
    directory.mkdir()
    half = len(rows) // 2
    (directory / "a.csv").write_bytes(as_csv(rows[:half]))
    (directory / "b.jsonl.gz").write_bytes(gzip.compress(as_json_lines(rows[half:]), mtime=0))
    return directory
