"""What is read of NLTK's tokenizers, and what is refused in one line."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

import nltk
import pytest
from nltk import stem, tokenize
from nltk.tokenize import punkt

from chalicelib.strict_json import Record
from tests.support.nltk_data import deployed, only_nltk_data, write_nltk_data
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.functions.slices.slice import slice_function
from train.export.functions.trials.nltk_tokenizers import tokenizer_of


@pytest.fixture(autouse=True)
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("nltk_data")
    write_nltk_data(folder)
    with only_nltk_data(folder):
        yield folder


class Danda(punkt.PunktLanguageVars):  # type: ignore[misc]
    """Sentences that end in another way."""

    sent_end_chars = (".", "?", "!", "\u0964")


class OwnWords(punkt.PunktLanguageVars):  # type: ignore[misc]
    """Words that a method of an author's own finds."""

    def word_tokenize(self, s: str) -> list[str]:
        """Split at white space."""
        return s.split()


def test_a_function_with_nltk_is_deployed_with_its_data() -> None:
    stop = {"the"}

    def clean(text: str) -> list[str]:
        return [word for word in tokenize.word_tokenize(text.lower()) if word not in stop]

    functions = FunctionExporter()
    reference = functions.reference(clean)
    found = functions.resolve(Record(reference, "block 0")).terms("See the Dr. Xy. It's")
    assert found == ["see", "dr.", "xy", ".", "it", "'s"]
    ((name, source),) = functions.data_modules.items()
    assert name.startswith("data_of_punkt_english_")
    assert source.startswith('"""Parameters of NLTK\'s Punkt: data')
    assert functions.requirements == []


def test_pairs_of_words_need_no_nltk() -> None:
    def pairs(text: str) -> list[str]:
        words = tokenize.word_tokenize(text)
        return [" ".join(pair) for pair in (*nltk.bigrams(words), *nltk.ngrams(words, 3))]

    functions = FunctionExporter()
    functions.reference(pairs)
    assert functions.requirements == []


def test_functions_share_their_data() -> None:
    functions = FunctionExporter()
    functions.reference(tokenize.word_tokenize)
    functions.reference(tokenize.sent_tokenize)
    assert (len(functions.modules), len(functions.data_modules)) == (2, 1)


def test_the_same_function_has_the_same_source_whatever_the_order_of_a_set() -> None:
    tokenizer = tokenize.PunktTokenizer("english")
    source = slice_function(tokenizer.tokenize).module_source
    pattern = tokenizer._lang_vars.period_context_re().pattern
    for order in (r"\?!", r"!\?"):
        text = re.sub(r"xbb[?!\\]+\]", lambda _, order=order: rf"xbb{order}]", pattern)  # type: ignore[misc]
        assert f"xbb{order}" in text
        tokenizer._lang_vars._re_period_context = SimpleNamespace(pattern=text, flags=re.X)
        assert slice_function(tokenizer.tokenize).module_source == source


def test_missing_data_is_named_with_the_command_that_fetches_it(tmp_path: Path) -> None:
    message = (
        r"no data of Punkt for english here; fetch it by 'python -m nltk.downloader punkt_tab'"
    )
    with only_nltk_data(tmp_path), pytest.raises(InputError, match=message):
        slice_function(tokenize.word_tokenize)


def test_an_nltk_that_loads_pickles_is_read_too() -> None:
    tokenizer = tokenize.PunktTokenizer("english")
    seen: list[str] = []

    def load(name: str) -> Any:
        seen.append(name)
        return tokenizer

    older = FunctionType(tokenize.sent_tokenize.__code__, {"load": load}, "sent_tokenize")
    older.__module__, older.__qualname__ = "nltk.tokenize", "sent_tokenize"
    found = tokenizer_of(older, {"german"})
    assert found is not None
    assert seen == [f"tokenizers/punkt/{name}.pickle" for name in ("english", "german")]


def test_an_nltk_before_3_8_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    tokenizer = tokenize.PunktTokenizer("english")
    monkeypatch.delattr(punkt.PunktSentenceTokenizer, "_get_last_whitespace_index")
    with pytest.raises(InputError, match=r"found an NLTK before 3\.8, .*; update it"):
        slice_function(tokenizer.tokenize)


