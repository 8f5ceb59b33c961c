"""Read the rules of NLTK's tokenizers, and Punkt's parameters, from the author's own NLTK.

NLTK's patterns differ from version to version, so they are taken as they are. What is done with
them is in `chalicelib.scoring.nltk_tokenizers`. NLTK is not imported.
"""

import re
from collections.abc import Callable, Iterator, Set
from functools import lru_cache
from itertools import permutations
from types import FunctionType
from typing import Any

from chalicelib.scoring.nltk_tokenizers.casual import JOINER, LETTER
from chalicelib.scoring.nltk_tokenizers.punkt import NEVER_FIRST, UPPER_INSIDE
from train.errors import InputError
from train.export.functions.data_modules import DataModule, data_module
from train.export.functions.trials.stand_in import StandIn

LANGUAGES = frozenset(
    {
        *("czech", "danish", "dutch", "english", "estonian", "finnish", "french", "german"),
        *("greek", "italian", "malayalam", "norwegian", "polish", "portuguese", "russian"),
        *("slovene", "spanish", "swedish", "turkish"),
    }
)
"""The languages that NLTK has parameters of Punkt for."""

_FLAGS = int(re.I | re.M | re.S | re.X)
"""The flags that have the same number in `re` and in `regex`."""
_HOME = "chalicelib.scoring.nltk_tokenizers"
_TEMPLATE = re.compile(r"(?:[^\\]|\\\d|\\g<\d+>)*")
# What NLTK of old takes quadratic time for: a run of spaces that the class has as well as `\s`. A
# shorter run of the class never matches where the longest does not.
_SPLIT_RUN = re.compile(r"\]\*\)\\s\*\$$")
_LOWER, _UPPER = 0b1110000, 0b1110
_INSIDE_UPPER, _FIRST_LOWER = 0b100, 0b10000
"""The bits of NLTK's orthographic contexts: 1 to 3 are upper case at the start of a sentence,
inside and anywhere, 4 to 6 lower case."""


def tokenizer_of(value: Any, names: Set[str]) -> StandIn | None:
    """Return what stands for a tokenizer of NLTK, or for a class or a function of tokenizers.

    Parameters
    ----------
    value
        Anything.
    names
        The names that the slice uses; those of languages are deployed, and English.

    Raises
    ------
    InputError
        If NLTK's data is not there, or NLTK is too old.
    """
    named = value if isinstance(value, type | FunctionType) else type(value)
    read = _READERS.get(f"{named.__module__}.{named.__qualname__}")
    return None if read is None else read(value, sorted({"english", *names} & LANGUAGES))


def named_languages(source: str) -> set[str]:
    r"""Return the languages that a source has as strings.

    >>> named_languages("LANGUAGE = 'german'\ngerman_words = 1")
    {'german'}
    """
    return {language for language in LANGUAGES if f"'{language}'" in source}


def _word_tokenize(value: Any, languages: list[str]) -> StandIn | None:
    replacements = _replacements(value.__globals__["_treebank_word_tokenizer"])
    sentences = _by_language(value, languages)
    arguments = f"{replacements!r}, {sentences.arguments}"
    return sentences._replace(name="word_tokenize", arguments=arguments)


def _sent_tokenize(value: Any, languages: list[str]) -> StandIn:
    return _by_language(value, languages)._replace(name="sent_tokenize")


def _by_language(value: Any, languages: list[str]) -> StandIn:
    """Return what stands for Punkt in some languages, as a function or a class of NLTK has it."""
    found = {language: _loaded(value, language) for language in languages}
    data = (_parameters(each._params, f"punkt_{name}") for name, each in found.items())
    arguments = f"{_rules(found['english'])!r}, {tuple(found)!r}"
    return StandIn(f"{_HOME}.languages", "punkt_tokenizers", arguments, tuple(data))


def _loaded(value: Any, language: str) -> Any:
    """Return the tokenizer of a language as NLTK loads it."""
    if isinstance(value, type):
        load: Callable[[str], Any] = value
    else:
        load = value.__globals__.get("_get_punkt_tokenizer") or (
            lambda name: value.__globals__["load"](f"tokenizers/punkt/{name}.pickle")
        )
    try:
        return load(language)
    except LookupError as exc:
        package = "punkt_tab" if "punkt_tab" in str(exc) else "punkt"
        raise InputError(
            f"NLTK finds no data of Punkt for {language} here; fetch it by "
            f"'python -m nltk.downloader {package}'"
        ) from exc


def _punkt(value: Any, languages: list[str]) -> StandIn | None:
    """Return what stands for a tokenizer of sentences, or for the class that takes a language."""
    if isinstance(value, type):
        return _by_language(value, languages) if value.__name__ == "PunktTokenizer" else None
    data = _parameters(value._params, "punkt")
    return StandIn(f"{_HOME}.punkt", "PunktTokenizer", repr(_rules(value)), (data,))


def _rules(tokenizer: Any) -> tuple[Any, ...]:
    """Return the fields of `PunktRules`."""
    if not hasattr(tokenizer, "_get_last_whitespace_index"):
        raise InputError(
            "found an NLTK before 3.8, which finds sentences in another way; update it"
        )
    variables, token = tokenizer._lang_vars, tokenizer._Token
    own = [kind for kind in (type(variables), token) if not kind.__module__.startswith("nltk.")]
    if any(isinstance(each, FunctionType) for kind in own for each in vars(kind).values()):
        raise InputError(
            f"{own[0].__name__} has methods of its own; expected NLTK's, with other patterns"
        )
    patterns = (
        variables.period_context_re(),
        variables._word_tokenizer_re(),
        variables.re_boundary_realignment,
        *(token._RE_NUMERIC, token._RE_INITIAL, token._RE_ELLIPSIS),
    )
    by_regex = not isinstance(patterns[0], re.Pattern)
    ends = tuple(variables.sent_end_chars)
    read = [(_in_order(text, ends), flags) for text, flags in map(_pattern, patterns)]
    return (*read, ends, tuple(tokenizer.PUNCTUATION), by_regex)


