"""Judge text files among others: notes among tables, and the labels of another file's texts."""

import shlex
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from statistics import median

from train.corpus.columns.judging import LABEL_NAMES, may_be_label
from train.corpus.formats.recognition import Texts
from train.corpus.paths.numbered_files import are_numbered
from train.corpus.paths.path_labels import WORDS, file_labels
from train.corpus.sources.addresses import Source
from train.corpus.telling import Tell, some
from train.errors import InputError

FEW_LINES = 10
MOST_CLASSES = 100
"""Files of a few lines, or so many files, are documents if their names differ in numbers only."""
LEAST_LINES = 5
FIELDS = {"\t": "a tab", "|": "'|'"}
"""What separates fields if each line of a file has it equally often."""
FAR_FEWER = 5
"""Lines are the labels of others if each is repeated, on average, at least this often."""


def known_texts(
    found: Sequence[Texts], known: Collection[str], tell: Tell
) -> list[tuple[Texts, str]]:
    """Return the text files of a directory of tables that are named as a label of the tables.

    `known` are the labels of the tables. Other files, such as a list of stop words, are told.
    """
    own = known_labels([texts.source.path for texts in found], known)
    labelled = [(texts, label) for texts, label in zip(found, own, strict=True) if label]
    tell_notes(
        [texts.source.name for texts, label in zip(found, own, strict=True) if not label], tell
    )
    if labelled:
        named = [f"{texts.source.path.name} is {label!r}" for texts, label in labelled]
        tell(f"labels from the names of the files: {some(named)}")
    return labelled


def known_labels(paths: Sequence[PurePosixPath], known: Collection[str]) -> list[str]:
    """Return the known label that each file is named as, or an empty string."""
    return [
        next((label for label in (own, path.stem) if label in known), "")
        for path, own in zip(paths, file_labels(paths), strict=True)
    ]


def tell_notes(names: list[str], tell: Tell) -> None:
    """Tell which text files of a directory of tables are not read."""
    if names:
        tell(f"not read, because no tables and not named as one of their labels: {some(names)}")


def check_text_files(found: Sequence[Texts]) -> None:
    """Check that each of some text files may have the texts of a class.

    Raises
    ------
    InputError
        If one has the labels of another one's lines, or fields, or is a document.
    """
    _check_not_parallel(found)
    if not all(texts.is_mail for texts in found):
        _check_named_as_labels(found)


def _check_not_parallel(found: Sequence[Texts]) -> None:
    """Check that no file has the labels of another one's texts, line by line.

    Raises
    ------
    InputError
        If one has.
    """
    by_distinct = sorted(found, key=_distinct)
    texts = {len(each.texts): each for each in by_distinct if not _are_labels(each)}
    for labels in filter(_are_labels, found):
        other = texts.get(len(labels.texts))
        if other is not None:
            paste = shlex.join(["paste", _path(labels.source), _path(other.source)])
            raise InputError(
                f"{labels.source.name}: its lines look like labels of the {len(labels.texts):,} "
                f"lines of {other.source.name}; expected both in one file, such as that of "
                f"'{paste} > labelled.tsv'"
            )


def _check_named_as_labels(found: Sequence[Texts]) -> None:
    """Check that text files may be classes of a text a line: no documents, no tables.

    Raises
    ------
    InputError
        If there are many files, such as `doc1.txt` and `doc1.ann`, or the lines of one have fields.
    """
    usual = median(len(texts.texts) for texts in found)
    are_documents = usual < FEW_LINES or len(found) > MOST_CLASSES
    if are_documents and are_numbered([texts.source.path for texts in found]):
        endings = sorted({texts.source.ending for texts in found})
        one = next(texts.source for texts in found)
        raise InputError(
            f"{one.name}: is one of {len(found):,} text files ({some(endings)}) whose "
            "names are no labels; expected a folder for each label, a file for each label "
            "with a text a line, or one table"
        )
    for texts in found:
        _refuse_fields(texts)


def _refuse_fields(texts: Texts) -> None:
    """Refuse lines that all have the same number of fields, if none of these is a label.

    Raises
    ------
    InputError
        If they have.
    """
    lines = [line.text for line in texts.texts]
    for separator, shown in FIELDS.items():
        counts = {line.count(separator) for line in lines}
        if len(lines) >= LEAST_LINES and len(counts) == 1 and counts != {0}:
            cut = "cut -f2" if separator == "\t" else f"cut -d{shown} -f2"
            raise InputError(
                f"{texts.source.name}: each line has {counts.pop() + 1} fields, separated by "
                f"{shown}, and none of them has labels that repeat; expected a column of labels, "
                f"or texts alone in a file for each label, as {cut} writes the second field"
            )


def _path(source: Source) -> str:
    """Return the path for a command; a member of an archive must be unpacked first."""
    return source.name if source.path.is_absolute() else source.path.name


def _distinct(texts: Texts) -> int:
    return len({line.text for line in texts.texts})


def _are_labels(texts: Texts) -> bool:
    lines = [line.text for line in texts.texts]
    is_named = not set(LABEL_NAMES).isdisjoint(WORDS.split(texts.source.path.stem.lower()))
    return may_be_label(lines) and (is_named or FAR_FEWER * _distinct(texts) <= len(lines))
