"""NLTK's functions that split a text by the rules of a language: `sent_tokenize`, `word_tokenize`.

Each takes the rules of the author's NLTK, names of languages, and Punkt's parameters for each.
"""

from collections.abc import Callable, Iterable
from typing import Any

from chalicelib.scoring.nltk_tokenizers.punkt import PunktTokenizer
from chalicelib.scoring.nltk_tokenizers.words import ReplacingTokenizer
from chalicelib.scoring.packed_data import PackedData

ENGLISH = "english"


def punkt_tokenizers(
    rules: Iterable[Any], languages: Iterable[str], *data: PackedData
) -> Callable[..., PunktTokenizer]:
    """Return what NLTK's `PunktTokenizer` is called by: a function of the language."""
    pairs = zip(languages, data, strict=True)
    made = {language: PunktTokenizer(rules, each) for language, each in pairs}
    return lambda lang=ENGLISH: made[lang]


def sent_tokenize_by(
    rules: Iterable[Any], languages: Iterable[str], *data: PackedData
) -> Callable[..., list[str]]:
    """Return a function that splits a text of a language into sentences."""
    tokenizer = punkt_tokenizers(rules, languages, *data)
    return lambda text, language=ENGLISH: tokenizer(language).tokenize(text)


def word_tokenize_by(
    replacements: Iterable[tuple[str, int, str, bool]],
    rules: Iterable[Any],
    languages: Iterable[str],
    *data: PackedData,
) -> Callable[..., list[str]]:
    """Return a function that splits a text of a language into sentences, and each into words."""
    sentences = sent_tokenize_by(rules, languages, *data)
    words = ReplacingTokenizer(replacements).tokenize

    def tokenize(text: str, language: str = ENGLISH, preserve_line: bool = False) -> list[str]:
        parts = [text] if preserve_line else sentences(text, language)
        return [word for part in parts for word in words(part)]

    return tokenize
