"""Each supported vectorizer gives scikit-learn's vectors after export; others are refused."""

import copy
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import Normalizer
from tests.support.crafting import values_of
from tests.support.examples import examples
from tests.support.parity import LABELS, TEXTS, TRAINING, any_text
from train.errors import InputError
from train.export.exported import Export
from train.export.exporter import export_model
from train.recipes.sparse_gaussian_nb import fit_gaussian

UNICODE_WORDS = r"\w+|[^\w\s]"
FIRST_LETTERS = r"(\w)\w*"
ANY_WORD = r"\w*"

WORDS = re.compile(UNICODE_WORDS)
RULES = Normalizer(
    {"\u00e9": "e", "\u0130": "I", "\U0001f389": " party "},
    ((re.compile(r"(?i)[.*\u0300-\u036f]"), ""), (re.compile(r"\d"), "0")),
    (("length", (0.5, 20.0, 40.0)), ("capitals", (0.1,)), ("digits", (0.05,))),
)

VECTORIZERS = {
    "default": TfidfVectorizer(),
    "tutorial": TfidfVectorizer(sublinear_tf=True, max_df=0.5),
    "count": CountVectorizer(),
    "count-binary": CountVectorizer(binary=True),
    "binary": TfidfVectorizer(binary=True),
    "case": TfidfVectorizer(lowercase=False),
    "accents-ascii": TfidfVectorizer(strip_accents="ascii"),
    "accents-unicode": TfidfVectorizer(strip_accents="unicode"),
    "stop-english": TfidfVectorizer(stop_words="english", ngram_range=(1, 2)),
    "stop-list": TfidfVectorizer(stop_words=["free", "the"], ngram_range=(2, 3)),
    "pattern": TfidfVectorizer(token_pattern=UNICODE_WORDS, ngram_range=(1, 2)),
    "pattern-with-group": TfidfVectorizer(token_pattern=FIRST_LETTERS),
    "pattern-empty-match": TfidfVectorizer(token_pattern=ANY_WORD),
    "norm-l1": TfidfVectorizer(norm="l1"),
    "norm-none": TfidfVectorizer(norm=None, sublinear_tf=True),
    "no-idf": TfidfVectorizer(use_idf=False),
    "idf-unsmoothed": TfidfVectorizer(smooth_idf=False),
    "vocabulary": TfidfVectorizer(vocabulary={"free": 1, "call": 0, "train": 2}),
    "bigrams": TfidfVectorizer(ngram_range=(2, 2)),
    "char": TfidfVectorizer(analyzer="char", ngram_range=(1, 3)),
    "char-long": TfidfVectorizer(analyzer="char", ngram_range=(3, 5), lowercase=False),
    "char-wb": TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), sublinear_tf=True),
    "char-wb-long": TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 6), strip_accents="ascii"),
    "our-words": TfidfVectorizer(
        analyzer=Analyzer("word", (1, 2), False, "unicode", WORDS, frozenset(["free", "0"]), RULES),
        sublinear_tf=True,
    ),
    "our-words-plain": TfidfVectorizer(analyzer=Analyzer("word", (1, 2), token_pattern=WORDS)),
    "our-characters": CountVectorizer(analyzer=Analyzer("char", (1, 3), normalizer=RULES)),
    "our-char-wb": TfidfVectorizer(analyzer=Analyzer("char_wb", (2, 4), normalizer=RULES)),
    "our-char-wb-plain": TfidfVectorizer(analyzer=Analyzer("char_wb", (4, 9), False, "ascii")),
    "union": FeatureUnion(
        [
            ("words", TfidfVectorizer(token_pattern=UNICODE_WORDS, ngram_range=(1, 2))),
            ("dropped", "drop"),
            ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4))),
            ("counts", CountVectorizer()),
        ],
        transformer_weights={"words": 1.5, "counts": 0.25},
    ),
    "nested-union": FeatureUnion(
        [("all", FeatureUnion([("one", CountVectorizer()), ("two", TfidfVectorizer())]))],
        transformer_weights={"all": 0.5},
    ),
}