def test_a_tokenizer_of_the_authors_own_texts_is_read() -> None:
    tokenizer = tokenize.PunktSentenceTokenizer("See fig. 3 and fig. 4. " * 30)
    tokenizer._params.abbrev_types.add("abb")
    text = "See fig. 9 of abb. Xy. The end"
    assert deployed(tokenizer).tokenize(text) == tokenizer.tokenize(text)


def test_other_signs_may_end_sentences_but_methods_are_refused() -> None:
    tokenizer = tokenize.PunktSentenceTokenizer(lang_vars=Danda())
    assert deployed(tokenizer).tokenize("ab\u0964 cd") == ["ab\u0964", "cd"]
    with pytest.raises(InputError, match="OwnWords has methods of its own"):
        slice_function(tokenize.PunktSentenceTokenizer(lang_vars=OwnWords()).tokenize)


def test_a_template_that_is_no_plain_one_is_refused() -> None:
    tokenizer = tokenize.NLTKWordTokenizer()
    tokenizer.DOUBLE_DASHES = (re.compile("--"), r"\n")
    with pytest.raises(InputError, match=r"replaces by '\\\\n'; expected groups and ASCII"):
        slice_function(tokenizer.tokenize)


def test_data_that_a_function_loads_for_each_text_is_refused() -> None:
    import nltk.data

    def split(text: str) -> Any:
        return nltk.data.load("tokenizers/punkt/english.pickle").tokenize(text)

    with pytest.raises(InputError, match=r"'load' needs the data files .*; call it outside"):
        slice_function(split)


def test_the_class_of_untrained_tokenizers_knows_nothing() -> None:
    text = "See Dr. Xy"
    assert deployed(tokenize.PunktSentenceTokenizer)().tokenize(text) == ["See Dr.", "Xy"]
    assert tokenize.PunktSentenceTokenizer().tokenize(text) == ["See Dr.", "Xy"]


def test_an_object_of_a_language_shares_the_data_of_the_function() -> None:
    functions = FunctionExporter()
    functions.reference(tokenize.sent_tokenize)
    functions.reference(tokenize.PunktTokenizer("english").tokenize)
    assert len(functions.data_modules) == 1


def test_a_class_that_is_derived_from_nltks_is_refused() -> None:
    class Shouting(tokenize.TweetTokenizer):  # type: ignore[misc]
        def tokenize(self, text: str) -> list[str]:
            return [word.upper() for word in super().tokenize(text)]

    with pytest.raises(InputError, match=r"Shouting is derived from NLTK's TweetTokenizer; exp"):
        slice_function(Shouting().tokenize)


class Inheriting(tokenize.RegexpTokenizer):  # type: ignore[misc]
    """Has its method from NLTK."""


class Shortening(stem.PorterStemmer):  # type: ignore[misc]
    """Calls NLTK's method."""

    def stem(self, word: str) -> str:
        """Return the beginning of the stem."""
        return str(super().stem(word))[:5]


class Alone(stem.PorterStemmer):  # type: ignore[misc]
    """Needs nothing of NLTK's when it is called."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length

    def stem(self, word: str) -> str:
        """Return the beginning of the word."""
        return word[: self.length]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            Inheriting(r"\w+").tokenize,
            "Inheriting is derived from NLTK's RegexpTokenizer; .*tokeni",
        ),
        (
            Shortening().stem,
            "Shortening is derived from NLTK's PorterStemmer; .* such a stemmer in",
        ),
    ],
    ids=["tokenizer", "stemmer"],
)
def test_an_object_that_needs_what_it_inherits_of_nltk_is_refused(
    function: Callable[[str], object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        FunctionExporter().reference(function)


def test_an_object_that_inherits_in_name_only_is_deployed() -> None:
    assert FunctionExporter().reference(Alone(3).stem)["object"]


def test_other_objects_are_no_tokenizers() -> None:
    assert tokenizer_of(sys, set()) is None
