"""Take texts out of a file by the places that reading gave them; every other byte stays."""

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator

from train.corpus.all_texts import TextReading
from train.corpus.encodings.encoding import decode
from train.corpus.formats.delimited.layout import find_layout, without_separator
from train.corpus.formats.delimited.rows import LINE, read_fields
from train.corpus.formats.json_files.intents import has_intents
from train.corpus.formats.json_files.items import is_array, without_items
from train.corpus.formats.json_files.rows import is_json
from train.corpus.formats.labelled_lines import has_labels
from train.corpus.formats.recognition import rarely_separated
from train.corpus.mail import split_mailbox
from train.corpus.sources.addresses import Source
from train.corpus.telling import tell_nobody
from train.errors import InputError

PLACE = re.compile(r": (line|mail|row) (\d+)\Z")
RAW_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
JSON_LINE, RAW_JSON_LINE = re.compile(r"[^\n]*\n|[^\n]+"), re.compile(rb"[^\n]*\n|[^\n]+")
"""A JSON string may contain other line separators unescaped."""

UTF_16 = ("utf-16-le", "utf-16-be")


def without_texts(source: Source, places: Collection[str], reading: TextReading) -> bytes:
    """Return the bytes of a source without the texts at some places; none if nothing is left.

    Raises
    ------
    InputError
        If the texts cannot be taken out of a file of this kind.
    """
    if source.name in places:
        return b""
    matches = [match for match in map(PLACE.search, places) if match]
    numbers = {int(match[2]) for match in matches}
    kinds = {match[1] for match in matches}
    if kinds == {"mail"}:
        return _without_mails(source.raw, numbers)
    if kinds == {"line"}:
        return _without_rows(source, numbers, reading)
    return _without_items(source, numbers)


def _without_items(source: Source, numbers: Collection[int]) -> bytes:
    """Return the bytes of a JSON array without some items; no other file has rows in text."""
    try:
        content = source.raw.decode("utf-8")
    except UnicodeDecodeError:
        content = ""
    if not numbers or not is_array(content):  # a text of a list within an item has another place
        raise InputError(f"{source.name}: rows cannot be removed from a file of this kind")
    return without_items(content, numbers).encode()


def _without_mails(raw: bytes, numbers: Collection[int]) -> bytes:
    mails = split_mailbox(raw)
    before = raw[: len(raw) - sum(map(len, mails))]
    kept = (mail for number, mail in enumerate(mails, start=1) if number not in numbers)
    return before + b"".join(kept)


def _without_rows(source: Source, ends: Collection[int], reading: TextReading) -> bytes:
    """Return the bytes without the rows that end in some lines, counted from 1."""
    decoded = decode(source.name, source.raw, reading.encoding, tell_nobody)
    content = without_separator(decoded)
    as_json = is_json(source.ending, content)
    mark, lines = _split(source, decoded, as_json=as_json)
    starts = {} if as_json else dict(_row_starts(source, content, reading))
    gone = {line for end in ends for line in range(starts.get(end, end - 1), end)}
    kept = b"".join(line for number, line in enumerate(lines) if number not in gone)
    return mark + kept if kept else b""


def _split(source: Source, decoded: str, *, as_json: bool) -> tuple[bytes, list[bytes]]:
    """Return the byte order mark of a text, if it has one, and its lines."""
    lines = (JSON_LINE if as_json else LINE).findall(decoded)
    for codec in UTF_16 if b"\0" in source.raw else ():
        for first in ("", "\ufeff"):
            if (first + decoded).encode(codec, "replace") == source.raw:
                return first.encode(codec), [line.encode(codec) for line in lines]
    mark = BOM_UTF8 if source.raw.startswith(BOM_UTF8) else b""
    raw_lines = (RAW_JSON_LINE if as_json else RAW_LINE).findall(source.raw[len(mark) :])
    # A line feed may have several bytes in another encoding.
    if len(lines) != len(raw_lines) or b"\0" in source.raw:
        raise InputError(
            f"{source.name}: rows cannot be removed from this encoding; expected UTF-8"
        )
    return mark, raw_lines


def _row_starts(source: Source, content: str, reading: TextReading) -> Iterator[tuple[int, int]]:
    """Yield the last line of each row of fields, and the number of the lines before the row."""
    layout = find_layout(source.ending, content, reading.wanted)
    if layout is None or has_labels(content) or has_intents(content):
        return
    if rarely_separated(source.name, content, layout, reading.wanted) is not None:
        return
    reader, start = read_fields(content, layout), 0
    for _ in reader:
        yield reader.line_num, start
        start = reader.line_num
