"""Score the rows of a part and write it as a stream: its size does not matter.

The same item makes the same bytes again, whichever process scores it: nothing in them depends on
the time, the process or an order of sets.
"""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chalicelib.bulk.deadline import Deadline
from chalicelib.bulk.options import Options
from chalicelib.bulk.rows import Row
from chalicelib.errors import FunctionError
from chalicelib.scoring.model import Label
from chalicelib.serving.served_model import Servable

LINES_AT_ONCE = 64
"""Lines that are encoded at once."""

GZIP_LEVEL = 6
GZIP_BITS = 31
"""What makes zlib write a gzip file; its header has no time."""


class Counts(NamedTuple):
    """What a part holds: rows, each label's rows, rows without a label, bytes and their digest."""

    rows: int
    labels: dict[str, int]
    without_label: int
    size: int
    sha256: str


class Scored(NamedTuple):
    """The label of a row and its probabilities, or why it has none."""

    label: Label | None
    probabilities: dict[str, float] | None = None
    error: str | None = None


class PartWriter:
    """Scores rows, and counts what it wrote."""

    def __init__(self, model: Servable, options: Options, deadline: Deadline) -> None:
        self._model = model
        self._options = options
        self._deadline = deadline
        self._names = options.kept_names()
        self._encode = json.JSONEncoder(ensure_ascii=False).encode
        self._labels: Counter[str] = Counter(dict.fromkeys(model.manifest.classes, 0))
        self._rows = self._without_label = self._size = 0
        self._digest = hashlib.sha256()

    def counts(self) -> Counts:
        """Return the counts of the bytes that were read so far."""
        labels = dict(sorted(self._labels.items()))
        return Counts(self._rows, labels, self._without_label, self._size, self._digest.hexdigest())

    def pieces(self, rows: Iterable[Row]) -> Iterator[bytes]:
        """Yield the bytes of the part.

        Raises
        ------
        BulkError
            If the time runs out.
        """
        written = self._lines(rows)
        for piece in _packed(written) if self._options.gzip else written:
            self._size += len(piece)
            self._digest.update(piece)
            yield piece

    def _lines(self, rows: Iterable[Row]) -> Iterator[bytes]:
        lines: list[str] = []
        for row in rows:
            self._deadline.check()
            lines.append(self._line(row))
            if len(lines) == LINES_AT_ONCE:
                yield _encoded(lines)
                lines = []
        yield _encoded(lines)

    def _line(self, row: Row) -> str:
        place, (text, kept, error) = row
        label, probabilities, error = Scored(None, None, error) if error else self._score(text)
        self._rows += 1
        if label is None:
            self._without_label += 1
        else:
            self._labels.update([label] if isinstance(label, str) else label)
        fields: dict[str, object] = {"place": place, "label": label}
        if self._options.probabilities:
            fields["probabilities"] = probabilities
        if error is not None:
            fields["error"] = error
        if kept:
            fields |= zip(self._names, kept, strict=True)
        return self._encode(fields)

    def _score(self, text: str) -> Scored:
        """Label a text as `POST /spamorham` does."""
        model = self._model
        try:
            if not self._options.probabilities:
                return Scored(model.predict(text))
            label, values = model.classify(text)
        except FunctionError as exc:
            return Scored(None, None, str(exc))
        if values is None:
            return Scored(label)
        return Scored(label, dict(zip(model.manifest.classes, values, strict=True)))


def _encoded(lines: list[str]) -> bytes:
    # As JSON has it: a lone surrogate is written as \ud83d.
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_BITS)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
