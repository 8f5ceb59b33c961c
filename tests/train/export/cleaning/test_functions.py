"""Vectorizers with functions of their authors: the exported model's terms are scikit-learn's."""

import operator
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.validation import check_is_fitted

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.cleaning.analyzer import CleanedAnalyzer
from chalicelib.scoring.normalizer import Normalizer
from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.cleaning import REFERENCE, resolve
from tests.support.crafting import values_of
from tests.support.parity import TEXTS, TRAINING, any_text
from train.errors import InputError
from train.export.cleaning.cleaner import Cleaner, cleaned
from train.export.exporter import _file  # the writer of one file
from train.export.steps.blocks import write_blocks
from train.export.traced import trace
from train.export.vectorizers import block_of

PARAMETERS: dict[str, st.SearchStrategy[Any]] = {
    "preprocessor": st.sampled_from([str.upper, str.strip, operator.methodcaller("strip", "a ")]),
    "tokenizer": st.sampled_from(
        [str.split, list, re.compile(r"\w").findall, re.compile(r"\W").split, str.splitlines]
    ),
    "analyzer": st.sampled_from(["word", "char", "char_wb", str.split, re.compile(r"\w").findall]),
    "strip_accents": st.sampled_from([None, "ascii", "unicode", str.swapcase]),
    "lowercase": st.booleans(),
    "ngram_range": st.sampled_from([(1, 1), (1, 2), (2, 3)]),
    "stop_words": st.sampled_from([None, "english", ["free", "FREE", ""]]),
}
STEPS: list[dict[str, Any]] = [
    {"step": "replace", "pattern": "e+", "with": "E!"},
    {"step": "words", "tokenizer": {"kind": "split", "tokens": [{"step": "upper"}]}},
]


def read_back(vectorizer: Any) -> Any:
    version, config, tensors = write_blocks(trace(vectorizer).blocks, False, np.float64)
    return read_vectorizer(_file("vectorizer", config, tensors, version))


@pytest.mark.no_cover
@pytest.mark.filterwarnings("ignore:The parameter:UserWarning", "ignore:Your stop_words")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parameters=st.fixed_dictionaries({}, optional=PARAMETERS), text=any_text)
def test_terms_are_those_of_scikit_learn(parameters: dict[str, Any], text: str) -> None:
    theirs = CountVectorizer(**parameters).fit([*TRAINING, "x y\nz"])
    mine = read_back(theirs).blocks[0].analyzer
    assert [*mine.split_terms(mine.prepare(text))] == [*theirs.build_analyzer()(text)]


@pytest.mark.parametrize("lowercase", [True, False])
def test_a_function_for_accents_comes_after_lowercase(lowercase: bool) -> None:
    theirs = CountVectorizer(strip_accents=str.swapcase, lowercase=lowercase).fit(TRAINING)
    mine = read_back(theirs).blocks[0].analyzer
    assert mine.prepare("Free") == theirs.build_preprocessor()("Free")


@pytest.mark.parametrize(
    "vectorizer",
    [
        pytest.param(TfidfVectorizer(preprocessor=str.upper, sublinear_tf=True), id="preprocessor"),
        pytest.param(TfidfVectorizer(tokenizer=str.split, token_pattern=None), id="tokenizer"),
        pytest.param(TfidfVectorizer(analyzer=str.split), id="analyzer"),
        pytest.param(cleaned(TfidfVectorizer(analyzer="char_wb"), STEPS), id="cleaned"),
        pytest.param(cleaned(FeatureUnion([("a", CountVectorizer()),
                                           ("b", TfidfVectorizer(analyzer=str.split))]), STEPS),
                     id="cleaned-union"),
        pytest.param(Pipeline([("none", FunctionTransformer()), ("pass", "passthrough"),
                               ("vectorizer", CountVectorizer())]), id="steps-that-do-nothing"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:The parameter:UserWarning")
def test_vectors_agree(vectorizer: Any) -> None:
    expected = vectorizer.fit(TRAINING).transform(TEXTS).toarray()
    mine = read_back(vectorizer)
    found = np.zeros_like(expected)
    for row, text in enumerate(TEXTS):
        for column, value in values_of(mine.transform(text)).items():
            found[row, column] = value
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_a_vectorizer_without_functions_stays_in_format_1() -> None:
    plain = trace(CountVectorizer().fit(TRAINING)).blocks
    upper = trace(CountVectorizer(preprocessor=str.upper).fit(TRAINING)).blocks
    assert [write_blocks(blocks, False, np.float64)[0] for blocks in (plain, upper)] == [1, 2]


def bang(text: str) -> str:
    return text + "!"


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"preprocessor": bang}, "preprocessor"),
        ({"strip_accents": bang}, "preprocessor"),
        ({"tokenizer": bang, "token_pattern": None}, "tokenizer"),
        ({"analyzer": bang}, "analyzer"),
    ],
)
def test_a_function_that_is_deployed_is_referred_to(parameters: dict[str, Any], field: str) -> None:
    vectorizer = CountVectorizer(**parameters).fit(TRAINING)
    refer = {bang: REFERENCE}.get
    block = block_of(vectorizer, refer=refer)
    assert field in block.config
    version, config, tensors = write_blocks([block], False, np.float64)
    read = read_vectorizer(_file("vectorizer", config, tensors, version), resolve=resolve)
    assert isinstance(read.blocks[0].analyzer, CleanedAnalyzer)
    with pytest.raises(InputError, match=rf"CountVectorizer\({'|'.join(parameters)}"):
        block_of(vectorizer)


@pytest.mark.parametrize(
    ("parameter", "value", "message"),
    [
        ("analyzer", "words", r"analyzer='words'\) is not supported; expected 'word', 'char'"),
        ("strip_accents", "all", r"strip_accents='all'\) is not supported; expected None, 'ascii'"),
    ],
)
def test_a_value_that_scikit_learn_does_not_know_is_refused(
    parameter: str, value: str, message: str
) -> None:
    vectorizer = CountVectorizer().fit(TRAINING).set_params(**{parameter: value})
    with pytest.raises(InputError, match=message):
        trace(vectorizer)


def test_cleaning_before_a_normalizer_is_refused() -> None:
    own = Analyzer("char", (1, 1), normalizer=Normalizer({}, (), ()))
    vectorizer = cleaned(CountVectorizer(analyzer=own).fit(TRAINING), STEPS)
    with pytest.raises(InputError, match="cleaning before an Analyzer with a normalizer"):
        trace(vectorizer)


def test_no_steps_leave_a_vectorizer_as_it_is() -> None:
    vectorizer = CountVectorizer()
    assert cleaned(vectorizer, []) is vectorizer


def test_a_cleaner_cleans_texts_as_the_service_does() -> None:
    assert Cleaner(STEPS).fit(["x"]).transform(["see me", ""]) == ["SE! ME!", ""]
    check_is_fitted(Cleaner(STEPS))
    called = Cleaner([{"step": "function", "function": REFERENCE}], resolve)
    assert called.transform(["ab"]) == ["ba"]
