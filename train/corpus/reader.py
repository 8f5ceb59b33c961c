"""Labelled texts from CSV, TSV and JSON lines files, plain or gzip-compressed."""

import csv
import gzip
import hashlib
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from train.errors import InputError
from train.files import read_bytes

LABEL_COLUMNS = ("v1", "label")
TEXT_COLUMNS = ("v2", "text")
JSON_LINES = (".jsonl", ".ndjson")
LEAST_TEXTS = 2
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line as Python's files have it, with its ending; other separators, U+2028 say, end none."""


class Csv(csv.excel):
    """Comma-separated values with quoting (RFC 4180); an open quote at the end is an error."""

    strict = True


class Tsv(csv.excel_tab):
    """Tab-separated values, which know no quoting (IANA's text/tab-separated-values)."""

    quoting = csv.QUOTE_NONE


DIALECTS: dict[str, type[csv.Dialect]] = {".csv": Csv, ".tsv": Tsv}

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts and their labels, one label per text, and the sha256 of the files' bytes in order."""

    texts: list[str]
    labels: list[str]
    sha256: str

    def counts(self) -> dict[str, int]:
        """Return how many texts each label has, by label in sorted order."""
        return dict(sorted(Counter(self.labels).items()))

    def facts(self) -> dict[str, object]:
        """Return what a manifest says of the data."""
        return {"sha256": self.sha256, "rows": len(self.texts), "labels": self.counts()}


def read_corpus(
    paths: Sequence[Path],
    text_column: str | None = None,
    label_column: str | None = None,
    *,
    to_train: bool = True,
) -> Corpus:
    """Read one or several files into one corpus.

    Columns are found by name: `v1` or `label`, `v2` or `text`, unless they are given. Bytes that
    are not UTF-8 are read as Latin-1. A label in JSON may be an integer or a boolean as well.

    Raises
    ------
    InputError
        For a file that cannot be read as text or lacks a column, an empty label, no text at all,
        and, where the texts are `to_train` on, a single class or one with fewer than two texts.
    """
    if text_column is not None and text_column == label_column:
        raise InputError(f"{text_column!r} is named as the text's and as the label's column")
    texts: list[str] = []
    labels: list[str] = []
    digest = hashlib.sha256()
    for path in paths:
        raw = read_bytes(path)
        digest.update(raw)
        for where, row in _rows(path, _decode(path, raw)):
            labels.append(_label(row, label_column, where))
            texts.append(_text(row, text_column, where))
    corpus = Corpus(texts, labels, digest.hexdigest())
    where = ", ".join(str(path) for path in paths)
    if not texts:
        raise InputError(f"{where}: found no labelled text")
    if to_train:
        _check_classes(corpus.counts(), where)
    return corpus


def _check_classes(counts: Mapping[str, int], where: str) -> None:
    if len(counts) < 2:
        raise InputError(
            f"{where}: found {len(counts)} class(es) {list(counts)}; at least 2 are required"
        )
    label, least = min(counts.items(), key=lambda item: item[1])
    if least < LEAST_TEXTS:
        raise InputError(
            f"{where}: class {label!r} has {least} text; at least {LEAST_TEXTS} are required"
        )


def _decode(path: Path, raw: bytes) -> str:
    if path.suffix.lower() == ".gz":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as exc:
            raise InputError(f"{path}: not a gzip file ({exc})") from exc
    if b"\0" in raw:
        raise InputError(f"{path}: not a text file, it contains NUL bytes; UTF-8 is expected")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _rows(path: Path, content: str) -> Iterator[tuple[str, Row]]:
    """Yield where each row stands, for errors, and its fields by name."""
    endings = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
    ending = endings[-1] if endings else ""
    if ending in DIALECTS:
        return _delimited_rows(path, content, DIALECTS[ending])
    if ending in JSON_LINES:
        return _json_rows(path, content)
    accepted = ", ".join((*DIALECTS, *JSON_LINES))
    raise InputError(f"{path}: found the ending {ending!r}; accepted are {accepted} and .gz")


def _delimited_rows(
    path: Path, content: str, dialect: type[csv.Dialect]
) -> Iterator[tuple[str, Row]]:
    # Not io.StringIO: it keeps four bytes of each character, the peak of a large corpus's memory.
    reader = csv.DictReader((line[0] for line in LINE.finditer(content)), dialect=dialect)
    try:
        _check_header(path, reader.fieldnames)
        for row in reader:
            where = f"{path}: line {reader.line_num}"
            if None in row:
                raise InputError(
                    f"{where}: more fields than the header has columns; "
                    "a text that holds the delimiter must be quoted"
                )
            yield where, row
    except csv.Error as exc:
        raise InputError(
            f"{path}: the row that begins at line {reader.line_num + 1}: {exc}"
        ) from exc


def _check_header(path: Path, names: Sequence[str] | None) -> None:
    named = [name for name in names or () if name]
    if not named:
        raise InputError(f"{path}: the first line is empty; it must name the columns")
    if len(set(named)) < len(named):
        raise InputError(f"{path}: the first line names a column twice: {', '.join(named)}")


def _json_rows(path: Path, content: str) -> Iterator[tuple[str, Row]]:
    # Not splitlines(): a JSON string may hold other line separators, such as U+2028, as they are.
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}: line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise InputError(f"{where}: not JSON ({exc})") from exc
        if not isinstance(row, dict):
            raise InputError(f"{where}: found {type(row).__name__}; a JSON object is required")
        yield where, row


def _field(row: Row, column: str | None, names: Sequence[str], what: str, where: str) -> object:
    """Return the field of the given column, or of the first of the usual names."""
    wanted = (column,) if column is not None else names
    for name in wanted:
        if name in row:
            return row[name]
    found = ", ".join(str(name) for name in row if name)
    raise InputError(
        f"{where}: no {what} column {' or '.join(map(repr, wanted))}; found are: {found or 'none'}"
    )


def _label(row: Row, column: str | None, where: str) -> str:
    value = _field(row, column, LABEL_COLUMNS, "label", where)
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{where}: the label is empty or no string; every text needs a label")
    label = value.strip()
    if not label.isprintable():
        raise InputError(f"{where}: the label {label!a} holds characters that cannot be printed")
    return sys.intern(label)  # one string for all texts of a class


def _text(row: Row, column: str | None, where: str) -> str:
    value = _field(row, column, TEXT_COLUMNS, "text", where)
    if not isinstance(value, str):
        raise InputError(f"{where}: the text is missing or no string")
    return value
