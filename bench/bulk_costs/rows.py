"""What a row costs beside its model: `python -m bench.bulk_costs.rows`.

A part is read from memory and written by the code that the bulk function runs, with a model that
returns a label at once. The line through the times is that of `bench.kilobytes`.
"""

import json
import os
from argparse import ArgumentParser
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bench.grow import grow
from bench.kilobytes import LENGTHS, fit_line, seconds_per_text, texts_of
from chalicelib.bulk.deadline import Deadline
from chalicelib.bulk.options import Options
from chalicelib.bulk.part import PartWriter
from chalicelib.bulk.plan import Item, Source
from chalicelib.bulk.reading import read_rows
from chalicelib.bulk.s3 import StoredObject
from chalicelib.bulk.sources import kind_of
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import read_corpus

ROUNDS = 20
KEY = "texts.jsonl"


class Memory:
    """An object in memory where a bucket is expected."""

    uri = "memory:"

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def read_range(self, stored: StoredObject, start: int, end: int) -> bytes:
        """Return some bytes of the object."""
        return self._raw[start:end]


class Stopwatch:
    """Lambda's context with time left."""

    def get_remaining_time_in_millis(self) -> int:
        """Return a minute."""
        return 60_000


def write_part(raw: bytes) -> bytes:
    """Read lines of JSON, and return the part that they become."""
    kind = kind_of(KEY)
    assert kind is not None  # noqa: S101 - a known suffix
    source = Source(StoredObject(KEY, "", len(raw)), kind, (0, len(raw)))
    model = SimpleNamespace(
        predict=lambda text: "ham", manifest=SimpleNamespace(classes=("ham", "spam"))
    )
    rows = read_rows(cast("Any", Memory(raw)), Item(0, source, 0, len(raw)), KEY, Options())
    deadline = Deadline(Stopwatch().get_remaining_time_in_millis, "")
    return b"".join(PartWriter(cast("Any", model), Options(), deadline).pieces(rows))


def main() -> None:
    """Print the line through the times of rows with texts of each length."""
    ArgumentParser("python -m bench.bulk_costs.rows", description=main.__doc__).parse_args()
    corpus = read_corpus([Path(os.environ.get("SMS_SPAM_CSV") or SAMPLE)])
    words = islice((text for text, _ in grow(corpus, 20)), len(corpus.texts), None)
    seconds = []
    for length in LENGTHS:
        lines = [json.dumps({"text": text}) + "\n" for text in texts_of(length, words)]
        seconds.append(seconds_per_text(_write, lines, ROUNDS))
        print(f"{length:6,} bytes: {seconds[-1] * 1e6:8.1f} µs per row")
    line = fit_line([length / 1000 for length in LENGTHS], seconds)
    print(f"{line.text * 1e6:.1f} µs per row and {line.kilobyte * 1e3:.4f} ms per kB")
    print(f"at most {line.error:.0%} off")


def _write(lines: Sequence[str]) -> bytes:
    return write_part("".join(lines).encode())


if __name__ == "__main__":
    main()
