"""NLTK's tokenizers and stemmers are known by their classes."""

import pickle
from typing import Any

import pytest
from hypothesis import example, given, settings

from chalicelib.scoring.cleaning.porter import porter_stem
from tests.support.cleaning import tokenizer
from tests.support.parity import any_text
from train.export.cleaning.functions import function_fields
from train.export.cleaning.nltk_objects import mend, stemmer_of_nltk
from train.export.cleaning.proof import TEXTS
from train.export.cleaning.tokenizing_functions import stemmer_of, tokenizer_of

nltk_tokenize = pytest.importorskip("nltk.tokenize", reason="NLTK is not installed")
nltk_stem = pytest.importorskip("nltk.stem", reason="NLTK is not installed")
from nltk.stem.snowball import EnglishStemmer  # noqa: E402
from nltk.tokenize.simple import CharTokenizer  # noqa: E402

Regexp = nltk_tokenize.RegexpTokenizer
TOKENIZERS: dict[str, Any] = {
    "words": Regexp(r"\w+"),
    "letters": Regexp("[A-Za-z]+"),
    "lines": Regexp("^.+$"),
    "group": Regexp(r"(\w)\w*"),
    "gaps": Regexp(r"\s+", gaps=True),
    "gaps-with-empty": Regexp(",", gaps=True, discard_empty=False),
    "word-punct": nltk_tokenize.WordPunctTokenizer(),
    "white-space": nltk_tokenize.WhitespaceTokenizer(),
    "blank-lines": nltk_tokenize.BlanklineTokenizer(),
    "space": nltk_tokenize.SpaceTokenizer(),
    "tab": nltk_tokenize.TabTokenizer(),
    "characters": CharTokenizer(),
    "text-lines": nltk_tokenize.LineTokenizer(),
    "all-lines": nltk_tokenize.LineTokenizer("keep"),
    "treebank": nltk_tokenize.TreebankWordTokenizer(),
}


@pytest.mark.parametrize("theirs", TOKENIZERS.values(), ids=TOKENIZERS)
def test_a_tokenizer_splits_as_nltk_does(theirs: Any) -> None:
    found = tokenizer_of(theirs.tokenize)
    assert found is not None
    mine = tokenizer(**found)
    assert [mine(text) for text in TEXTS] == [theirs.tokenize(text) for text in TEXTS]


@pytest.mark.no_cover
@settings(deadline=None, max_examples=40)
@given(text=any_text)
@example(text="\"Isn't it?\" 'cannot', (gonna) [wanna] ``x'' -- 3,5: a... end.\")")
def test_the_treebank_tokenizer_splits_any_text_as_nltk_does(text: str) -> None:
    found = tokenizer_of(TOKENIZERS["treebank"].tokenize)
    assert found is not None
    assert tokenizer(**found)(text) == TOKENIZERS["treebank"].tokenize(text)


class Own(Regexp):  # type: ignore[misc, valid-type]  # NLTK has no types
    """A subclass of an author's own, which may do anything."""


@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param(Own("a"), id="subclass"),
        pytest.param(Regexp("(a)(b)"), id="groups"),
        pytest.param(Regexp(r"\p{L}+"), id="only-in-regex"),
        pytest.param(Regexp(r"[\w\u0300]+"), id="beyond-ascii"),
        pytest.param(nltk_tokenize.LineTokenizer("discard-eof"), id="lines"),
        pytest.param(nltk_tokenize.NLTKWordTokenizer(), id="word-tokenizer"),
        pytest.param(nltk_tokenize.TweetTokenizer(), id="tweets"),
    ],
)
def test_other_tokenizers_are_not_known(theirs: Any) -> None:
    assert tokenizer_of(theirs.tokenize) is None


@pytest.mark.parametrize(
    ("stemmer", "expected"),
    [
        (nltk_stem.PorterStemmer(), {"stemmer": "porter", "variant": "nltk"}),
        (nltk_stem.PorterStemmer("MARTIN_EXTENSIONS"), {"stemmer": "porter", "variant": "martin"}),
        (nltk_stem.SnowballStemmer("porter"), {"stemmer": "porter", "variant": "nltk"}),
        (nltk_stem.SnowballStemmer("english"), {"stemmer": "snowball-english"}),
        (EnglishStemmer(), {"stemmer": "snowball-english"}),
    ],
)
def test_a_stemmer_is_known_by_its_class(stemmer: Any, expected: dict[str, str]) -> None:
    assert stemmer_of(stemmer.stem) == {"step": "stem"} | expected


def test_a_stemmer_of_an_older_nltk_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    stemmer = nltk_stem.PorterStemmer()
    # Before NLTK 3.10, only words in lower case were looked up.
    monkeypatch.setattr(stemmer, "stem", lambda word: porter_stem(word, "nltk-3.9"))
    assert stemmer_of_nltk(stemmer) == {"step": "stem", "stemmer": "porter", "variant": "nltk-3.9"}


def test_stop_words_that_are_not_stemmed_are_data() -> None:
    stemmer = EnglishStemmer()
    stemmer.stopwords = {"this", "has"}
    found = stemmer_of(stemmer.stem)
    assert found is not None
    assert found["except"] == ["has", "this"]
    mine = tokenizer(kind="split", tokens=[found])
    assert mine("This has flies") == [stemmer.stem(word) for word in ("This", "has", "flies")]


@pytest.mark.parametrize(
    "stemmer", [nltk_stem.SnowballStemmer("german"), nltk_stem.LancasterStemmer()]
)
def test_other_stemmers_are_not_known(stemmer: Any) -> None:
    assert stemmer_of(stemmer.stem) is None


def test_a_tokenizer_that_was_used_and_pickled_works_again() -> None:
    tokenizer = Regexp(r"\w+")
    tokenizer.tokenize("used")
    loaded = pickle.loads(pickle.dumps(tokenizer))  # noqa: S301 - made here
    mend(loaded)
    assert loaded.tokenize("a b") == ["a", "b"]


def test_a_class_that_was_changed_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    from train.errors import InputError

    block = CountVectorizer(tokenizer=TOKENIZERS["letters"].tokenize, token_pattern=None)
    assert function_fields(block)["tokenizer"]["pattern"] == "[A-Za-z]+"

    def tokenize(_: object, text: str) -> list[str]:
        return [text]

    monkeypatch.setattr(Regexp, "tokenize", tokenize)
    changed = CountVectorizer(tokenizer=TOKENIZERS["letters"].tokenize, token_pattern=None)
    with pytest.raises(InputError, match="not known as data"):
        function_fields(changed)
