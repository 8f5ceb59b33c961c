"""The texts to erase: given on the command line, or read from files."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from chalicelib.mail.mail_text import without_envelope
from train.corpus.all_texts import DETECTED, TextReading, read_texts
from train.corpus.encodings.encoding import is_utf_8
from train.corpus.formats.workbooks.binary_tables import is_binary
from train.corpus.mail import is_mail, plain_text, split_mailbox
from train.corpus.sources.addresses import Source, posix_path
from train.corpus.sources.compression import unpack
from train.errors import InputError
from train.evaluation.predictions import normalize_for_comparison
from train.files import read_bytes

_FILE_NAME = re.compile(
    r"^\S.*\.(?:txt|csv|tsv|tab|psv|json|jsonl|ndjson|eml|mbox|mbx|xlsx|parquet|zip)(?:\.gz)?$",
    re.I,
)


class SoughtTexts(NamedTuple):
    """The texts to erase; another text matches if it differs only in case and white space."""

    texts: tuple[str, ...]
    normalized: frozenset[str]

    def match(self, text: str) -> bool:
        """Return whether a text is one of them."""
        return normalize_for_comparison(text) in self.normalized

    def are_within(self, text: str) -> bool:
        """Return whether a longer text contains one of them."""
        normalized = normalize_for_comparison(text)
        return normalized not in self.normalized and any(
            re.search(rf"(?<!\w){re.escape(each)}(?!\w)", normalized) for each in self.normalized
        )

    def contain(self, phrase: str) -> bool:
        """Return whether one of them has whole words that are a phrase."""
        words = re.compile(rf"(?<!\w){re.escape(normalize_for_comparison(phrase))}(?!\w)")
        return any(map(words.search, self.normalized))

    def are_lines_of(self, text: str) -> bool:
        """Return whether whole lines of a longer text are one of them; columns are joined so."""
        lines = "\n".join(map(normalize_for_comparison, text.splitlines()))
        return self.are_within(text) and any(
            re.search(rf"^{_over_lines(each)}$", lines, re.MULTILINE) for each in self.normalized
        )


def _over_lines(normalized: str) -> str:
    """Return a pattern of a text whose words may be on several lines."""
    return r"\s+".join(map(re.escape, normalized.split(" ")))


def read_sought_texts(arguments: Sequence[str], reading: TextReading = DETECTED) -> SoughtTexts:
    """Return the texts to erase: each argument is a text, or the name of a file that holds it.

    A corpus file holds one text a row, and a mail or a mailbox the text of each mail; of any other
    file, the whole content is the text. A file keeps the text out of the shell's history and of
    the list of processes.

    Raises
    ------
    InputError
        If a file cannot be read, or a text is empty.
    """
    return _sought([text for argument in arguments for text in _texts(argument, reading)])


def with_texts(sought: SoughtTexts, texts: Iterable[str]) -> SoughtTexts:
    """Return the texts to erase with more of them, such as the mails whose bodies they are."""
    return _sought([*sought.texts, *texts])


def _sought(texts: Iterable[str]) -> SoughtTexts:
    distinct = tuple(dict.fromkeys(texts))
    return SoughtTexts(distinct, frozenset(map(normalize_for_comparison, distinct)))


def _texts(argument: str, reading: TextReading) -> list[str]:
    path = Path(argument)
    if _is_file(path):
        packed = Source(argument, posix_path(path), read_bytes(path))
        sources = unpack(packed, reading.tell)
        texts = [text for source in sources for text in _source_texts(source, reading)]
    else:
        _check_no_name(argument)
        texts = [*dict.fromkeys((argument, plain_text(argument)))]
    texts = [text for text in texts if text.strip()]
    if not texts:
        raise InputError("found an empty text; expected a text to erase, or a file that holds it")
    return texts


def _source_texts(source: Source, reading: TextReading) -> Iterator[str]:
    """Yield the texts of a file; the encoding that was named is that of files not in UTF-8."""
    if is_utf_8(source.raw):
        reading = replace(reading, encoding=None)
    is_text = source.raw.lstrip().startswith(b"<") or not is_binary(source.raw)
    read = read_texts(source, reading, whole=is_text)
    yield from (each.text for each in read.texts)
    yield from _raw_mails(source.raw)


def _raw_mails(raw: bytes) -> Iterator[str]:
    """Yield the mails of a file with their headers: a user may have reported one so."""
    for mail in map(without_envelope, split_mailbox(raw)):
        if is_mail(mail.decode("latin-1")):
            yield mail.decode("utf-8" if is_utf_8(mail) else "latin-1")


def _check_no_name(argument: str) -> None:
    """Refuse what is the name of a file or a directory rather than a text.

    A misspelled name would be sought as a text, and reported as found nowhere.
    """
    if _FILE_NAME.search(argument) or (argument and _is_directory(Path(argument))):
        raise InputError(
            f"{argument}: expected an existing file that holds the text, or a text; a text that "
            "ends like a file's name must be in a file"
        )


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a text may be too long for a name
        return False
