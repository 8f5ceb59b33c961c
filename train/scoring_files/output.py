"""Write scored rows as CSV or as JSON lines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from chalicelib.explain.explanation import Evidence
from chalicelib.scoring.model import label_string
from train.files import csv_line
from train.scoring_files.rows import Row
from train.scoring_files.scoring import Scored, ScoredRow

PREFIX = "input_"
"""Of a column to keep whose name the output has already."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a row has: the model's classes, the columns to keep, the text, the words."""

    classes: tuple[str, ...]
    has_probabilities: bool
    keep: Sequence[str] = ()
    with_text: bool = False
    with_evidence: bool = False

    def kept_names(self, own: Iterable[str]) -> list[str]:
        """Return the names of the kept columns next to the output's own."""
        taken = set(own)
        return [f"{PREFIX}{name}" if name in taken else name for name in self.keep]


class RowFormat(Protocol):
    """A way to write rows."""

    def head(self) -> str:
        """Return what precedes the rows."""
        ...

    def lines(self, rows: Sequence[ScoredRow]) -> str:
        """Return the lines of some rows."""
        ...


class CsvFormat:
    """CSV with a header; an empty text has an empty label and no probabilities.

    The labels of a text that can have several are a JSON array.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._probabilities = [
            f"probability_{name}" for name in contents.classes if contents.has_probabilities
        ]

    def head(self) -> str:
        """Return the header."""
        contents = self._contents
        own = ["place", "label", *self._probabilities]
        own += ["text"] * contents.with_text + ["evidence"] * contents.with_evidence
        return _csv([[*own, *contents.kept_names(own)]])

    def lines(self, rows: Sequence[ScoredRow]) -> str:
        """Return the lines of some rows."""
        return _csv([self._fields(row, scored) for row, scored in rows])

    def _fields(self, row: Row, scored: Scored) -> list[object]:
        probabilities = scored.probabilities or [""] * len(self._probabilities)
        fields: list[object] = [
            row.place,
            "" if scored.label is None else label_string(scored.label),
            *probabilities,
        ]
        if self._contents.with_text:
            fields.append(row.text)
        if self._contents.with_evidence:
            fields.append(compact(scored.evidence))
        return [*fields, *(map(_cell, row.kept))]


class JsonFormat:
    """JSON lines; an empty text has the label null."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        own = ("place", "label", "probabilities", "text", "evidence")
        self._names = contents.kept_names(own)

    def head(self) -> str:
        """Return nothing: JSON lines have no header."""
        return ""

    def lines(self, rows: Sequence[ScoredRow]) -> str:
        """Return the lines of some rows."""
        return "".join(f"{self._line(row, scored)}\n" for row, scored in rows)

    def _line(self, row: Row, scored: Scored) -> str:
        classes, values = self._contents.classes, scored.probabilities
        fields: dict[str, object] = {
            "place": row.place,
            "label": scored.label,
            "probabilities": values and dict(zip(classes, values, strict=True)),
        }
        if self._contents.with_text:
            fields["text"] = row.text
        if self._contents.with_evidence:
            fields["evidence"] = [asdict(word) for word in scored.evidence]
        fields |= zip(self._names, map(_json_value, row.kept), strict=True)
        return json.dumps(fields, ensure_ascii=False, default=str)


def row_format(name: str, contents: Contents) -> RowFormat:
    """Return the format with this name, one of `OUTPUT_FORMATS`."""
    return JsonFormat(contents) if name == "jsonl" else CsvFormat(contents)


def compact(evidence: Sequence[Evidence]) -> str:
    """Return words and weights in one field; a word contains no white space.

    >>> compact((Evidence("free", 0, 4, 1.25), Evidence("=", 4, 5, -0.5)))
    'free=+1.250 ==-0.500'
    """
    return " ".join(f"{word.text}={word.weight:+.3f}" for word in evidence)


def _csv(rows: Iterable[Sequence[object]]) -> str:
    return "".join(map(csv_line, rows))


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _json_value(value: object) -> object:
    return None if value != value else value  # NaN, which JSON does not know