Case = tuple[Export, Any]


@pytest.fixture(scope="module", params=VECTORIZERS)
def case(request: pytest.FixtureRequest) -> Case:
    vectorizer = VECTORIZERS[request.param]
    matrix = vectorizer.fit_transform(TRAINING)
    classifier = fit_gaussian(matrix.astype(float), LABELS)
    return export_model(vectorizer, classifier), vectorizer


def dense(export: Export, text: str) -> Any:
    """Return the model's vector of a text, in scikit-learn's order."""
    row = np.zeros(len(export.columns))
    for column, value in values_of(export.read_vectorizer.transform(text)).items():
        row[export.columns[column]] = value
    return row


@pytest.mark.no_cover
def test_vectors_agree_on_fixed_texts(case: Case) -> None:
    mine, theirs = case
    expected = theirs.transform(TEXTS).toarray()
    np.testing.assert_allclose([dense(mine, text) for text in TEXTS], expected, rtol=1e-12)


@pytest.mark.no_cover
@settings(max_examples=examples(20), deadline=None)
@given(text=any_text)
def test_vectors_agree_on_any_text(case: Case, text: str) -> None:
    mine, theirs = case
    expected = theirs.transform([text]).toarray()[0]
    np.testing.assert_allclose(dense(mine, text), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("vectorizer", "expected"),
    [
        pytest.param(TfidfVectorizer(), "see you aid free", id="lowest-idf"),
        pytest.param(CountVectorizer(), "see you free aid", id="seen-first"),
    ],
)
def test_the_most_frequent_terms_come_first(vectorizer: Any, expected: str) -> None:
    matrix = vectorizer.fit_transform(["see you", "see free", "you see aid"]).astype(float)
    export = export_model(vectorizer, fit_gaussian(matrix, ["x", "y", "x"]))
    assert [*export.read_vectorizer.blocks[0].columns] == expected.split()


def test_terms_that_contain_a_line_feed_survive() -> None:
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), lowercase=False)
    matrix = vectorizer.fit_transform(["a\nb \ue000 \ud800", "b\0c"])
    mine = export_model(vectorizer, fit_gaussian(matrix, ["x", "y"]))
    expected = vectorizer.transform(["b\na \ue000\ud800"]).toarray()[0]
    np.testing.assert_allclose(dense(mine, "b\na \ue000\ud800"), expected, rtol=1e-12)


def test_stop_words_beyond_ascii_survive_and_half_a_pair_does() -> None:
    stop_words = ["caf\u00e9", "\ud800", "\U0001f600"]
    vectorizer = TfidfVectorizer(token_pattern=r"\S+", stop_words=stop_words)  # noqa: S106
    matrix = vectorizer.fit_transform(["free caf\u00e9 \ud800", "see \U0001f600"])
    export = export_model(vectorizer, fit_gaussian(matrix, ["x", "y"]))
    [mine] = export.read_vectorizer.blocks
    assert isinstance(mine.analyzer, Analyzer)
    assert mine.analyzer.stop_words == {*stop_words}
    assert "caf\u00e9".encode() in export.vectorizer


def test_float32_idf_agrees_within_a_millionth() -> None:
    vectorizer = TfidfVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform(TRAINING)
    mine = export_model(vectorizer, fit_gaussian(matrix, LABELS))
    expected = vectorizer.transform(TEXTS).toarray()
    np.testing.assert_allclose([dense(mine, text) for text in TEXTS], expected, rtol=1e-6)


def exclaim(text: str) -> str:
    return text + "!"


