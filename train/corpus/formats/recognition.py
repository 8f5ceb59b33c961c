"""Recognize a source's format, by its content before its ending, and read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.mail.mail_text import mail_text
from train.corpus.columns.judging import Table
from train.corpus.encodings.encoding import decode
from train.corpus.formats.delimited.layout import DELIMITERS, find_layout, fits, without_separator
from train.corpus.formats.delimited.rows import LINE, Layout, read_delimited
from train.corpus.formats.delimited.separators import separated_table
from train.corpus.formats.json_files.intents import has_intents, read_intents
from train.corpus.formats.json_files.rows import ENDINGS as JSON_ENDINGS
from train.corpus.formats.json_files.rows import is_json, read_json
from train.corpus.formats.labelled_lines import PlacedText, has_labels, labelled_lines
from train.corpus.formats.markup import refuse_markup
from train.corpus.formats.records import has_records, read_records
from train.corpus.formats.unreadable import refuse_document
from train.corpus.formats.workbooks.binary_tables import read_binary
from train.corpus.formats.xml_rows import is_xml, read_xml, xml_text
from train.corpus.mail import HEAD_BYTES, is_mail, split_mailbox
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell
from train.errors import InputError

MAILBOXES = (".mbox", ".mbx")
MAILS = (".eml", *MAILBOXES)
TABLE_ENDINGS = frozenset(
    (*DELIMITERS, *JSON_ENDINGS, ".xlsx", ".xlsm", ".parquet", ".arrow", ".feather")
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a file that holds no label; its path may."""

    source: Source
    is_mail: bool
    texts: list[PlacedText]


def read_format(
    source: Source,
    *,
    whole: bool,
    encoding: str | None,
    wanted: Sequence[str],
    tell: Tell,
    labelled: bool = True,
) -> Table | Texts:
    """Read a source as a table, as mails, or as texts.

    Parameters
    ----------
    whole
        Whether a file that is no table is one text. Otherwise each line of it is one.
    encoding
        The encoding of text; None detects it.
    wanted
        The columns that the user named.
    labelled
        Whether the texts need labels.

    Raises
    ------
    InputError
        If the source cannot be read.
    """
    mails = _mails(source)
    if mails is not None:
        return mails
    if whole and source.ending not in TABLE_ENDINGS:
        return _one_text(source, encoding, tell)
    if is_xml(source.ending, source.raw):
        return read_xml(source, encoding, wanted, tell)
    table = read_binary(source, wanted, tell, labelled=labelled)
    if table is not None:
        return table
    content = without_separator(decode(source.name, source.raw, encoding, tell, source.likely))
    table = _table_of_its_own(source, content, wanted)
    if table is not None:
        return table
    layout = find_layout(source.ending, content, wanted)
    if layout is not None:
        table = rarely_separated(source.name, content, layout, wanted) if labelled else None
        return table or read_delimited(source.name, content, layout, wanted)
    if not content.strip():
        raise InputError(f"{source.name}: found no row; expected labelled texts")
    return Texts(source, False, _lines(source.name, content))


def _one_text(source: Source, encoding: str | None, tell: Tell) -> Texts:
    """Return a file as one text; of XML, the text that it marks up."""
    refuse_document(source.name, source.raw)
    if source.ending == ".xml" and is_xml(source.ending, source.raw):
        content = xml_text(source, encoding, tell)
    else:
        content = decode(source.name, source.raw, encoding, tell, source.likely)
    return Texts(source, False, [PlacedText(source.name, content.strip())])


def _table_of_its_own(source: Source, content: str, wanted: Sequence[str]) -> Table | None:
    """Return the table in a text that has another form than fields in lines; refuse markup."""
    if has_intents(content):
        return read_intents(source.name, _lines(source.name, content))
    refuse_markup(source.name, source.ending, content)
    if is_json(source.ending, content):
        return read_json(source.name, content, wanted)
    if has_records(content):
        return read_records(source.name, content)
    if has_labels(content):
        return labelled_lines(source.name, _lines(source.name, content))
    return None


def rarely_separated(
    name: str, content: str, layout: Layout, wanted: Sequence[str]
) -> Table | None:
    """Return the table of a text whose rows do not have the usual delimiter but `~`, say."""
    if not content.strip() or fits(content, layout, wanted):
        return None
    never = f'"{layout.delimiter}'  # what is between quoted fields is no separator
    return separated_table(name, _lines(name, content), wanted, never)


def holds_mails(ending: str, raw: bytes) -> bool:
    """Return whether a file is a mail or a mailbox, by its ending or its first bytes."""
    return ending in MAILS or is_mail(raw[:HEAD_BYTES].decode("latin-1"))


def _mails(source: Source) -> Texts | None:
    if not holds_mails(source.ending, source.raw):
        return None
    head = source.raw[:HEAD_BYTES].decode("latin-1")
    many = source.ending in MAILBOXES or head.startswith("From ")
    mails = split_mailbox(source.raw) if many else [source.raw]
    placed = (
        f"{source.name}: mail {number}" if len(mails) > 1 else source.name
        for number in range(1, len(mails) + 1)
    )
    texts = [PlacedText(where, mail_text(raw)) for where, raw in zip(placed, mails, strict=True)]
    return Texts(source, True, texts)


def _lines(name: str, content: str) -> list[PlacedText]:
    return [
        PlacedText(f"{name}: line {number}", line[0].strip())
        for number, line in enumerate(LINE.finditer(content), start=1)
        if line[0].strip()
    ]
