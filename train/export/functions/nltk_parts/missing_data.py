"""Say in one line that data of NLTK is not on the author's machine, and what fetches it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from train.errors import InputError

# `nltk.download('wordnet')`, in colours, in the message of NLTK's LookupError.
_RESOURCE = re.compile(r"nltk\.download\('([\w.-]+)'\)")


@contextmanager
def reading(shown: str) -> Iterator[None]:
    """Turn the LookupError of NLTK's readers into an InputError that says what to run.

    >>> with reading("'lemmatizer'"):
    ...     raise LookupError("Resource wordnet not found: nltk.download('wordnet')")
    Traceback (most recent call last):
        ...
    train.errors.InputError: 'lemmatizer' needs NLTK's data 'wordnet', which is not on this \
machine; run: python -m nltk.downloader wordnet
    """
    try:
        yield
    except LookupError as exc:
        reason = missing_data(exc)
        if reason is None:
            raise
        raise InputError(f"{shown} {reason}") from exc


def missing_data(failure: BaseException | None) -> str | None:
    """Return what to run if a LookupError is NLTK's of missing data, else None."""
    found = _RESOURCE.search(str(failure)) if isinstance(failure, LookupError) else None
    if found is None:
        return None
    return (
        f"needs NLTK's data {found[1]!r}, which is not on this machine; run: "
        f"python -m nltk.downloader {found[1]}"
    )