@pytest.mark.parametrize(
    ("vectorizer", "message"),
    [
        pytest.param(CountVectorizer(tokenizer=exclaim, token_pattern=None),
                     "tokenizer=exclaim.* not known as data", id="tokenizer"),
        pytest.param(CountVectorizer(preprocessor=exclaim), "preprocessor=exclaim",
                     id="preprocessor"),
        pytest.param(CountVectorizer(analyzer=exclaim), "analyzer=exclaim.*docs/cleaning.md",
                     id="analyzer"),
        pytest.param(CountVectorizer(analyzer=Analyzer("char", (1, 65))), "ngram_range=.*64",
                     id="our-n-grams"),
        pytest.param(CountVectorizer(strip_accents=exclaim), "strip_accents=", id="accents"),
        pytest.param(CountVectorizer(dtype=np.uint8), "dtype=", id="dtype"),
        pytest.param(CountVectorizer(analyzer="char", ngram_range=(1, 65)), "ngram_range=.*64",
                     id="n-grams"),
    ],
)  # fmt: skip
def test_a_vectorizer_that_the_format_cannot_express_is_refused_by_name(
    vectorizer: Any, message: str
) -> None:
    matrix = vectorizer.fit_transform(TRAINING)
    classifier = fit_gaussian(matrix.astype(float), LABELS)
    with pytest.raises(InputError, match=message):
        export_model(vectorizer, classifier)


FLAGGED = re.compile("a", re.IGNORECASE)


@pytest.mark.parametrize(
    "analyzer",
    [
        pytest.param(Analyzer("word", (1, 1), token_pattern=FLAGGED), id="tokens"),
        pytest.param(
            Analyzer("char", (1, 1), normalizer=Normalizer({}, ((FLAGGED, ""),), ())),
            id="replacement",
        ),
    ],
)
def test_a_pattern_with_flags_outside_of_its_source_is_refused(analyzer: Analyzer) -> None:
    vectorizer = CountVectorizer(analyzer=analyzer)
    classifier = fit_gaussian(vectorizer.fit_transform(TRAINING).astype(float), LABELS)
    with pytest.raises(InputError, match=r"re\.IGNORECASE\) is not supported; .* flags within"):
        export_model(vectorizer, classifier)


@pytest.mark.parametrize(
    ("normalizer", "written"),
    [pytest.param(None, False, id="none"), pytest.param(RULES, True, id="rules")],
)
def test_a_normalizer_is_written_if_there_is_one(
    normalizer: Normalizer | None, written: bool
) -> None:
    vectorizer = CountVectorizer(analyzer=Analyzer("char", (1, 2), normalizer=normalizer))
    classifier = fit_gaussian(vectorizer.fit_transform(TRAINING).astype(float), LABELS)
    export = export_model(vectorizer, classifier)
    assert (b"normalizer" in export.vectorizer) == written
    read = export.read_vectorizer.blocks[0].analyzer.normalizer
    # Some patterns that were read are compiled later, so the objects differ.
    assert copy.deepcopy(read) == normalizer


def test_a_vocabulary_with_a_gap_is_refused() -> None:
    vectorizer = CountVectorizer()
    matrix = vectorizer.fit_transform(TRAINING).astype(float)
    vectorizer.vocabulary_["free"] = 10**9
    with pytest.raises(InputError, match="expected the columns 0 to n - 1"):
        export_model(vectorizer, fit_gaussian(matrix, LABELS))


def with_vocabulary(vectorizer: Any) -> Any:
    vectorizer.vocabulary_ = {"free": 0}
    return vectorizer


@pytest.mark.parametrize(
    "vectorizer",
    [
        pytest.param(TfidfVectorizer(), id="nothing"),
        pytest.param(TfidfVectorizer(vocabulary=["free"]), id="vocabulary-alone"),
        pytest.param(TfidfVectorizer(input="filename"), id="file-names"),
        pytest.param(with_vocabulary(TfidfVectorizer()), id="no-idf"),
    ],
)
def test_a_vectorizer_that_is_not_fitted_to_texts_is_refused(vectorizer: Any) -> None:
    matrix = CountVectorizer().fit_transform(TRAINING).astype(float)
    with pytest.raises(InputError, match=r"is not fitted|input='filename'"):
        export_model(vectorizer, fit_gaussian(matrix, LABELS))
