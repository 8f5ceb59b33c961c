"""Find the terms of a vocabulary that look like telephone, card or account numbers.

Such a term tells that the number was in the corpus: the model weighs it, and `/explain` shows the
weight to anyone who sends the number. `NUMBERS` masks the digits of a text, in training and, as a
rule of the artifact, in serving.
"""

import re
from collections.abc import Iterable

NUMBERS = (r"\d", "0")
"""Replace each digit by 0, so that only the length of a number and its groups remain."""

_LONG_NUMBER = re.compile(r"\d(?:[ ./()+-]?\d){6,}")
"""Seven digits or more, the least of a telephone number with its exchange, in groups or not."""


def number_terms(terms: Iterable[str]) -> list[str]:
    """Return the terms with a long number, except masked ones, which are all zeros.

    >>> number_terms(["call", "80123", "08005550100", "0800 555 0100", "00000000000"])
    ['08005550100', '0800 555 0100']
    """
    return [term for term in terms if any(map(_is_unmasked, _LONG_NUMBER.findall(term)))]


def _is_unmasked(number: str) -> bool:
    return bool(re.search(r"[^\D0]", number))
