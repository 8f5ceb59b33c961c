"""Corpus files to read, one for each format."""

from pathlib import Path

from train.corpus.reader import Corpus, read_corpus

CSV = b"""label,text
ham,see you at the harbour
ham,bring the blue kite
spam,claim a lamp now
spam,"a lamp, half price"
"""


REST = b"ham,b\nspam,c\nspam,d\n"


def written(directory: Path, name: str, content: bytes) -> Path:
    path = directory / name
    path.write_bytes(content)
    return path


def read(directory: Path, name: str, content: bytes) -> Corpus:
    return read_corpus([written(directory, name, content)])
