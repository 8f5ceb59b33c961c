"""Choose which of some files are read: neither notes next to folders of texts nor empty files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from train.corpus.encodings.encoding import common_encoding
from train.corpus.formats.json_files.intents import HEAD, has_intents
from train.corpus.formats.recognition import TABLE_ENDINGS
from train.corpus.paths.index_files import Listing, find_listings
from train.corpus.paths.judging_lists import check_listing, tell_listing
from train.corpus.paths.numbered_files import document_labels
from train.corpus.paths.path_labels import has_label_folders, in_label_folders
from train.corpus.sources.addresses import Source, tell_blank
from train.corpus.telling import Tell, some

YAML_ENDINGS = (".yml", ".yaml")


class Readable(NamedTuple):
    """The sources that are read, and whether those that are no tables are a text each.

    `labels` has the label of each by its path, if another file lists them or their names do.
    """

    sources: Sequence[Source]
    whole: bool
    labels: Mapping[PurePosixPath, str]


def readable_sources(sources: Sequence[Source], tell: Tell) -> Readable:
    """Return the sources that are read, and how."""
    sources = _without_other_yaml(sources, tell)
    listings = find_listings(sources)
    if listings and not _is_note(listings[0].source, sources):
        listed = _told_listing(listings, sources, tell)
        return Readable(_with_encoding(listed), True, listings[0].labels)
    documents = document_labels(sources, tell)
    if documents:
        return Readable(_with_encoding(sources), True, documents)
    by_folder = has_label_folders(sources)
    if by_folder:
        plain = [source for source in sources if source.ending not in TABLE_ENDINGS]
        kept = {source.path for source in in_label_folders(plain, tell)}
        sources = [s for s in sources if s.ending in TABLE_ENDINGS or s.path in kept]
    read = _without_blank(sources, tell, by_folder=by_folder)
    return Readable(_with_encoding(read) if by_folder else read, by_folder, {})


def _without_other_yaml(sources: Sequence[Source], tell: Tell) -> Sequence[Source]:
    """Leave out the rules and stories that Rasa has next to its intents."""
    others = [
        source
        for source in sources
        if source.ending in YAML_ENDINGS
        and not source.is_named
        and not has_intents(source.raw[:HEAD].decode("latin-1"))
    ]
    if not any(source.ending in YAML_ENDINGS and source not in others for source in sources):
        return sources
    if others:
        tell(f"not read, because it has no intents: {some([source.name for source in others])}")
    return [source for source in sources if source not in others]


def _is_note(table: Source, sources: Sequence[Source]) -> bool:
    """Return whether a table is next to folders with labels: it says something else of them."""
    others = [source for source in sources if source is not table]
    return table.ending in TABLE_ENDINGS and has_label_folders(others)


def _told_listing(
    listings: Sequence[Listing], sources: Sequence[Source], tell: Tell
) -> Sequence[Source]:
    """Tell where the labels are from, and which files have none; return those that have one."""
    first, *rest = listings
    name = first.source.name
    check_listing(first)
    tell(f"labels from the list {name}: {some(sorted(set(first.labels.values())))}")
    listed = [source for source in sources if source.path in first.labels]
    known = {source.path for source in listed} | {each.source.path for each in listings}
    others = [source.name for source in sources if source.path not in known]
    if others:
        tell(f"not read, because {first.source.path.name} does not list it: {some(others)}")
    tell_listing(first, rest, tell)
    return listed


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
