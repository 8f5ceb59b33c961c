"""Say which of several files are one text each, by their endings and their first bytes."""

import codecs
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from train.corpus.encodings.encoding import BOMS
from train.corpus.formats.delimited.layout import find_layout
from train.corpus.formats.json_files.rows import is_json
from train.corpus.formats.labelled_lines import has_labels
from train.corpus.formats.recognition import TABLE_ENDINGS, holds_mails
from train.corpus.formats.workbooks.binary_tables import is_binary
from train.corpus.telling import Tell, some


class Start(Protocol):
    """The first bytes of a file, and its ending in lower case."""

    @property
    def name(self) -> str:
        """Where it is."""

    @property
    def head(self) -> bytes:
        """The first bytes."""

    @property
    def ending(self) -> str:
        """The ending of its name, such as `.csv`."""


def find_whole_texts(
    starts: Iterable[Start], wanted: Sequence[str], tell: Tell
) -> Callable[[Start], bool]:
    """Return what says whether a file of a directory or an archive is one text.

    Several files without the ending of a table are one text each. But if most of them are tables by
    their content, as the files `part-00000` and so on are that Spark writes, those are tables.
    """
    tables: list[str] = []
    others = blank = 0
    for start in starts:
        if start.ending in TABLE_ENDINGS:
            continue
        if not start.head.strip():
            blank += 1
        elif looks_like_table(start, wanted):
            tables.append(start.name)
        else:
            others += 1
    if len(tables) > others:
        return lambda start: (
            others > 1 and start.ending not in TABLE_ENDINGS and not looks_like_table(start, wanted)
        )
    many = len(tables) + others + blank > 1
    if tables and many:
        tell(
            f"one text each, as most files around them are, though they look like tables: "
            f"{some(tables)}; to read their rows, name them without the others"
        )
    return lambda start: many and start.ending not in TABLE_ENDINGS


def looks_like_table(start: Start, wanted: Sequence[str]) -> bool:
    """Return whether the first bytes of a file are those of a table, whatever its ending is."""
    if is_binary(start.head):
        return True
    if holds_mails(start.ending, start.head):
        return False
    head = _rough_text(start.head)
    if has_labels(head) or head.startswith(("[{", "[[", '{"')) or is_json("", head):
        return True
    return find_layout("", head, wanted, labelled=False) is not None


def _rough_text(head: bytes) -> str:
    """Return the text of bytes; delimiters and line ends are the same in most encodings."""
    for bom, codec in BOMS:
        if head.startswith(bom):
            return (
                codecs.getincrementaldecoder(codec)("replace").decode(head).removeprefix("\ufeff")
            )
    return head.decode("latin-1")
