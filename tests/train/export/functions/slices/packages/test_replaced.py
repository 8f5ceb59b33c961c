"""Plain Python of NLTK and of other packages is cut out, so that the service does without them."""

import importlib
import pickle
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nltk
import pytest
import regex  # type: ignore[import-untyped]
from nltk import redos
from nltk.sentiment.vader import SentimentIntensityAnalyzer
from nltk.stem import ISRIStemmer, LancasterStemmer, RegexpStemmer, RSLPStemmer
from nltk.stem.arlstem import ARLSTem
from nltk.stem.cistem import Cistem
from nltk.tokenize import MWETokenizer, RegexpTokenizer, TreebankWordDetokenizer

from chalicelib.strict_json import Record
from tests.support.author_packages import installed
from tests.support.nltk_data import deployed, only_nltk_data
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.functions.trials.texts import TEXTS

LEXICON = {"good": 1.9, "bad": -2.5, "happy": 2.7, ":)": 2.0}
RULES = ['"s"\t2\t""\t"lápis","cais"', '"inha"\t3\t""\t"rainha"', '"mente"\t4\t""\t""']
MORE = (
    "I'm VERY happy, but this isn't good at all!!! :) never so bad",
    "casinhas lapis rapidamente rainha Autos gegangen \u0645\u062f\u0631\u0633\u0629 "
    "\u0627\u0644\u0643\u062a\u0627\u0628 provision maximum multiply",
    "new york can not see gon na \u00bd can\x1cnot ' ca n't ( x ) . ``",
)
multi_words = MWETokenizer([("new", "york")])
endings = RegexpStemmer("ing$|s$|\\s+", min=4)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "stemmers" / "rslp"
    folder.mkdir(parents=True)
    for step in range(7):
        (folder / f"step{step}.pt").write_text("\n".join(RULES), "utf-8")
    (tmp_path / "sentiment").mkdir()
    with zipfile.ZipFile(tmp_path / "sentiment" / "vader_lexicon.zip", "w") as file:
        lines = "\n".join(f"{word}\t{value}" for word, value in LEXICON.items())
        file.writestr("vader_lexicon/vader_lexicon.txt", lines)
    with only_nltk_data(tmp_path):
        yield tmp_path


def stems(text: str) -> list[str]:
    words = text.split()
    makers: tuple[Any, ...] = (LancasterStemmer, ISRIStemmer, Cistem)
    return [stemmer.stem(word) for stemmer in [make() for make in makers] for word in words]


def portuguese(text: str) -> list[str]:
    return [RSLPStemmer().stem(word) for word in text.split()]


def moods(text: str) -> list[float]:
    return [*SentimentIntensityAnalyzer().polarity_scores(text).values()]


def joined(text: str) -> str:
    tokens = multi_words.tokenize(text.lower().split())
    return TreebankWordDetokenizer().detokenize(tokens)  # type: ignore[no-any-return]


def common(text: str) -> list[str]:
    return [word for word, _ in nltk.FreqDist(map(endings.stem, text.split())).most_common(3)]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("function", [stems, portuguese, moods, joined, common])
def test_a_part_of_nltk_gives_what_nltk_gives(function: Any) -> None:
    functions = FunctionExporter()
    reference = functions.reference(function)
    call = functions.resolve(Record(reference, "block 0"))
    assert functions.requirements == []
    assert "import nltk" not in functions.modules[reference["module"]]
    for text in (*TEXTS, *MORE):
        assert call(text) == function(text)


@pytest.mark.usefixtures("data")
def test_an_object_is_deployed_with_what_it_read() -> None:
    rules, mood = RSLPStemmer(), SentimentIntensityAnalyzer()
    assert deployed(rules.stem)("casinhas") == rules.stem("casinhas") == "ca"
    assert deployed(mood.polarity_scores)(MORE[0]) == mood.polarity_scores(MORE[0])


def test_data_that_is_missing_is_named(tmp_path: Path) -> None:
    with only_nltk_data(tmp_path), pytest.raises(InputError, match=r"nltk.downloader rslp$"):
        deployed(portuguese)


def test_a_pattern_of_regex_is_one_of_re() -> None:
    pattern, other = redos.compile(r"[^\s]+", regex.I), regex.compile(r"\p{L}")
    assert deployed(pattern.findall)("a\x1cb c") == ["a\x1cb", "c"]
    with pytest.raises(
        InputError, match=r"found \\p in '\\\\p\{L\}'; expected one that re also has"
    ):
        deployed(other.findall)


def test_what_nltk_prints_is_left_out() -> None:
    stemmer = ARLSTem()
    words = ["\u0627\u0644\u0645\u062f\u0631\u0633\u0629", "\u0643\u062a\u0627\u0628", "a"]
    stem = deployed(stemmer.stem)
    assert [stem(word) for word in words] == [stemmer.stem(word) for word in words]


def test_what_was_pickled_works_again() -> None:
    stemmer, words = ISRIStemmer(), RegexpTokenizer(r"[a-z]+")
    words.tokenize("used")
    for value, method in ((stemmer, "stem"), (words, "tokenize")):
        loaded = pickle.loads(pickle.dumps(value))  # noqa: S301 - made here
        assert deployed(getattr(loaded, method))("ab") == getattr(loaded, method)("ab")


def test_code_of_a_package_is_named_with_its_licence() -> None:
    functions = FunctionExporter()
    reference = functions.reference(common)
    expected = f"It has code of nltk {nltk.__version__} (Apache"
    assert expected in functions.modules[reference["module"]]


def test_only_some_modules_of_gensim_are_cut_out(tmp_path: Path) -> None:
    sources = {
        "utils.py": "def simple_preprocess(doc):\n    return doc.split()\n",
        "models.py": "def infer(doc):\n    return doc.split()\n",
    }
    with installed(tmp_path, "gensim", sources):
        utils, models = map(importlib.import_module, ("gensim.utils", "gensim.models"))
        functions = FunctionExporter()
        reference = functions.reference(utils.simple_preprocess)
        assert "gensim 1.0 (see its licence)" in functions.modules[reference["module"]]
        with pytest.raises(InputError, match="gensim, but it is too large to deploy"):
            functions.reference(models.infer)
