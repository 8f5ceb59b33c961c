r"""Compile patterns of the module `regex`, which NLTK uses since 3.10, so that `re` matches alike.

Both see most patterns alike. For `regex`, `\s` is Unicode's white space, which has no separators
U+001C to U+001F, and words are those of `chalicelib.scoring.cleaning.unicode_words`. Standard
library only, see `chalicelib.scoring.artifact`.
"""

import re

from chalicelib.scoring.cleaning.unicode_words import with_unicode_words

_SPACE = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_ITEMS = re.compile(r"\\.|\[\^?\]?|.", re.DOTALL)
_WORDS = frozenset({r"\w", r"\W", r"\b", r"\B"})
_ONLY_IN_REGEX = frozenset("pPXRKGmMhHLN")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]|\\[xuU0-9]")
# A reference to a group in a template: `\1` or `\g<0>`.
_GROUP = re.compile(r"\\(\d)|\\g<(\d+)>")


class WordPattern:
    """A pattern that depends on what a word is; it only replaces."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._pattern = re.compile(pattern, flags)

    def sub(self, template: str, text: str) -> str:
        r"""Replace the matches in a text by a template, in which groups are `\1` or `\g<1>`."""
        return replace_as_regex(self._pattern, template, text)


def compile_as_regex(pattern: str, flags: int = 0) -> "re.Pattern[str] | WordPattern":
    r"""Compile a pattern of `regex`.

    Raises ValueError if `re` has no pattern that matches alike.

    >>> compile_as_regex(r"[^a\s]+").findall("a\x1cb c")
    ['\x1cb', 'c']
    >>> compile_as_regex(r"(\w)\b").sub(r"<\1>", "1½ e\u0301")
    '<1>½ e<́>'
    """
    pieces: list[str] = []
    within = sees_words = False
    for item in _ITEMS.findall(pattern):
        sees_words = sees_words or (item in _WORDS and not (within and item == r"\b"))
        if item[0] == "\\" and (item[1] in _ONLY_IN_REGEX or (within and item[1] == "S")):
            raise ValueError(f"found {item} in {pattern!r}; expected one that re also has")
        pieces.append(_item(item, within))
        within = item != "]" and (within or item[0] == "[")
    if not sees_words:
        return re.compile("".join(pieces), flags)
    if _BEYOND_ASCII.search(pattern):
        raise ValueError(f"found words and other signs than ASCII in {pattern!r}")
    return WordPattern("".join(pieces), flags)


def replace_as_regex(pattern: re.Pattern[str], template: str, text: str) -> str:
    r"""Replace the matches that a pattern has in a text as `regex` divides it into words.

    >>> replace_as_regex(re.compile(r"(\w+)"), r"<\1>", "1½")
    '<1>½'
    """
    seen = with_unicode_words(text)
    if seen == text:
        return pattern.sub(template, text)
    pieces: list[str] = []
    done = 0
    for match in pattern.finditer(seen):
        pieces += (text[done : match.start()], _expanded(template, match, text))
        done = match.end()
    return "".join(pieces) + text[done:]


def _item(item: str, within: bool) -> str:
    """Return what stands for a part of a pattern, within a set of characters or not."""
    if item == r"\s":
        return _SPACE if within else f"[{_SPACE}]"
    return f"[^{_SPACE}]" if item == r"\S" else item


def _expanded(template: str, match: re.Match[str], text: str) -> str:
    """Return a template with the groups of a match filled in."""
    return _GROUP.sub(lambda group: text[slice(*match.span(int(group[1] or group[2])))], template)
