"""Which lines of a corpus file hold which text, so that a row can be taken out of the file."""

import csv
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from train.corpus.reader import DIALECTS, JSON_LINES, LINE, TEXT_COLUMNS, _decode
from train.errors import InputError

ENCODINGS = ("utf-8", "utf-8-sig", "latin-1")


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
    """The content of a corpus file as lines with their endings, and where its texts are."""

    path: Path
    encoding: str
    lines: list[str]
    texts: list[TextLines]

    def without(self, removed: Iterable[TextLines]) -> bytes:
        """Return the bytes of the file without the rows of some texts; all else is unchanged."""
        gone = {number for each in removed for number in range(each.start, each.end)}
        kept = "".join(line for number, line in enumerate(self.lines) if number not in gone)
        raw = kept.encode(self.encoding)
        return gzip.compress(raw, mtime=0) if _is_gzip(self.path) else raw


def is_corpus_name(path: Path) -> bool:
    """Return whether a name has the ending of a corpus file.

    >>> is_corpus_name(Path("texts.CSV.gz")), is_corpus_name(Path("mail.txt"))
    (True, False)
    """
    return _ending(path) in (*DIALECTS, *JSON_LINES)


def read_lines(path: Path, raw: bytes, text_column: str | None = None) -> LinedFile:
    """Find the texts of a corpus file; the labels are not needed.

    Raises
    ------
    InputError
        If the file cannot be read as `read_corpus` reads it, or has no text column.
    """
    if not is_corpus_name(path):
        expected = ", ".join((*DIALECTS, *JSON_LINES))
        raise InputError(f"{path}: expected the ending {expected}, or one of them with .gz")
    content = _decode(path, raw)
    encoding = _encoding(path, gzip.decompress(raw) if _is_gzip(path) else raw, content)
    columns = (text_column,) if text_column else TEXT_COLUMNS
    if _ending(path) in DIALECTS:
        lines = [match[0] for match in LINE.finditer(content)]
        texts = _delimited(path, lines, columns)
    else:
        lines = _by_newline(content)
        texts = _json(path, lines, columns)
    return LinedFile(path, encoding, lines, list(texts))


def _delimited(path: Path, lines: list[str], columns: Sequence[str]) -> Iterator[TextLines]:
    rows = csv.reader(lines, DIALECTS[_ending(path)])
    start = 0
    try:
        header = next(rows, [])
        index = _index(path, header, columns)
        start = rows.line_num
        for row in rows:
            if index < len(row):
                yield TextLines(row[index], start, rows.line_num)
            start = rows.line_num
    except csv.Error as exc:
        raise InputError(f"{path}: the row that starts at line {start + 1}: {exc}") from exc


def _index(path: Path, header: list[str], columns: Sequence[str]) -> int:
    for column in columns:
        if column in header:
            return header.index(column)
    wanted = " or ".join(map(repr, columns))
    found = ", ".join(filter(None, header)) or "none"
    raise InputError(f"{path}: expected a text column {wanted}; found {found}")


def _json(path: Path, lines: list[str], columns: Sequence[str]) -> Iterator[TextLines]:
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise InputError(f"{path}: line {number + 1}: expected JSON ({exc})") from exc
        fields = row if isinstance(row, dict) else {}
        text = next((fields[column] for column in columns if column in fields), None)
        if isinstance(text, str):
            yield TextLines(text, number, number + 1)


def _by_newline(content: str) -> list[str]:
    r"""Split after each newline only: a JSON string may contain other line separators.

    >>> _by_newline("a\nb")
    ['a\n', 'b']
    """
    return [f"{line}\n" for line in content.split("\n")[:-1]] + [content.rpartition("\n")[2]]


def _encoding(path: Path, raw: bytes, content: str) -> str:
    """Return the encoding that turns the content into the very bytes of the file again."""
    for encoding in ENCODINGS:
        if content.encode(encoding, "replace") == raw:
            return encoding
    raise InputError(f"{path}: expected UTF-8 or Latin-1, which can be written back byte by byte")


def _ending(path: Path) -> str:
    return path.with_suffix("").suffix.lower() if _is_gzip(path) else path.suffix.lower()


def _is_gzip(path: Path) -> bool:
    return path.suffix.lower() == ".gz"
