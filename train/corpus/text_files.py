"""Judge the text files in a directory of tables: texts of a label, or notes."""

from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from train.corpus.formats.recognition import Texts
from train.corpus.path_labels import file_labels
from train.corpus.telling import Tell, some


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
