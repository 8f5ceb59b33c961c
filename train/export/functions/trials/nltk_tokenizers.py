"""Know what stands for NLTK's tokenizers, by the rules of the author's own NLTK.

NLTK's patterns differ from version to version, so they are taken as they are. What is done with
them is in `chalicelib.scoring.nltk_tokenizers`. NLTK is not imported.
"""

import re
from collections.abc import Callable, Iterator, Set
from types import FunctionType
from typing import Any

from train.errors import InputError
from train.export.functions.nltk_parts.languages import PUNKT_LANGUAGES
from train.export.functions.trials.nltk_patterns import pattern_of
from train.export.functions.trials.nltk_punkt import punkt_parameters, punkt_rules
from train.export.functions.trials.stand_in import StandIn

_HOME = "chalicelib.scoring.nltk_tokenizers"
_TEMPLATE = re.compile(r"(?:[^\\]|\\\d|\\g<\d+>)*")


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
    read = _READERS.get(_full_name(named))
    return None if read is None else read(value, sorted({"english", *names} & PUNKT_LANGUAGES))


def is_tokenizer_class(kind: type) -> bool:
    """Return whether a class of NLTK becomes a function: no class can be derived from it."""
    return _full_name(kind) in _READERS


def _full_name(named: Any) -> str:
    return f"{named.__module__}.{named.__qualname__}"


def _word_tokenize(value: Any, languages: list[str]) -> StandIn | None:
    replacements = _replacements(value.__globals__["_treebank_word_tokenizer"])
    sentences = _by_language(value, languages)
    arguments = f"{replacements!r}, {sentences.arguments}"
    return sentences._replace(name="word_tokenize_by", arguments=arguments)


def _sent_tokenize(value: Any, languages: list[str]) -> StandIn:
    return _by_language(value, languages)._replace(name="sent_tokenize_by")


def _by_language(value: Any, languages: list[str]) -> StandIn:
    """Return what stands for Punkt in some languages, as a function or a class of NLTK has it."""
    found = {language: _loaded(value, language) for language in languages}
    data = (punkt_parameters(each._params, f"punkt_{name}") for name, each in found.items())
    arguments = f"{punkt_rules(found['english'])!r}, {tuple(found)!r}"
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
    """Return what stands for a tokenizer of sentences, or for a class of them."""
    if isinstance(value, type) and value.__name__ == "PunktTokenizer":
        return _by_language(value, languages)
    name, tokenizer = "PunktTokenizer", value
    if isinstance(value, type):  # without a text to train with, it knows nothing
        name, tokenizer = "sentence_tokenizers", value()
    language = getattr(tokenizer, "_lang", "")
    data = punkt_parameters(tokenizer._params, f"punkt_{language}".strip("_"))
    return StandIn(f"{_HOME}.punkt", name, repr(punkt_rules(tokenizer)), (data,))


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
        replacements.append((*pattern_of(pattern), template, not isinstance(pattern, re.Pattern)))
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
        return StandIn(f"{_HOME}.casual", "casual_tokenize_by", repr(_casual(value.__globals__)))
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
    return (*map(pattern_of, patterns), lengthened)


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
