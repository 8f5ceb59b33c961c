"""Which lines of a corpus file hold which text, so that a row can be taken out of the file."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from csv import Error as CsvError
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from train.corpus.columns import TEXT_NAMES, by_name, guess_text
from train.corpus.encoding import decode
from train.corpus.formats.delimited import LINE, SAMPLE_ROWS, Layout, broken_row, read_fields
from train.corpus.formats.header import column_names
from train.corpus.formats.layout import DELIMITERS, find_layout, without_separator
from train.corpus.sources.compression import ERRORS, GZIP, broken_file
from train.corpus.telling import tell_nobody
from train.errors import InputError

JSON_LINES = (".jsonl", ".ndjson")
RAW_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
JSON_LINE, RAW_JSON_LINE = re.compile(r"[^\n]*\n|[^\n]+"), re.compile(rb"[^\n]*\n|[^\n]+")
"""A JSON string may contain other line separators unescaped."""


class TextLines(NamedTuple):
    """A text, and the lines that its row covers: from `start`, from 0, to before `end`."""

    text: str
    start: int
    end: int

    @property
    def where(self) -> str:
        """The last line of the row, from 1, as the reader's messages count."""
        return f"line {self.end}"


@dataclass(frozen=True, slots=True)
class LinedFile:
    """The content of a corpus file as lines of bytes, and where its texts are."""

    path: Path
    lines: list[bytes]
    texts: list[TextLines]

    def without(self, removed: Iterable[TextLines]) -> bytes:
        """Return the bytes of the file without the rows of some texts; all else is unchanged."""
        gone = {number for each in removed for number in range(each.start, each.end)}
        raw = b"".join(line for number, line in enumerate(self.lines) if number not in gone)
        return gzip.compress(raw, mtime=0) if _is_gzip(self.path) else raw


def is_corpus_name(path: Path) -> bool:
    """Return whether a name has the ending of a corpus file.

    >>> is_corpus_name(Path("texts.CSV.gz")), is_corpus_name(Path("mail.txt"))
    (True, False)
    """
    return _ending(path) in (*DELIMITERS, *JSON_LINES)


def read_lines(path: Path, raw: bytes, text_column: str | None = None) -> LinedFile:
    """Find the texts of a corpus file; the labels are not needed.

    Raises
    ------
    InputError
        If rows cannot be taken out of the file, it cannot be read, or it has no text column.
    """
    try:
        raw = gzip.decompress(raw) if _is_gzip(path) else raw
    except ERRORS as exc:
        raise broken_file(str(path), GZIP, raw, exc) from exc
    content = without_separator(decode(str(path), raw, None, tell_nobody))
    is_json = _ending(path) in JSON_LINES or content.lstrip().startswith("{")
    lines = [match[0] for match in (JSON_LINE if is_json else LINE).finditer(content)]
    raw_lines = (RAW_JSON_LINE if is_json else RAW_LINE).findall(raw)
    if len(lines) != len(raw_lines):  # an encoding in which a line feed has several bytes
        raise InputError(f"{path}: rows cannot be taken out of this encoding; expected UTF-8")
    wanted = (text_column,) if text_column else ()
    if is_json:
        texts = _json(path, lines, wanted or TEXT_NAMES)
    else:
        texts = _delimited(path, content, find_layout(_ending(path), content, wanted), wanted)
    return LinedFile(path, raw_lines, list(texts))


def _delimited(
    path: Path, content: str, layout: Layout | None, wanted: Sequence[str]
) -> Iterator[TextLines]:
    """Yield the texts of a column; without fields, each line is a text."""
    if layout is None:
        for number, line in enumerate(LINE.finditer(content)):
            yield TextLines(line[0].rstrip("\r\n"), number, number + 1)
        return
    header, index = _text_column(path, content, layout, wanted)
    reader, start = read_fields(content, layout), 0
    try:
        for row in reader:
            if header and row:
                header = False
            elif index < len(row):
                yield TextLines(row[index], start, reader.line_num)
            start = reader.line_num
    except CsvError as exc:
        raise broken_row(str(path), start + 1, exc) from exc


def _text_column(
    path: Path, content: str, layout: Layout, wanted: Sequence[str]
) -> tuple[bool, int]:
    """Return whether the first row names the columns, and the position of the texts."""
    rows: list[list[str]] = []
    with suppress(CsvError):  # a broken row is named when the rows are read
        rows.extend(row for row in islice(read_fields(content, layout), SAMPLE_ROWS) if row)
    names = column_names(rows, wanted) if rows else []
    columns = names or [str(number) for number in range(1, len(rows[0]) + 1 if rows else 1)]
    values = {name: [row[at] for row in rows if at < len(row)] for at, name in enumerate(columns)}
    found = by_name(columns, wanted or TEXT_NAMES) or (
        None if wanted else guess_text(columns, values)
    )
    if found is None:
        column = f" {wanted[0]!r}" if wanted else ""
        raise InputError(
            f"{path}: expected a text column{column}; found {', '.join(columns) or 'none'}"
        )
    return names is not None, columns.index(found)


def _json(path: Path, lines: Sequence[str], columns: Sequence[str]) -> Iterator[TextLines]:
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise InputError(f"{path}: line {number + 1}: expected JSON ({exc})") from exc
        fields = row if isinstance(row, dict) else {}
        name = by_name(list(fields), columns)
        text = fields[name] if name is not None else None
        if isinstance(text, str):
            yield TextLines(text, number, number + 1)


def _is_gzip(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _ending(path: Path) -> str:
    return path.with_suffix("").suffix.lower() if _is_gzip(path) else path.suffix.lower()
