r"""Find out how quotes enclose the fields of a text, and how a quote within a field is written.

By RFC 4180, quotes follow a delimiter at once, and a quote within a field is doubled. Some programs
write blanks before them, or `\"` within a field.
"""

import csv
import re
from collections.abc import Sequence

from train.corpus.formats.delimited.rows import Layout, read_fields

ESCAPED_QUOTE = '\\"'


def find_quoting(content: str, delimiter: str) -> Layout:
    """Return the layout of a text whose delimiter is known."""
    escaped = Layout(delimiter, quoted=True, escaped=True)
    spaced = Layout(delimiter, quoted=True, spaced=True)
    is_tab = delimiter == "\t"
    if _may_be_escaped(content, delimiter) and (not is_tab or _tabs_are_quoted(content, escaped)):
        return escaped
    if is_tab:
        plain = Layout(delimiter, quoted=True)
        return plain._replace(quoted=_tabs_are_quoted(content, plain))
    blanks = re.search(rf'(?:^|[{delimiter}\n]) +"', content)  # also within a text
    if blanks and _is_even(content, spaced) and _differs_without_blanks(content, spaced):
        return spaced
    return _single_quoted(content, delimiter) or Layout(delimiter, quoted=True)


def _single_quoted(content: str, delimiter: str) -> Layout | None:
    r"""Return the layout of a text in which `'` encloses fields, if the rows are even only then.

    >>> _single_quoted("ham;'see you; it''s noon'\nspam;win now\n", ";") is None
    False
    """
    single = Layout(delimiter, quoted=True, quote="'")
    found = re.search(rf"(?:^|[{delimiter}\n])'", content)
    if not found or _is_even(content, single._replace(quote='"')):
        return None
    return single if _is_even(content, single) else None


def _may_be_escaped(content: str, delimiter: str) -> bool:
    r"""Return whether a text breaks the rules of quotes, but not if `\"` is one within a field."""
    plain = Layout(delimiter, quoted=True)
    return (
        ESCAPED_QUOTE in content
        and _breaks(content, plain)
        and not _breaks(content, plain._replace(escaped=True))
    )


def _breaks(content: str, layout: Layout) -> bool:
    """Return whether a quote is misplaced; the last field may be cut."""
    try:
        for _ in read_fields(content, layout):
            pass
    except csv.Error as exc:
        return "unexpected end" not in str(exc)
    return False


def _is_even(content: str, layout: Layout) -> bool:
    """Return whether all rows have the same number of fields, and no quote is misplaced."""
    try:
        widths = {len(row) for row in read_fields(content, layout) if row}
    except csv.Error:
        return False
    return len(widths) == 1 and widths != {1}


def _differs_without_blanks(content: str, spaced: Layout) -> bool:
    """Return whether blanks before quotes change more of a field than its own blanks."""
    both = (read_fields(content, layout) for layout in (spaced, spaced._replace(spaced=False)))
    try:
        return any(
            [field.strip() for field in row] != [field.strip() for field in plain]
            for row, plain in zip(*both, strict=True)
        )
    except (csv.Error, ValueError):  # misplaced quotes, or another number of rows
        return True


def _tabs_are_quoted(content: str, layout: Layout) -> bool:
    """Return whether quotes enclose fields between tabs; in IANA's TSV they are characters.

    A program that encloses fields does so with each field that contains a quote, and with each
    that contains a tab or a line break; some do so with all fields.
    """
    try:
        rows = [row for row in read_fields(content, layout) if row]
    except csv.Error:
        return False
    plain = [row for row in read_fields(content, Layout("\t", quoted=False)) if row]
    if len(set(map(len, rows[_is_short(rows) :]))) > 1:
        return False
    if [len(row) for row in rows] != [len(row) for row in plain]:
        return True
    pairs = [list(zip(*both, strict=True)) for both in zip(rows, plain, strict=True)]
    if any('"' in field and _is_bare(field, raw) for row in pairs for field, raw in row):
        return False
    doubled = any('"' in field for row in rows for field in row)
    named = pairs[1:] if len(pairs) > 2 else pairs  # names may lack the quotes of other strings
    return doubled or all(any(field != raw for field, raw in row) for row in named)


def _is_short(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row has one field less than the second, as R writes names."""
    return len(rows) > 1 and len(rows[0]) + 1 == len(rows[1])


def _is_bare(field: str, raw: str) -> bool:
    return field == raw or not raw.startswith('"')
