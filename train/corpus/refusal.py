"""Say why a file of several is refused, and what to do with the others."""

import shlex
from collections.abc import Sequence

from train.corpus.columns.judging import MissingText
from train.corpus.sources.addresses import Source
from train.errors import InputError


def refusal(
    refused: InputError, read: Sequence[Source], unlabelled: Sequence[str], *, text_files: bool
) -> str:
    """Return the message about the first file that was refused.

    Parameters
    ----------
    refused
        Its error.
    read
        The tables that were read.
    unlabelled
        The names of the tables of texts without labels.
    text_files
        Whether there are files of text.
    """
    return f"{refused}{_only(read) or _joined(refused, unlabelled, text_files=text_files)}"


def _only(read: Sequence[Source]) -> str:
    """Return the advice to read only the tables that can be read, if there are any."""
    if not read:
        return ""
    in_archive = any(not source.path.is_absolute() for source in read)
    names = [source.path.name if in_archive else source.name for source in read]
    first = "unpack the archive, and " if in_archive else ""
    return f"; or read only what has labelled texts: {first}--data {shlex.join(names[:5])}"


def _joined(refused: InputError, unlabelled: Sequence[str], *, text_files: bool) -> str:
    """Return what to do with a table of labels without texts."""
    if not isinstance(refused, MissingText):
        return ""
    if unlabelled:
        texts = unlabelled[0]
        return (
            f"; if it has the labels of the texts in {texts}, join them by their common column, in "
            f"Python: pandas.read_csv({texts!r}).merge(pandas.read_csv(FILE))"
            ".to_csv('labelled.csv')"
        )
    if text_files:
        return (
            "; if it names the other files with their labels, move each of them into a folder with "
            "the name of its label"
        )
    return ""
