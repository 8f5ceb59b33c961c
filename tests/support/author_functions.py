"""Functions as authors of models write them, with what their modules import at the top."""

import functools
import html
import operator
import os.path
import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape as decoded
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

from tests.support import author_helpers
from tests.support import author_helpers as helpers

STOP = set(ENGLISH_STOP_WORDS) - {"not"}
LINKS = re.compile(r"https?://\S+", re.IGNORECASE)
SIGNS = str.maketrans("", "", string.punctuation)
SHORT, LONG = 2, 40
STEPS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "ends": lambda text: text.strip(" .!"),
}
LAMBDAS = [lambda text: text.split("a"), lambda text: text.split("e")]
analyze = CountVectorizer(ngram_range=(1, 2), stop_words=["the"]).build_analyzer()
ANALYZERS = [
    each.build_analyzer()
    for each in (
        CountVectorizer(tokenizer=str.split, stop_words=["the"], ngram_range=(1, 2)),
        CountVectorizer(tokenizer=str.split, preprocessor=str.swapcase),
        CountVectorizer(preprocessor=str.swapcase, ngram_range=(2, 2), strip_accents="ascii"),
        CountVectorizer(analyzer="char_wb", preprocessor=str.swapcase, ngram_range=(2, 3)),
        CountVectorizer(analyzer=str.split),
        CountVectorizer(tokenizer=str.split, strip_accents="unicode"),
    )
]
first = operator.itemgetter(0)


def stem(word: str, endings: tuple[str, ...] = ("ing", "ed", "s"), *, least: int = SHORT) -> str:
    """Take off an ending."""
    for ending in endings:
        if word.endswith(ending) and len(word) > least + len(ending):
            return word[: -len(ending)]
    return word


def tokens(text: str) -> list[str]:
    """Split a text into stems, without stop words."""
    found: list[str] = LINKS.sub(" link ", decoded(text)).lower().translate(SIGNS).split()
    return [stem(word) for word in found if word not in STOP and len(word) < LONG]


def steps(text: str) -> str:
    for name in ("lower", "ends"):
        text = STEPS[name](text)
    return text


def stems_of_terms(text: str) -> Iterator[str]:
    return (stem(term) for term in analyze(text))


def from_a_helper(text: str) -> str:
    return helpers.shout(author_helpers.strip_all(text)) + os.path.basename(html.escape(text))


def local_imports(text: str) -> list[str]:
    import textwrap
    from unicodedata import normalize as normal

    from tests.support.author_helpers import shout

    return [shout(normal("NFKD", line)) for line in textwrap.wrap(text, 20)]


def same_name(text: str) -> str:
    return author_helpers.tokens(text) + " ".join(tokens(text))


def hidden(text: str) -> str:
    shout = text[:3]
    return shout + helpers.shout(text)


def counted(text: str) -> list[str]:
    return [word for word, _ in Counter(text.split()).most_common(3)]


def countdown(text: str) -> str:
    return text if len(text) < 3 else countdown(text[len(text) // 2 + 1 :])


def timed(function: Callable[[str], str]) -> Callable[[str], str]:
    @functools.wraps(function)
    def within(text: str) -> str:
        return f"<{function(text)}>"

    return within


@timed
@timed
def decorated(text: str) -> str:
    return text.upper()


@functools.lru_cache(100)
def cached(text: str) -> str:
    return text.title()


def uses_cached(text: str) -> str:
    return cached(text) + decorated(text)


def splitter(separator: str, words: Iterable[str]) -> Callable[[str], list[str]]:
    kept = frozenset(words)

    def split(text: str) -> list[str]:
        return [part for part in text.split(separator) if part not in kept]

    return split


class Base:
    factor = 2

    def shorten(self, text: str) -> str:
        return text[: self.most * self.factor]

    most: int


class Words(Base):
    """A callable object, as spaCy's and NLTK's lemmatizers are wrapped."""

    kept = set(ENGLISH_STOP_WORDS)
    pattern = re.compile(r"[a-z']+")

    def __init__(self, most: int) -> None:
        self.most = most
        self.trained = np.zeros(3)

    def __call__(self, text: str) -> list[str]:
        found = self.pattern.findall(self.shorten(text).lower())
        return [self.change(word) for word in found if word not in self.kept]

    def change(self, word: str) -> str:
        return stem(word)

    def fit(self, texts: Any) -> "Words":
        self.trained = np.array(texts)
        return self


class Window(Base):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most


def constructs(text: str) -> str:
    return Window(len(text) // 3).shorten(text)


def row(text: str) -> list[str | float]:
    return [text, float(len(text)), sum(char.isdigit() for char in text)]


def row_with_words(text: str) -> list[str | float]:
    return [text, "long" if len(text) > 30 else "short text", text.count("!"), text[:1].upper()]


class Marked:
    kept = ["a"]


class Marks(Marked):
    def __call__(self, text: str) -> list[str]:
        return [mark for mark in self.kept if mark in text]


@dataclass
class Pair:
    """Two words."""

    one: str
    other: str = "x"

    def joined(self) -> str:
        return self.one + self.other


def pairs(text: str) -> str:
    return Pair(text[:2]).joined()


def either(value: Any) -> str:
    if isinstance(value, (np.ndarray, sparse.csr_matrix)):
        value = value.tolist()
    return str(value) if isinstance(value, (np.ndarray, str)) else "".join(value)


WORDS = [f"word number {number}" for number in range(30)]
SOME: tuple[Any, ...] = (len, str.upper)
KINDS = {(1, "a"): len, 2: str.lower}
FLAGS = re.IGNORECASE | re.ASCII


def constants(text: str) -> list[str]:
    found = [str(SOME[0](text)), SOME[1](text), str(KINDS[1, "a"](text)), *WORDS[3:5]]
    return found + re.findall("k", text, FLAGS)


def submodule(text: str) -> str:
    from xml.sax import saxutils

    return saxutils.escape(text)


LETTERS = dict.fromkeys(range(97, 123), "x")


def with_a_map(text: str, letters: dict[int, str] = LETTERS) -> str:
    return text.translate(letters)


def with_more_words(text: str, *, words: set[str] = STOP | {*WORDS}) -> str:
    return " ".join(word for word in text.split() if word not in words)


def with_a_lambda(
    text: str, change: Callable[[str], str] = lambda word: word.lower(), end: Any = str.upper
) -> Any:
    return end(change(text)[:5]) + change(text)
