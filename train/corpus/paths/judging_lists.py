"""Refuse a list of files that contradicts itself; tell what it lacks, and what others say."""

from collections.abc import Sequence

from train.corpus.paths.index_files import Listing
from train.corpus.telling import Tell, some
from train.counted import counted
from train.errors import InputError


def check_listing(listing: Listing) -> None:
    """Check that a list gives each file one label.

    Raises
    ------
    InputError
        If it gives a file several ones.
    """
    if listing.several:
        files = counted(len(listing.several), "file", "files")
        raise InputError(
            f"{listing.source.name}: found {files} with several labels, such as "
            f"{listing.several[0]}; expected one label for each file: delete the other lines"
        )


def tell_listing(used: Listing, others: Sequence[Listing], tell: Tell) -> None:
    """Tell which files of the list that is used are missing, and which other lists there are."""
    if used.missing:
        files = counted(len(used.missing), "file that is", "files that are")
        tell(f"warning: {used.source.name} lists {files} not there, such as {used.missing[0]}")
    if others:
        names = some([other.source.name for other in others])
        tell(f"of several lists, the longest is used; not read: {names}")
    for other in others:
        differ = [
            path for path, label in other.labels.items() if used.labels.get(path, label) != label
        ]
        if differ:
            tell(
                f"warning: {other.source.name} has another label for "
                f"{counted(len(differ), 'file')}, such as {differ[0]}: "
                f"{other.labels[differ[0]]!r}, not {used.labels[differ[0]]!r}"
            )
