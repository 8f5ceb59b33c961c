"""Give texts without labels those of a list, of their mailbox or of their paths."""

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from train.corpus.formats.recognition import Texts
from train.corpus.paths.mail_labels import gmail_labels
from train.corpus.paths.path_labels import path_labels
from train.corpus.paths.text_files import check_text_files, known_texts
from train.corpus.telling import Tell


def labelled_texts(
    found: list[Texts],
    listed: Mapping[PurePosixPath, str],
    known: Collection[str] | None,
    *,
    by_folder: bool,
    tell: Tell,
) -> list[tuple[Texts, str]]:
    """Return texts with their labels; notes in a directory of tables are left out.

    Parameters
    ----------
    listed
        The labels that an index gives files, by path.
    known
        The labels of the tables that are among the texts, or None if there are none.
    by_folder
        Whether folders have the names of labels.

    Raises
    ------
    InputError
        If the paths have no labels.
    """
    if listed:
        return [(each, listed[each.source.path]) for each in found]
    own = gmail_labels(found[0], tell) if len(found) == 1 else None
    if own is not None:
        return own
    notes = [each for each in found if known is not None and _may_be_notes(each)]
    rest = [each for each in found if known is None or not _may_be_notes(each)]
    labelled = known_texts(notes, known or (), tell) if notes else []
    if not by_folder:
        check_text_files(rest)
    labels = path_labels(rest, by_folder=by_folder, tell=tell) if rest else []
    return [*labelled, *zip(rest, labels, strict=True)]


def _may_be_notes(texts: Texts) -> bool:
    return not texts.source.is_named and not texts.is_mail
