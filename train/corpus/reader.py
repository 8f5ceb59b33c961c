"""Read labelled texts from CSV, TSV and JSON lines files, plain or gzip-compressed."""

import csv
import gzip
import hashlib
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from train.corpus.positive_class import PositiveClass, choose_positive
from train.errors import InputError
from train.files import read_bytes

LABEL_COLUMNS = ("v1", "label")
TEXT_COLUMNS = ("v2", "text")
JSON_LINES = (".jsonl", ".ndjson")
LEAST_TEXTS = 2
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line with its ending, as Python reads files; other separators, such as U+2028, end no line."""


class Csv(csv.excel):
    """Comma-separated values with quoting (RFC 4180); an open quote at the end is an error."""

    strict = True


class Tsv(csv.excel_tab):
    """Tab-separated values, which have no quoting (IANA's text/tab-separated-values)."""

    quoting = csv.QUOTE_NONE


DIALECTS: dict[str, type[csv.Dialect]] = {".csv": Csv, ".tsv": Tsv}

Row = Mapping[str, object]


class LabelledText(NamedTuple):
    """A text with its label, and where it is, such as `texts.csv: line 3`."""

    where: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts with one label each, and the SHA-256 of the files' bytes in order.

    `chosen` is the positive class, if it does not follow from the labels.
    """

    texts: list[str]
    labels: list[str]
    sha256: str
    chosen: PositiveClass | None = None

    def counts(self) -> dict[str, int]:
        """Return the number of texts with each label, sorted by label."""
        return dict(sorted(Counter(self.labels).items()))

    @property
    def positive(self) -> PositiveClass:
        """The positive class, or None in its place, and why."""
        return self.chosen or choose_positive(self.counts())

    def facts(self) -> dict[str, object]:
        """Return the facts about the data that a manifest holds."""
        return {"sha256": self.sha256, "rows": len(self.texts), "labels": self.counts()}


def read_corpus(
    paths: Sequence[Path],
    text_column: str | None = None,
    label_column: str | None = None,
    *,
    positive: str | None = None,
    to_train: bool = True,
) -> Corpus:
    """Read one or several files into one corpus.

    Without column names, the columns are `v1` or `label`, and `v2` or `text`. Bytes that are not
    UTF-8 are read as Latin-1. A label in JSON may also be an integer or a boolean. `positive` names
    the positive class; without it, `choose_positive` does.

    Raises
    ------
    InputError
        If a file cannot be read as text or lacks a column, a label is empty, or there is no text.
        With `to_train`, also if there is a single class, or a class has fewer than two texts.
    """
    if text_column is not None and text_column == label_column:
        raise InputError(
            f"{text_column!r} is both the text column and the label column; expected two columns"
        )
    texts: list[str] = []
    labels: list[str] = []
    digest = hashlib.sha256()
    for path in paths:
        raw = read_bytes(path)
        digest.update(raw)
        for _, label, text in _labelled(path, raw, text_column, label_column):
            labels.append(label)
            texts.append(text)
    corpus = Corpus(texts, labels, digest.hexdigest())
    where = ", ".join(str(path) for path in paths)
    if not texts:
        raise InputError(f"{where}: found no labelled text")
    if to_train:
        _check_classes(corpus.counts(), where)
        return replace(corpus, chosen=choose_positive(corpus.counts(), positive))
    return corpus


def read_labelled_texts(path: Path) -> list[LabelledText]:
    """Read the texts of one file with the line that each ends on; raises what `read_corpus` does.

    A corpus keeps no lines, because it may be large.
    """
    labelled = list(_labelled(path, read_bytes(path), None, None))
    if not labelled:
        raise InputError(f"{path}: found no labelled text")
    return labelled


def _labelled(
    path: Path, raw: bytes, text_column: str | None, label_column: str | None
) -> Iterator[LabelledText]:
    for where, row in _rows(path, _decode(path, raw)):
        label = _label(row, label_column, where)
        yield LabelledText(where, label, _text(row, text_column, where))


def _check_classes(counts: Mapping[str, int], where: str) -> None:
    if len(counts) < 2:
        raise InputError(
            f"{where}: found {len(counts)} class(es) {list(counts)}; expected at least 2"
        )
    label, least = min(counts.items(), key=lambda item: item[1])
    if least < LEAST_TEXTS:
        raise InputError(
            f"{where}: class {label!r} has {least} text; expected at least {LEAST_TEXTS}"
        )


def _decode(path: Path, raw: bytes) -> str:
    if path.suffix.lower() == ".gz":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as exc:
            raise InputError(f"{path}: expected a gzip file ({exc})") from exc
    if b"\0" in raw:
        raise InputError(f"{path}: found NUL bytes; expected text in UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _rows(path: Path, content: str) -> Iterator[tuple[str, Row]]:
    """Yield the position of each row, for error messages, and its fields by name."""
    endings = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
    ending = endings[-1] if endings else ""
    if ending in DIALECTS:
        return _delimited_rows(path, content, DIALECTS[ending])
    if ending in JSON_LINES:
        return _json_rows(path, content)
    expected = ", ".join((*DIALECTS, *JSON_LINES))
    raise InputError(
        f"{path}: found the ending {ending!r}; expected {expected}, or one of them with .gz"
    )


def _delimited_rows(
    path: Path, content: str, dialect: type[csv.Dialect]
) -> Iterator[tuple[str, Row]]:
    # Not io.StringIO: it stores four bytes for each character, which doubles the peak memory.
    reader = csv.DictReader((line[0] for line in LINE.finditer(content)), dialect=dialect)
    try:
        _check_header(path, reader.fieldnames)
        for row in reader:
            where = f"{path}: line {reader.line_num}"
            if None in row:
                raise InputError(
                    f"{where}: found more fields than the header has columns; "
                    "expected quotes around a text that contains the delimiter"
                )
            yield where, row
    except csv.Error as exc:
        raise InputError(
            f"{path}: the row that starts at line {reader.line_num + 1}: {exc}"
        ) from exc


def _check_header(path: Path, names: Sequence[str] | None) -> None:
    named = [name for name in names or () if name]
    if not named:
        raise InputError(f"{path}: the first line is empty; expected the names of the columns")
    if len(set(named)) < len(named):
        raise InputError(f"{path}: the first line names a column twice: {', '.join(named)}")


def _json_rows(path: Path, content: str) -> Iterator[tuple[str, Row]]:
    # Not splitlines(): a JSON string may contain other line separators, such as U+2028, unescaped.
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}: line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise InputError(f"{where}: expected JSON ({exc})") from exc
        if not isinstance(row, dict):
            raise InputError(f"{where}: found {type(row).__name__}; expected a JSON object")
        yield where, row


def _field(row: Row, column: str | None, names: Sequence[str], what: str, where: str) -> object:
    """Return the field of the column, or of the first usual name that the row has."""
    wanted = (column,) if column is not None else names
    for name in wanted:
        if name in row:
            return row[name]
    found = ", ".join(str(name) for name in row if name)
    raise InputError(
        f"{where}: expected a {what} column {' or '.join(map(repr, wanted))}; "
        f"found {found or 'none'}"
    )


def _label(row: Row, column: str | None, where: str) -> str:
    value = _field(row, column, LABEL_COLUMNS, "label", where)
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError(
            f"{where}: the label is empty or not a string; expected a label for each text"
        )
    label = value.strip()
    if not label.isprintable():
        raise InputError(f"{where}: the label {label!a} contains characters that cannot be printed")
    return sys.intern(label)  # all texts of a class share one string


def _text(row: Row, column: str | None, where: str) -> str:
    value = _field(row, column, TEXT_COLUMNS, "text", where)
    if not isinstance(value, str):
        raise InputError(f"{where}: the text is missing or not a string")
    return value
