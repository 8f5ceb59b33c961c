"""Split a text into words as NLTK's `TweetTokenizer` does: links, names, emoticons stay whole.

Its patterns are read from the author's NLTK. The module `regex` compiles them there, so texts are
matched as it divides them into words, see `chalicelib.scoring.cleaning.unicode_words`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html.entities import name2codepoint
from typing import Any, NamedTuple

from chalicelib.scoring.cleaning.unicode_words import with_unicode_words

MOST_CHARACTERS = 2048
"""The longest word of a text that has longer runs without white space."""
JOINER, LETTER = "\u200d", "\U00010a00"
"""The zero-width joiner, which the patterns name, and a rare letter that they see in its place."""
# For `re`, if letter case does not matter, `[a-z]` has the dotless i as well.
_SEEN = str.maketrans({LETTER: "\u00aa", JOINER: LETTER, "\u0131": "\u00aa"})


class CasualPatterns(NamedTuple):
    """The patterns of an NLTK's version, each with its flags, without groups that capture.

    Only `words` and `words_and_phones` may have one group, around all; the others have those that
    NLTK replaces. `hanging` finds signs that are repeated. They name `LETTER` for `JOINER`.
    """

    words: tuple[str, int]
    words_and_phones: tuple[str, int]
    emoticon: tuple[str, int]
    entity: tuple[str, int]
    handle: tuple[str, int]
    hanging: tuple[str, int]
    lengthened: tuple[str, int]


class TweetTokenizer:
    """Splits texts into words, emoticons, links, numbers and signs."""

    def __init__(
        self,
        patterns: Iterable[tuple[str, int]],
        preserve_case: bool = True,
        reduce_len: bool = False,
        strip_handles: bool = False,
        match_phone_numbers: bool = True,
    ) -> None:
        compiled = CasualPatterns(*(re.compile(*each) for each in patterns))  # type: ignore[arg-type]
        self._patterns: Any = compiled
        self._words: Any = compiled.words_and_phones if match_phone_numbers else compiled.words
        self._preserve_case = preserve_case
        self._reduce_len = reduce_len
        self._strip_handles = strip_handles

    def tokenize(self, text: str) -> list[str]:
        """Return the words of a text."""
        text = _without_entities(self._patterns.entity, text)
        if self._strip_handles:
            text = self._patterns.handle.sub(" ", text)
        if self._reduce_len:
            text = self._patterns.lengthened.sub(r"\1\1\1", text)
        text = self._patterns.hanging.sub(r"\1\1\1", text)
        words = [text[start:end] for start, end in _spans(self._words, _seen(text))]
        return words if self._preserve_case else [*map(self._lower, words)]

    def _lower(self, word: str) -> str:
        """Return a word in lower case, unless it has an emoticon, such as `:D`."""
        return word if self._patterns.emoticon.search(word) else word.lower()


def tweet_tokenizers(patterns: Iterable[tuple[str, int]]) -> Callable[..., TweetTokenizer]:
    """Return what NLTK's class is called by: a function of its other arguments."""
    return lambda *given, **named: TweetTokenizer(patterns, *given, **named)


def casual_tokenize_by(patterns: Iterable[tuple[str, int]]) -> Callable[..., list[str]]:
    """Return a function of a text and of the arguments of `TweetTokenizer`."""
    return lambda text, *given, **named: TweetTokenizer(patterns, *given, **named).tokenize(text)


def _seen(text: str) -> str:
    """Return the text as the patterns see it."""
    return with_unicode_words(text if text.isascii() else text.translate(_SEEN))


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield where the matches of a pattern start and end, in a time proportional to the text.

    The patterns look for links of any length at each word, so a text of 64 kB of digits, without a
    space, would take them seconds to minutes. In such a text, a word ends after `MOST_CHARACTERS`.
    """
    if len(text) <= MOST_CHARACTERS or max(map(len, text.split()), default=0) <= MOST_CHARACTERS:
        yield from (match.span() for match in pattern.finditer(text))
        return
    start = 0
    while start < len(text):
        end = start + MOST_CHARACTERS
        match = pattern.search(text, start, end)
        if match:
            yield match.span()
        start = match.end() if match else end


def _without_entities(pattern: re.Pattern[str], text: str) -> str:
    """Replace the entities of HTML by their characters, and remove those that are unknown."""
    if "&" not in text:
        return text
    pieces: list[str] = []
    done = 0
    for match in pattern.finditer(_seen(text)):
        body = text[slice(*match.span(3))]
        pieces += (text[done : match.start()], _character(match[1], match[2], body))
        done = match.end()
    return "".join(pieces) + text[done:]


def _character(numeric: str, hexadecimal: str, body: str) -> str:
    """Return the character of an entity, or nothing.

    >>> _character("", "", "lt"), _character("#x", "x", "41"), _character("#", "", "x")
    ('<', 'A', '')
    """
    try:
        if not numeric:
            return chr(name2codepoint[body])
        number = int(body, 16 if hexadecimal else 10)
        # Browsers take these for bytes of Windows-1252.
        return bytes([number]).decode("cp1252") if 0x80 <= number <= 0x9F else chr(number)
    except (KeyError, ValueError, OverflowError):
        return ""
