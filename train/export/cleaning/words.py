"""Read one step of cleaning from a word, such as `lower`, `links=url` or `s/[^a-z]/ /`."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from chalicelib.scoring.analyzer import STRIP_ACCENTS
from chalicelib.scoring.cleaning.characters import METHODS
from chalicelib.scoring.cleaning.porter import VARIANTS
from chalicelib.scoring.cleaning.stemming import PORTER, SNOWBALL_ENGLISH
from chalicelib.scoring.cleaning.token_steps import MAX_LENGTH
from chalicelib.scoring.cleaning.token_steps import SHAPES as TOKEN_SHAPES
from train.errors import InputError
from train.export.cleaning.calls import pattern_of
from train.export.cleaning.shapes import SHAPES
from train.export.cleaning.stop_words import stop_words
from train.export.cleaning.text_functions import Config, replacement

_SUBSTITUTION = re.compile(
    r"s(?P<sign>[^\w\s\\])(?P<pattern>(?:\\.|(?!(?P=sign))[^\\])+)(?P=sign)"
    r"(?P<text>(?:\\.|(?!(?P=sign))[^\\])*)(?P=sign)(?P<flag>i?)",
    re.DOTALL,
)
_PLAIN_TOKENS: Mapping[str, Config] = {
    "spaces": {"kind": "split"},
    "wordpunct": {"kind": "pattern", "pattern": r"\w+|[^\w\s]+", "gaps": False,
                  "unicode_words": True},
    "wordpunct-3.9": {"kind": "pattern", "pattern": r"\w+|[^\w\s]+", "gaps": False,
                      "unicode_words": False},
}  # fmt: skip
"""Since NLTK 3.10, `wordpunct_tokenize` uses the module `regex`; see `unicode_words`."""


class Read(NamedTuple):
    """A step on the text, a step on tokens, or a tokenizer: one of the three."""

    text: Config | None = None
    token: Config | None = None
    tokenizer: Config | None = None


def read_word(word: str) -> Read:
    """Return what a word stands for.

    Raises
    ------
    InputError
        If it stands for nothing; names the word and what is expected.

    Examples
    --------
    >>> read_word("links=url").text["with"], read_word("longer=2").token["least"]
    ('url', 3)
    """
    if re.match(r"s[^\w\s]", word):
        return Read(text=_substitution(word))
    name, given, value = word.partition("=")
    if name in _VALUED:
        return _VALUED[name](name, value) if given or name in _OPTIONAL else _missing(name)
    if name in _PLAIN and not given:
        return Read(text={"step": name})
    if word.endswith((".py", ".ipynb")):
        raise InputError(f"cleaning step {word!r}: name the function in it, too: {word}:FUNCTION")
    raise InputError(
        f"cleaning step {word!r} is not known; expected one of {', '.join(_names())}, "
        "s/PATTERN/TEXT/ or @FILE.json"
    )


def _names() -> list[str]:
    return [*_PLAIN, *(f"{name}[=...]" if name in _OPTIONAL else f"{name}=..." for name in _VALUED)]


def _missing(name: str) -> Read:
    raise InputError(f"cleaning step {name!r} has no value; expected {name}=VALUE")


def _substitution(word: str) -> Config:
    """Read `s/PATTERN/TEXT/` or `s/PATTERN/TEXT/i`; any sign may take the place of the slash."""
    found = _SUBSTITUTION.fullmatch(word)
    if found is None:
        raise InputError(
            f"cleaning step {word!r}: expected s{word[1]}PATTERN{word[1]}TEXT{word[1]}, with a "
            "backslash before this sign if the pattern or the text contains it"
        )
    sign = found["sign"]
    pattern = pattern_of(found["pattern"], re.IGNORECASE if found["flag"] else 0)
    text = found["text"].replace(f"\\{sign}", sign)
    step = None if pattern is None else replacement(pattern, text)
    if step is None:
        raise InputError(
            f"cleaning step {word!r}: expected a regular expression of Python's re, and a text in "
            "which \\1 is the first group"
        )
    return step


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise InputError(f"cleaning step {name}={value}: expected one of {', '.join(choices)}")
    return value


def _accents(name: str, value: str) -> Read:
    return Read(text={"step": name, "how": _choice(name, value or "unicode", STRIP_ACCENTS)})


def _shape(name: str, value: str) -> Read:
    return Read(text={"step": "replace", "pattern": SHAPES[name], "with": value})


def _porter(name: str, value: str) -> Read:
    variant = _choice(name, value or VARIANTS[0], VARIANTS)
    return Read(token={"step": "stem", "stemmer": PORTER, "variant": variant})


def _snowball(name: str, value: str) -> Read:
    if value not in ("", "english"):
        raise InputError(
            f"cleaning step {name}={value}: expected english; for another language, name a "
            f"function of yours that calls SnowballStemmer({value!r}): clean.py:FUNCTION "
            "(docs/functions.md)"
        )
    return Read(token={"step": "stem", "stemmer": SNOWBALL_ENGLISH})


def _selection(name: str, value: str) -> Read:
    return Read(token={"step": name, "shape": _choice(name, value, tuple(TOKEN_SHAPES))})


def _stop_words(name: str, value: str) -> Read:
    return Read(token={"step": "drop", "words": stop_words(value)})


def _length(name: str, value: str) -> Read:
    if not (value.isascii() and value.isdigit() and 0 < int(value) < MAX_LENGTH):
        raise InputError(f"cleaning step {name}={value}: expected a number from 1")
    least, most = (int(value) + 1, MAX_LENGTH) if name == "longer" else (0, int(value) - 1)
    return Read(token={"step": "length", "least": least, "most": most})


def _tokens(name: str, value: str) -> Read:
    if value in _PLAIN_TOKENS:
        return Read(tokenizer=dict(_PLAIN_TOKENS[value]))
    found = re.fullmatch(r"/(.+)/", value, re.DOTALL)
    pattern = pattern_of(found[1]) if found else None
    if pattern is None or pattern.groups > 1:
        raise InputError(
            f"cleaning step {name}={value}: expected {', '.join(_PLAIN_TOKENS)} or /PATTERN/, a "
            "regular expression of Python's re with at most one group"
        )
    return Read(tokenizer=_PLAIN_TOKENS["wordpunct-3.9"] | {"pattern": pattern.pattern})


_PLAIN = (*METHODS, "strip", "squeeze")
_OPTIONAL = ("accents", "porter", "snowball")
_VALUED: Mapping[str, Callable[[str, str], Read]] = {
    **dict.fromkeys(SHAPES, _shape),
    "accents": _accents,
    "tokens": _tokens,
    "stop_words": _stop_words,
    "keep": _selection,
    "drop": _selection,
    "longer": _length,
    "shorter": _length,
    "porter": _porter,
    "snowball": _snowball,
}
