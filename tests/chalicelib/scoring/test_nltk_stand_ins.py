"""The stand-ins take NLTK's arguments and give what NLTK gives."""

import re
import sys
from typing import Any

import pytest

from chalicelib.scoring import nltk_stand_ins as ours
from tests.support.parity import TEXTS
from train.export.functions.trials.texts import TEXTS as MORE_TEXTS

LINE = "Good muffins cost $3.88\nin New York, caf\u00e9 \u00bd."


def test_the_stemmers_stem() -> None:
    words = ["Relational", "flies", "dies", "generously"]
    assert [ours.PorterStemmer().stem(word) for word in words] == [
        *("relat", "fli", "die", "gener"),
    ]
    martin = ours.PorterStemmer(mode=ours.PorterStemmer.MARTIN_EXTENSIONS)
    assert [martin.stem(word) for word in words[2:]] == ["di", "gener"]
    assert ours.SnowballStemmer("english").stem("generously") == "generous"
    assert ours.EnglishStemmer().stem("Flies") == "fli"
    unless = ours.SnowballStemmer("english", True, ["flies"])
    assert [unless.stem("Flies"), unless.stem("dies")] == ["flies", "die"]


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="expected the language 'english'"):
        ours.SnowballStemmer("german")
    with pytest.raises(ValueError, match="and the stop words that are ignored"):
        ours.EnglishStemmer(ignore_stopwords=True)
    with pytest.raises(ValueError, match="expected to_lowercase=True"):
        ours.PorterStemmer().stem("A", to_lowercase=False)


def test_the_tokenizers_split() -> None:
    assert ours.wordpunct_tokenize("it's $3.88") == ["it", "'", "s", "$", "3", ".", "88"]
    assert ours.WhitespaceTokenizer().tokenize(" a\tb ") == ["a", "b"]
    assert ours.RegexpTokenizer(r"(\w)\w*").tokenize("ab cd") == ["a", "c"]
    assert ours.RegexpTokenizer(",", True, False).tokenize(",a,") == ["", "a", ""]
    assert ours.regexp_tokenize("aBb", "b", flags=re.IGNORECASE) == ["B", "b"]


def test_only_the_older_tokenizer_takes_what_re_calls_a_word() -> None:
    assert ours.RegexpTokenizer(r"\w+").tokenize("\u00bd e\u0301") == ["e\u0301"]
    assert ours.ReTokenizer(r"\w+").tokenize("\u00bd e\u0301") == ["\u00bd", "e"]


def test_each_older_tokenizer_divides_as_re_does() -> None:
    text = "\u00bd\x1ce\u0301"
    assert ours.ReWordPunctTokenizer().tokenize(text) == ["\u00bd", "e", "\u0301"]
    assert ours.ReWhitespaceTokenizer().tokenize(text) == ["\u00bd", "e\u0301"]
    assert ours.re_tokenize(text, r"\w") == ["\u00bd", "e"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("WordPunctTokenizer", ()),
        ("WhitespaceTokenizer", ()),
        ("RegexpTokenizer", (r"\w+",)),
        ("RegexpTokenizer", (r"[A-Za-z]+|\$[\d\.]+",)),
        ("RegexpTokenizer", (r"\s+", True, False)),
    ],
)
def test_the_tokenizers_agree_with_nltk(name: str, arguments: Any) -> None:
    theirs = pytest.importorskip("nltk.tokenize")
    if "nltk.redos" not in sys.modules:
        pytest.skip("this NLTK compiles with re")
    one, other = (getattr(each, name)(*arguments) for each in (ours, theirs))
    for text in (*TEXTS, *MORE_TEXTS):
        assert one.tokenize(text) == other.tokenize(text)


PADDING: list[dict[str, Any]] = [
    {},
    {"pad_left": True, "left_pad_symbol": "<s>"},
    {"pad_left": True, "pad_right": True, "right_pad_symbol": "</s>"},
]


@pytest.mark.parametrize("padding", PADDING)
@pytest.mark.parametrize("words", [[], ["a"], ["a", "b"], [*"abcde"]])
def test_runs_of_neighbours_agree_with_nltk(words: list[str], padding: dict[str, Any]) -> None:
    theirs = pytest.importorskip("nltk.util")
    assert [*ours.bigrams(iter(words), **padding)] == [*theirs.bigrams(iter(words), **padding)]
    assert [*ours.trigrams(words, **padding)] == [*theirs.trigrams(words, **padding)]
    for n in (1, 4):
        assert [*ours.ngrams(words, n, **padding)] == [*theirs.ngrams(words, n, **padding)]


@pytest.mark.parametrize(
    ("name", "arguments"), [("PorterStemmer", ()), ("SnowballStemmer", ("english",))]
)
def test_the_stemmers_agree_with_nltk(name: str, arguments: Any) -> None:
    theirs = pytest.importorskip("nltk.stem")
    one, other = (getattr(each, name)(*arguments) for each in (ours, theirs))
    for word in " ".join((*TEXTS[:-1], *MORE_TEXTS)).split():
        assert one.stem(word) == other.stem(word)
