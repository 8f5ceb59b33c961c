"""Corpus files to read, one for each format."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from train.corpus.collecting import Reading
from train.corpus.reader import Corpus, read_corpus
from train.corpus.sources.addresses import Address

CSV = b"""label,text
ham,see you at the harbour
ham,bring the blue kite
spam,claim a lamp now
spam,"a lamp, half price"
"""


TEXTS = ["see you at the harbour", "bring the blue kite", "claim a lamp now", "a lamp, half price"]
LABELS = ["ham", "ham", "spam", "spam"]
ROWS = [{"label": label, "text": text} for label, text in zip(LABELS, TEXTS, strict=True)]
REST = b"ham,b\nspam,c\nspam,d\n"


def written(directory: Path, name: str, content: bytes) -> Path:
    path = directory / name
    path.write_bytes(content)
    return path


Place = Callable[[Path, Mapping[str, bytes]], Path]
"""Puts files into a directory or an archive, and returns where it is."""


def folder(directory: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = directory / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return directory / "data"


def packed(directory: Path, files: Mapping[str, bytes]) -> Path:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written(directory, "data.zip", file.getvalue())


def read(directory: Path, name: str, content: bytes) -> Corpus:
    return read_corpus([written(directory, name, content)])


class Told(NamedTuple):
    """A corpus and what reading it told."""

    corpus: Corpus
    lines: list[str]


def told(*addresses: Address, encoding: str | None = None) -> Told:
    """Read a corpus and keep what is told."""
    lines: list[str] = []
    corpus = read_corpus(addresses, reading=Reading(encoding, tell=lines.append))
    return Told(corpus, lines)
