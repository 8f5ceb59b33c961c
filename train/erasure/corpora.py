"""Find texts in corpus files, and write the files again without them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from train.corpus.all_texts import PlacedString, SourceTexts, TextReading, read_all_texts
from train.corpus.mail import mail_forms
from train.corpus.sources.addresses import Source, open_address, workbook
from train.corpus.sources.compression import Compression, decompressed, find_compression, unpack
from train.erasure.sought_texts import SoughtTexts
from train.erasure.text_lines import without_texts
from train.errors import InputError
from train.files import read_bytes, remove_file, replace_bytes


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A corpus file: its bytes, what was found in it, and what remains without that.

    `quoted` contain a text within a longer one, `joined` as whole lines of it, such as one of
    several columns. `misplaced` have it in a column that is not read.
    `fault` says why the file cannot be written again, if it cannot.
    """

    address: Path
    path: Path
    raw: bytes
    found: list[PlacedString]
    quoted: list[PlacedString]
    joined: list[PlacedString]
    misplaced: list[PlacedString]
    remaining: bytes
    fault: str = ""

    @property
    def still_holds(self) -> bool:
        """Whether the file holds a text after it was written again."""
        return bool(self.fault or self.joined or self.misplaced)

    @property
    def must_go(self) -> bool:
        """Whether nothing is left, so that the file is deleted."""
        return bool(self.found) and not self.remaining

    def rewrite(self) -> None:
        """Replace the file by what remains, or delete it if nothing does.

        Raises
        ------
        InputError
            If it cannot be written, or has changed since it was read.
        """
        if read_bytes(self.path) != self.raw:
            raise InputError(f"{self.path}: changed while it was searched; nothing was written")
        if self.must_go:
            remove_file(self.path)
        else:
            replace_bytes(self.path, self.remaining)


class _Opened(NamedTuple):
    """A file, what it holds, and how it is packed; `is_archive` if it holds several files."""

    address: Path
    packed: Source
    sources: list[Source]
    compression: Compression | None
    is_archive: bool


def search_corpora(
    addresses: Sequence[Path], sought: SoughtTexts, reading: TextReading
) -> list[CorpusFile]:
    """Read corpus files and directories as `fit` does, and find the texts in them.

    Raises
    ------
    InputError
        If one cannot be read.
    """
    opened = [
        _unpacked(address, packed, reading)
        for address in addresses
        for packed in _open(address, reading)
    ]
    sources = [source for each in opened for source in each.sources]
    read = {each.source.name: each for each in read_all_texts(sources, reading)}
    return [
        _search(each, [read[s.name] for s in each.sources if s.name in read], sought, reading)
        for each in opened
    ]


def _open(address: Path, reading: TextReading) -> Iterator[Source]:
    path = workbook(address)
    if not path.exists():
        raise InputError(f"{address}: no such file")
    if not (path.is_dir() or path.is_file()):
        raise InputError(f"{address}: expected a regular file, which can be written again")
    yield from open_address(address, reading.tell)


def _unpacked(address: Path, packed: Source, reading: TextReading) -> _Opened:
    compression = find_compression(packed.raw, packed.ending)
    once = packed if compression is None else decompressed(packed, compression)
    sources = list(unpack(once, reading.tell))
    return _Opened(address, packed, sources, compression, sources[:1] != [once])


def _search(
    opened: _Opened, read: Sequence[SourceTexts], sought: SoughtTexts, reading: TextReading
) -> CorpusFile:
    found = [each for texts in read for each in _found(texts, sought)]
    places = {each.where for each in found}
    left = [
        each
        for texts in read
        if texts.source.name not in places
        for each in texts.texts
        if each.where not in places
    ]
    joined = [each for each in left if sought.are_lines_of(each.text)]
    quoted = [
        each
        for each in left
        if each not in joined and any(map(sought.are_within, (each.text, *each.others)))
    ]
    misplaced = [each for each in left if any(map(sought.match, each.others))]
    remaining, fault = _remaining_or_fault(opened, found, reading)
    path, raw = Path(opened.packed.name), opened.packed.raw
    return CorpusFile(opened.address, path, raw, found, quoted, joined, misplaced, remaining, fault)


def _found(read: SourceTexts, sought: SoughtTexts) -> list[PlacedString]:
    whole = PlacedString(read.source.name, read.whole)
    texts = [whole] if read.whole and _is_sought(whole, sought) else read.texts
    return [each for each in texts if _is_sought(each, sought)]


def _is_sought(text: PlacedString, sought: SoughtTexts) -> bool:
    return any(map(sought.match, mail_forms(text.text)))


def _remaining_or_fault(
    opened: _Opened, found: Sequence[PlacedString], reading: TextReading
) -> tuple[bytes, str]:
    try:
        return _remaining(opened, found, reading) if found else opened.packed.raw, ""
    except InputError as exc:
        return opened.packed.raw, str(exc)


def _remaining(opened: _Opened, found: Sequence[PlacedString], reading: TextReading) -> bytes:
    if opened.is_archive:
        raise InputError(f"{opened.packed.name}: files cannot be removed from an archive")
    raw = without_texts(opened.sources[0], [each.where for each in found], reading)
    return opened.compression.pack(raw) if opened.compression and raw else raw


def erase_from_corpora(files: Sequence[CorpusFile]) -> Iterator[str]:
    """Write files again or delete them, but for those that cannot be; yield what was done."""
    for file in files:
        if file.found and not file.fault:
            file.rewrite()
            done = "deleted, because nothing else was in it" if file.must_go else ""
            yield f"{file.path}: {done or 'written again without it'}"


def digests_with_texts(files: Sequence[CorpusFile]) -> set[str]:
    """Return the SHA-256 that a manifest records if a model was made from these files.

    It covers all the files in their order; a model may also have been made from those of one
    address, or from one of them.
    """
    by_address = (list(group) for _, group in groupby(files, key=lambda file: file.address))
    groups = [list(files), *by_address, *([file] for file in files)]
    return {
        hashlib.sha256(b"".join(file.raw for file in group)).hexdigest()
        for group in groups
        if any(file.found for file in group)
    }
