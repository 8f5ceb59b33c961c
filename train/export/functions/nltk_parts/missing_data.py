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
        found = _RESOURCE.search(str(exc))
        if found is None:
            raise
        raise InputError(
            f"{shown} needs NLTK's data {found[1]!r}, which is not on this machine; run: "
            f"python -m nltk.downloader {found[1]}"
        ) from exc