def _in_order(pattern: str, ends: tuple[str, ...]) -> str:
    """Return a pattern with the characters of a set in order: NLTK joins them as the set has them.

    Otherwise, the same function would have another source, and so another name, each time.
    """
    first, *others = (re.escape("".join(each)) for each in permutations(sorted({*ends} - {"."})))
    for other in others:
        pattern = pattern.replace(other, first)
    return pattern


@lru_cache(maxsize=32)
def _parameters(parameters: Any, stem: str) -> DataModule:
    """Return the module of Punkt's parameters, without what no decision depends on."""
    groups: list[list[str]] = [[], [], [], []]
    for word, context in sorted(parameters.ortho_context.items()):
        if context & _LOWER:
            never_first = bool(context & _UPPER) or not context & _FIRST_LOWER
            inside = bool(context & _INSIDE_UPPER)
            groups[NEVER_FIRST * never_first + UPPER_INSIDE * inside].append(word)
    data = [
        sorted(parameters.abbrev_types),
        sorted(map(list, parameters.collocations)),
        sorted(parameters.sent_starters),
        ["\n".join(group) for group in groups],
    ]
    return data_module(stem, "Parameters of NLTK's Punkt", data)


def _words(value: Any, languages: list[str]) -> StandIn:
    """Return what stands for a tokenizer that replaces and splits, or for its class."""
    del languages
    name = "word_tokenizers" if isinstance(value, type) else "ReplacingTokenizer"
    return StandIn(f"{_HOME}.words", name, repr(_replacements(value)))


def _replacements(tokenizer: Any) -> list[tuple[str, int, str, bool]]:
    """Return what a tokenizer of words replaces, in NLTK's order."""
    pairs = getattr(tokenizer, "TOKTOK_REGEXES", None) or _treebank(tokenizer)
    replacements = []
    for pattern, template in pairs:
        if not _TEMPLATE.fullmatch(template) or not template.isascii():
            raise InputError(
                f"NLTK's tokenizer replaces by {template!r}; expected groups and ASCII"
            )
        replacements.append((*_pattern(pattern), template, not isinstance(pattern, re.Pattern)))
    return replacements


def _treebank(tokenizer: Any) -> Iterator[tuple[Any, str]]:
    yield from (*tokenizer.STARTING_QUOTES, *tokenizer.PUNCTUATION)
    yield from (tokenizer.PARENS_BRACKETS, tokenizer.DOUBLE_DASHES)
    yield re.compile("(?s).+"), r" \g<0> "  # so that there is a space at both ends
    yield from tokenizer.ENDING_QUOTES
    for pattern in (*tokenizer.CONTRACTIONS2, *tokenizer.CONTRACTIONS3):
        yield pattern, r" \1 \2 "


def _tweets(value: Any, languages: list[str]) -> StandIn:
    """Return what stands for `casual_tokenize`, a `TweetTokenizer` or its class."""
    del languages
    if isinstance(value, FunctionType):
        return StandIn(f"{_HOME}.casual", "casual_tokenize", repr(_casual(value.__globals__)))
    kind: Any = value if isinstance(value, type) else type(value)
    patterns = repr(_casual(kind.tokenize.__globals__))
    if isinstance(value, type):
        return StandIn(f"{_HOME}.casual", "tweet_tokenizers", patterns)
    options = (value.preserve_case, value.reduce_len, value.strip_handles)
    arguments = ", ".join(map(repr, map(bool, (*options, value.match_phone_numbers))))
    return StandIn(f"{_HOME}.casual", "TweetTokenizer", f"{patterns}, {arguments}")


def _casual(names: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    """Return the fields of `CasualPatterns` from the names of NLTK's module."""
    tokenizer = names["TweetTokenizer"]()
    lengthened = (r"(.)\1{2,}", 0)
    patterns = (
        *(tokenizer.WORD_RE, tokenizer.PHONE_WORD_RE),
        *(names["EMOTICON_RE"], names["ENT_RE"], names["HANDLES_RE"], names["HANG_RE"]),
    )
    return (*map(_pattern, patterns), lengthened)


def _pattern(pattern: Any) -> tuple[str, int]:
    """Return a pattern and its flags as `re` takes them."""
    text = _SPLIT_RUN.sub(r"]*+)\\s*$", pattern.pattern)
    # `\W` and `_` are all but letters and numbers, which `re` has no names for.
    text = text.replace(r"[^\p{L}\p{N}]", r"[\W_]")
    return text.replace(JOINER, LETTER).replace(r"\u200d", LETTER), int(pattern.flags) & _FLAGS


_READERS: dict[str, Callable[[Any, list[str]], StandIn | None]] = {
    "nltk.tokenize.word_tokenize": _word_tokenize,
    "nltk.tokenize.sent_tokenize": _sent_tokenize,
    "nltk.tokenize.punkt.PunktTokenizer": _punkt,
    "nltk.tokenize.punkt.PunktSentenceTokenizer": _punkt,
    "nltk.tokenize.destructive.NLTKWordTokenizer": _words,
    "nltk.tokenize.treebank.TreebankWordTokenizer": _words,
    "nltk.tokenize.toktok.ToktokTokenizer": _words,
    "nltk.tokenize.casual.TweetTokenizer": _tweets,
    "nltk.tokenize.casual.casual_tokenize": _tweets,
}
