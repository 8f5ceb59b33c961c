"""The texts to erase: given on the command line, or read from files."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from train.corpus.text_lines import is_corpus_name, read_lines
from train.errors import InputError
from train.evaluation.predictions import normalize_for_comparison
from train.files import read_bytes

_FILE_NAME = re.compile(
    r"^\S.*\.(?:txt|csv|tsv|tab|psv|json|jsonl|ndjson|eml|mbox|xlsx|parquet|zip)(?:\.gz)?$", re.I
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


def read_sought_texts(arguments: Sequence[str], text_column: str | None = None) -> SoughtTexts:
    """Return the texts to erase: each argument is a text, or the name of a file that holds it.

    A corpus file holds one text a row; of any other file, the whole content is the text. A file
    keeps the text out of the shell's history and of the list of processes.

    Raises
    ------
    InputError
        If a file cannot be read, or a text is empty.
    """
    texts = tuple(text for argument in arguments for text in _texts(argument, text_column))
    normalized = frozenset(map(normalize_for_comparison, texts))
    if not texts or "" in normalized:
        raise InputError("found an empty text; expected a text to erase, or a file that holds it")
    return SoughtTexts(texts, normalized)


def _texts(argument: str, text_column: str | None) -> list[str]:
    path = Path(argument)
    if not _is_file(path):
        _check_no_name(argument)
        return [argument]
    raw = read_bytes(path)
    if is_corpus_name(path):
        return [each.text for each in read_lines(path, raw, text_column).texts]
    try:
        return [raw.decode("utf-8-sig")]
    except UnicodeDecodeError:
        return [raw.decode("latin-1")]


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
