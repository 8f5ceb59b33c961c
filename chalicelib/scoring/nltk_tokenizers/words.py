"""Split a text into words by a chain of replacements that put spaces around them.

So do NLTK's `NLTKWordTokenizer`, which `word_tokenize` uses, `TreebankWordTokenizer` and
`ToktokTokenizer`. What they replace is read from the author's NLTK, as it changes from version to
version: some of its patterns are compiled by the module `regex`, which divides a text into words in
another way than `re`.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from chalicelib.scoring.cleaning.regex_patterns import replace_as_regex
from chalicelib.scoring.cleaning.unicode_words import with_unicode_words


class Replacement(NamedTuple):
    """A pattern with its flags, a template of `re.sub`, and whether `regex` compiled the pattern.

    The template has no other escapes than references to groups, and adds only ASCII.
    """

    pattern: str
    flags: int
    template: str
    by_regex: bool = False


class ReplacingTokenizer:
    """Replaces one pattern after the other, then splits at white space."""

    def __init__(self, replacements: Iterable[tuple[str, int, str, bool]]) -> None:
        self._steps = [
            (re.compile(pattern, flags), template, by_regex)
            for pattern, flags, template, by_regex in map(Replacement._make, replacements)
        ]

    def tokenize(self, text: str) -> list[str]:
        """Return the words of a text."""
        # A replacement adds no character that `regex` sees differently.
        alike = with_unicode_words(text) == text
        for pattern, template, by_regex in self._steps:
            if alike or not by_regex:
                text = pattern.sub(template, text)
            else:
                text = replace_as_regex(pattern, template, text)
        return text.split()


def word_tokenizers(
    replacements: Iterable[tuple[str, int, str, bool]],
) -> Callable[[], ReplacingTokenizer]:
    """Return what one of NLTK's classes is called by: a function that returns the tokenizer."""
    tokenizer = ReplacingTokenizer(replacements)
    return lambda: tokenizer
