"""Functions that are known as data do the same as their data, and others are not known."""

import functools
import operator
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import (
    CountVectorizer,
    strip_accents_ascii,
    strip_accents_unicode,
)
from sklearn.feature_extraction.text import strip_tags as strip_html

from tests.support.cleaning import cleaning, tokenizer
from tests.support.examples import examples
from tests.support.parity import any_text
from train.export.cleaning.proof import TEXTS
from train.export.cleaning.text_functions import steps_of
from train.export.cleaning.tokenizing_functions import stemmer_of, tokenizer_of

partial, calling = functools.partial, operator.methodcaller
FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL

TEXT_FUNCTIONS = {
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "casefold": calling("casefold"),
    "strip": str.strip,
    "strip-characters": calling("strip", " .!"),
    "strip-none": calling("strip", None),
    "replace": calling("replace", "a.", "\\1"),
    "sub": partial(re.sub, r"(\w)\1+", r"<\1\g<0>\\>"),
    "sub-flags": partial(re.sub, "[^a-z]+", " ", flags=re.IGNORECASE),
    "sub-all-flags": partial(re.sub, "^a.", "", flags=FLAGS | re.ASCII),
    "sub-compiled": partial(re.sub, re.compile("b"), "\n"),
    "sub-of-a-pattern": partial(re.compile("(?P<x>a)|b", re.MULTILINE).sub, r"\g<x>\n\t"),
    "inline-flags": partial(re.sub, "(?i)[k-z]", "-", flags=re.DOTALL),
    "several-inline-flags": partial(re.sub, "(?i)(?s)a.", "-"),
    "verbose": partial(re.compile(r"\d  # digits", re.VERBOSE).sub, "0"),
    "accents-ascii": strip_accents_ascii,
    "accents-unicode": strip_accents_unicode,
    "tags": strip_html,
    "preprocessor": CountVectorizer(strip_accents="unicode").build_preprocessor(),
    "no-preprocessor": CountVectorizer(lowercase=False).build_preprocessor(),
}
TOKENIZERS = {
    "split": str.split,
    "split-at": calling("split", ","),
    "split-keyword": partial(str.split, sep=" "),
    "lines": str.splitlines,
    "list": list,
    "findall": re.compile(r"\w+").findall,
    "findall-group": re.compile(r"(?i)[A-Z](\w)").findall,
    "findall-flags": re.compile("^.", FLAGS).findall,
    "re-findall": partial(re.findall, r"\b\w"),
    "pattern-split": re.compile(r"\W+").split,
    "re-split": partial(re.split, "[ ,]"),
    "built": CountVectorizer().build_tokenizer(),
}
KNOWN: dict[str, Callable[[str], Any]] = TEXT_FUNCTIONS | TOKENIZERS


def as_data(function: Any) -> Callable[[str], Any]:
    """Return what the data of a known function does."""
    found = tokenizer_of(function)
    if found is not None:
        return tokenizer(**found)
    steps = steps_of(function)
    assert steps is not None
    return cleaning(*steps)


@pytest.mark.parametrize("function", KNOWN.values(), ids=KNOWN)
def test_a_known_function_does_what_its_data_does(function: Callable[[str], Any]) -> None:
    assert [as_data(function)(text) for text in TEXTS] == [function(text) for text in TEXTS]


@pytest.mark.no_cover
@settings(deadline=None, max_examples=examples(80))
@given(function=st.sampled_from([*KNOWN.values()]), text=any_text)
def test_a_known_function_does_to_any_text_what_its_data_does(
    function: Callable[[str], Any], text: str
) -> None:
    assert as_data(function)(text) == function(text)


def own(text: str) -> str:
    return text.lower()


class Stemmer:
    """A class of an author's own, with the names of NLTK's."""

    def stem(self, word: str, to_lowercase: bool = True) -> str:
        """Return the word."""
        return word

    tokenize = findall = sub = stem


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(own, id="own"),
        pytest.param(lambda text: text, id="lambda"),
        pytest.param(3, id="no-function"),
        pytest.param(partial(own), id="partial"),
        pytest.param(partial(partial, own), id="partial-of-a-class"),
        pytest.param(partial(calling("split", ",")), id="partial-of-a-caller"),
        pytest.param(str.encode, id="str-encode"),
        pytest.param(calling("lower", 1), id="lower-with-an-argument"),
        pytest.param(calling("strip", 1, 2), id="strip-with-two"),
        pytest.param(calling("replace", "a", "b", 1), id="replace-count"),
        pytest.param(calling("replace", "a"), id="replace-one"),
        pytest.param(calling("replace", "a", b"b"), id="replace-bytes"),
        pytest.param(calling("split", maxsplit=1), id="maxsplit"),
        pytest.param(partial(re.sub, "a", "b", count=1), id="sub-count"),
        pytest.param(partial(re.sub, "a", own), id="sub-function"),
        pytest.param(partial(re.sub, "a", r"\1"), id="sub-wrong-group"),
        pytest.param(partial(re.sub, "a", "\ue000"), id="sub-mark"),
        pytest.param(partial(re.sub, b"a", b"b"), id="sub-bytes"),
        pytest.param(partial(re.sub, "(", "b"), id="sub-wrong-pattern"),
        pytest.param(partial(re.sub, re.compile("a"), "b", flags=re.I), id="sub-compiled-flags"),
        pytest.param(partial(re.sub, "a", "b", flags="i"), id="sub-flags-of-another-type"),
        pytest.param(partial(re.sub, "a"), id="sub-without-replacement"),
        pytest.param(partial(np.char.lower), id="numpy"),
        pytest.param(re.compile("a").fullmatch, id="fullmatch"),
        pytest.param(re.compile("(a)(b)").findall, id="findall-groups"),
        pytest.param(re.compile("(a)").split, id="split-group"),
        pytest.param(re.compile(b"a").findall, id="findall-bytes"),
        pytest.param(partial(re.findall, "a", flags=re.I), id="findall-with-flags"),
        pytest.param(Stemmer().tokenize, id="own-tokenizer"),
        pytest.param(Stemmer().findall, id="own-findall"),
        pytest.param(partial(strip_accents_ascii, "a"), id="accents-bound"),
        pytest.param(CountVectorizer(strip_accents=own).build_preprocessor(), id="own-accents"),
        pytest.param(CountVectorizer().build_analyzer(), id="analyzer"),
        pytest.param(CountVectorizer().decode, id="decode"),
    ],
)
def test_other_functions_are_not_known(function: Any) -> None:
    assert steps_of(function) is None
    assert tokenizer_of(function) is None
    assert stemmer_of(function) is None


def test_an_own_stemmer_is_not_known() -> None:
    assert stemmer_of(Stemmer().stem) is None
    assert stemmer_of(partial(Stemmer().stem, to_lowercase=False)) is None


def test_a_possible_set_of_patterns_is_not_known() -> None:
    # `[[` warns that a later version of Python may read it as a set within a set.
    with pytest.warns(FutureWarning):
        pattern = re.compile("[[a]")
    assert tokenizer_of(pattern.findall) is None
