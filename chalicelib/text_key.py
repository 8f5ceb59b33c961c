"""The key of a text: a digest by which texts are compared, and by which they are stored.

Texts that differ only in case and white space count as the same text.
"""

import hashlib

KEY_DIGITS = 16


def text_key(text: str) -> str:
    r"""Return the key of a text: a digest that ignores case and white space.

    Anyone can compute it who guesses the text, so it is stored only as a keyed digest.

    >>> text_key("See  you\nat EIGHT") == text_key("see you at eight ")
    True
    """
    normalized = normalize_for_comparison(text).encode("utf-8", "surrogatepass")
    return hashlib.sha256(normalized).hexdigest()[:KEY_DIGITS]


def normalize_for_comparison(text: str) -> str:
    r"""Normalize case and white space: texts that differ only in these count as the same text.

    >>> normalize_for_comparison(" See  you\nat EIGHT")
    'see you at eight'
    """
    return " ".join(text.casefold().split())
