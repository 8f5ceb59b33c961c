"""Find texts in corpus files, and write the files again without them."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from train.corpus.text_lines import TextLines, read_lines
from train.erasure.sought_texts import SoughtTexts
from train.errors import InputError
from train.files import read_bytes, replace_bytes


class CorpusFile(NamedTuple):
    """A corpus file: its bytes, the rows to take out, what remains, and who quotes the texts."""

    path: Path
    raw: bytes
    found: list[TextLines]
    remaining: bytes
    quoted: list[TextLines]

    def rewrite(self) -> None:
        """Replace the file by what remains.

        Raises
        ------
        InputError
            If it cannot be written, or has changed since it was read.
        """
        if read_bytes(self.path) != self.raw:
            raise InputError(f"{self.path}: changed while it was searched; nothing was written")
        replace_bytes(self.path, self.remaining)


def search_corpora(
    paths: Sequence[Path], sought: SoughtTexts, text_column: str | None
) -> list[CorpusFile]:
    """Read corpus files and find the texts in them; raises what `read_lines` raises."""
    return [_search(path, sought, text_column) for path in paths]


def _search(path: Path, sought: SoughtTexts, text_column: str | None) -> CorpusFile:
    raw = read_bytes(path)
    if not path.resolve().is_file():
        raise InputError(f"{path}: expected a regular file, which can be written again")
    file = read_lines(path, raw, text_column)
    found = [each for each in file.texts if sought.match(each.text)]
    quoted = [each for each in file.texts if sought.are_within(each.text)]
    return CorpusFile(path, raw, found, file.without(found) if found else raw, quoted)


def digests_with_texts(files: Sequence[CorpusFile]) -> set[str]:
    """Return the SHA-256 that a manifest records if a model was made from these files.

    It covers all the files in their order; a model may also have been made from one of them.
    """
    if not any(file.found for file in files):
        return set()
    together = hashlib.sha256(b"".join(file.raw for file in files)).hexdigest()
    return {together, *_single_digests(files)}


def _single_digests(files: Sequence[CorpusFile]) -> Iterator[str]:
    return (hashlib.sha256(file.raw).hexdigest() for file in files if file.found)
