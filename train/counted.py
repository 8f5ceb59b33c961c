"""Counts in words, for messages: one row, several rows."""


def counted(count: int, noun: str, nouns: str = "") -> str:
    """Return a count with its noun; `nouns` is a plural that does not only add an s.

    >>> counted(1, "row"), counted(2000, "row"), counted(0, "policy", "policies")
    ('1 row', '2,000 rows', '0 policies')
    """
    return f"{count:,} {noun if count == 1 else nouns or f'{noun}s'}"
