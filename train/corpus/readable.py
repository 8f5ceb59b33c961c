"""Choose which of some files are read: neither notes next to folders of texts nor empty files."""

from collections.abc import Sequence
from dataclasses import replace

from train.corpus.encodings.encoding import common_encoding
from train.corpus.formats.recognition import TABLE_ENDINGS
from train.corpus.paths.index_files import refuse_index
from train.corpus.paths.path_labels import has_label_folders, in_label_folders
from train.corpus.sources.addresses import Source, tell_blank
from train.corpus.telling import Tell


def readable_sources(sources: Sequence[Source], tell: Tell) -> tuple[Sequence[Source], bool]:
    """Return the sources that are read, and whether those that are no tables are a text each.

    Raises
    ------
    InputError
        If one of the files of several folders lists the labels of the others.
    """
    by_folder = has_label_folders(sources)
    if by_folder:
        refuse_index(sources)
        plain = [source for source in sources if source.ending not in TABLE_ENDINGS]
        kept = {source.path for source in in_label_folders(plain, tell)}
        sources = [s for s in sources if s.ending in TABLE_ENDINGS or s.path in kept]
    read = _without_blank(sources, tell, by_folder=by_folder)
    return (_with_encoding(read) if by_folder else read), by_folder


def _with_encoding(sources: Sequence[Source]) -> Sequence[Source]:
    """Return texts with the encoding that fits all of them: one alone may be too short to tell."""
    likely = common_encoding(source.raw for source in sources)
    return sources if likely is None else [replace(each, likely=likely) for each in sources]


def _without_blank(sources: Sequence[Source], tell: Tell, *, by_folder: bool) -> Sequence[Source]:
    """Leave out what holds nothing, but for a file that the user named, or that is one text."""
    left = [
        source
        for source in sources
        if source.raw.strip()
        or source.is_named
        or (by_folder and source.ending not in TABLE_ENDINGS)
    ]
    if not left:
        return sources
    kept = {source.name for source in left}
    tell_blank([source.name for source in sources if source.name not in kept], tell)
    return left
