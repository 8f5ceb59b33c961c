"""A vectorizer file is checked, and its vectors equal those computed by hand."""

import math
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.crafting import (
    Fields,
    Raw,
    artifact_file,
    block,
    f32,
    f64,
    normalizer,
    u8,
    values_of,
    vectorizer_file,
    without,
)

WHERE = "vectorizer.safetensors"
AFTER_HASH = r"#(\w+)"


def vector_of(text: str, idf: Raw | None = None, **changes: Any) -> dict[int, float]:
    tensors = {} if idf is None else {"block.0.idf": idf}
    read = read_vectorizer(vectorizer_file(block(**changes), tensors=tensors))
    return values_of(read.transform(text))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"analyzer": "sentence"}, "one of word, char, char_wb", id="analyzer"),
        pytest.param({"ngram_range": [1]}, "an array of 2 to 2", id="one-size"),
        pytest.param({"ngram_range": [0, 1]}, "1 <= least <= most <= 64", id="size-0"),
        pytest.param({"ngram_range": [2, 1]}, "1 <= least <= most <= 64", id="sizes-descending"),
        pytest.param({"ngram_range": [1, 65]}, "1 <= least <= most <= 64", id="size-65"),
        pytest.param({"ngram_range": [True, 1]}, "expected two integers", id="size-flag"),
        pytest.param({"ngram_range": [1, 1.5]}, "expected two integers", id="size-float"),
        pytest.param(
            {"token_pattern": None}, "a token_pattern with the analyzer 'word'", id="no-pattern"
        ),
        pytest.param(
            {"analyzer": "char"}, "a token_pattern with the analyzer 'word'", id="char-pattern"
        ),
        pytest.param(
            {"analyzer": "char", "token_pattern": None, "stop_words": ["a"]},
            "and stop words with no other",
            id="char-stop-words",
        ),
        pytest.param({"stop_words": ["a", "a"]}, "contains an element twice", id="stop-word-twice"),
        pytest.param({"stop_words": ["a"] * 10_001}, "of 0 to 10000", id="many-stop-words"),
        pytest.param({"token_pattern": "a" * 1001}, "pattern of 1001 char", id="long-pattern"),
        pytest.param({"token_pattern": "("}, "is not a regular expression", id="pattern-syntax"),
        pytest.param({"token_pattern": f"a{{{10**14}}}"}, "is not a reg", id="pattern-repetition"),
        pytest.param({"token_pattern": "(" * 999}, "is not a regular exp", id="pattern-nesting"),
        pytest.param(
            {"token_pattern": "(a)(b)"}, "2 groups; expected at most 1", id="pattern-groups"
        ),
        pytest.param({"lowercase": 1}, "expected true or false", id="lowercase"),
        pytest.param({"strip_accents": "all"}, "one of ascii, unicode", id="strip-accents"),
        pytest.param({"binary": None}, "expected true or false", id="binary"),
        pytest.param({"sublinear_tf": "yes"}, "expected true or false", id="sublinear-tf"),
        pytest.param({"norm": "max"}, "expected one of l1, l2", id="norm"),
        pytest.param({"weight": "1"}, "expected a number", id="weight"),
        pytest.param({"later": 1}, "unknown field 'later'", id="unknown-field"),
        pytest.param(
            {"normalizer": None}, "normalizer: found null; expected an obj", id="normalizer"
        ),
        pytest.param({"token_pattern": "(?a)(?u)x"}, "is not a regular", id="pattern-flags"),
        pytest.param({"terms": 0}, "an integer from 1 to 2097152", id="no-terms"),
        pytest.param({"terms": 2**21 + 1}, "from 1 to 2097152", id="too-many-terms"),
        pytest.param({"terms": 1}, "2 terms; the configuration says 1", id="fewer-terms"),
        pytest.param({"terms": 3}, "2 terms; the configuration says 3", id="more-terms"),
        pytest.param({"separator": ""}, "a separator of 0 characters", id="no-separator"),
        pytest.param({"separator": "\r\n"}, "a separator of 2 char", id="long-separator"),
    ],
)
def test_a_bad_block_is_refused(changes: Fields, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: block 0: .*{message}"):
        read_vectorizer(vectorizer_file(block(**changes)))


@pytest.mark.parametrize("field", sorted(block()))
def test_a_block_with_a_missing_field_is_refused(field: str) -> None:
    with pytest.raises(FormatError, match=f"block 0: field '{field}' is missing"):
        read_vectorizer(vectorizer_file(without(block(), field)))


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        pytest.param(
            {"block.0.terms": u8(b"a\na")}, "1 terms occur more than once", id="duplicate-terms"
        ),
        pytest.param({"block.0.terms": u8(b"a\n\xff")}, "terms are not UTF-8", id="not-utf-8"),
        pytest.param({"block.0.terms": f64(1.0)}, "must be a row of bytes", id="terms-type"),
        pytest.param({"block.0.idf": f64(1.0)}, "expected .2. and", id="idf-length"),
        pytest.param({"block.0.idf": f64(1.0, math.nan)}, "must be finite", id="idf-nan"),
        pytest.param({"block.1.idf": f64(1.0)}, "unknown tensor 'block.1.idf'", id="unknown"),
    ],
)
def test_a_bad_tensor_is_refused(tensors: dict[str, Raw], message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: .*{message}"):
        read_vectorizer(vectorizer_file(tensors=tensors))


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        pytest.param([], "'blocks' is an array of 0", id="none"),
        pytest.param([block()] * 17, "'blocks' is an array of 17", id="17"),
        pytest.param([1], "block 0: found 1; expected an object", id="not-an-object"),
        pytest.param([block(), block()], "tensor 'block.1.terms' is missing", id="no-terms"),
    ],
)
def test_a_bad_list_of_blocks_is_refused(blocks: list[Any], message: str) -> None:
    config = {"format": 1, "kind": "vectorizer", "blocks": blocks}
    with pytest.raises(FormatError, match=message):
        read_vectorizer(artifact_file(config, {"block.0.terms": u8(b"free\nsee")}))


def test_an_unknown_field_of_the_configuration_is_refused() -> None:
    config = {"format": 1, "kind": "vectorizer", "blocks": [block()], "later": 1}
    with pytest.raises(FormatError, match="unknown field 'later'"):
        read_vectorizer(artifact_file(config, {"block.0.terms": u8(b"free\nsee")}))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, {0: 3.0, 1: 1.0}, id="counts"),
        pytest.param({"binary": True}, {0: 1.0, 1: 1.0}, id="binary"),
        pytest.param({"sublinear_tf": True}, {0: 1 + math.log(3), 1: 1.0}, id="sublinear"),
        pytest.param({"binary": True, "sublinear_tf": True}, {0: 1.0, 1: 1.0}, id="binary-first"),
        pytest.param({"norm": "l1"}, {0: 3 / (3 + 1), 1: 1 / (3 + 1)}, id="l1"),
        pytest.param({"norm": "l2"}, {0: 3 / math.sqrt(10), 1: 1 / math.sqrt(10)}, id="l2"),
        pytest.param({"weight": -0.5}, {0: -1.5, 1: -0.5}, id="weight"),
        pytest.param({"weight": 2, "norm": "l1"}, {0: 1.5, 1: 0.5}, id="weight-after-norm"),
        pytest.param({"stop_words": ["free"]}, {1: 1.0}, id="stop-words"),
        pytest.param({"lowercase": False}, {0: 2.0, 1: 1.0}, id="case-kept"),
    ],
)
def test_values_follow_the_formula(changes: Fields, expected: dict[int, float]) -> None:
    assert vector_of("free FREE free unknown see", **changes) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("idf", [f64(0.5, 4.0), f32(0.5, 4.0)], ids=["F64", "F32"])
def test_idf_weighs_each_term_before_the_norm(idf: Raw) -> None:
    assert vector_of("free free see", idf) == {0: 2 * 0.5, 1: 1 * 4.0}
    assert vector_of("free see", idf, norm="l1") == {0: 0.5 / 4.5, 1: 4.0 / 4.5}


@pytest.mark.parametrize("norm", [None, "l1", "l2"])
@pytest.mark.parametrize("text", ["", " \n", "only unseen words"])
def test_a_text_without_known_terms_is_the_zero_vector(text: str, norm: str | None) -> None:
    assert vector_of(text, norm=norm) == {}


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_a_norm_of_zero_divides_nothing(norm: str) -> None:
    assert vector_of("free see", f64(0.0, 0.0), norm=norm) == {0: 0.0, 1: 0.0}


def test_columns_of_several_blocks_follow_one_another() -> None:
    letters = block(analyzer="char", token_pattern=None, terms=3, norm="l2", weight=0.5)
    tensors = {"block.1.terms": u8(b"e\nf\nz"), "block.1.idf": f64(1.0, 2.0, 3.0)}
    read = read_vectorizer(vectorizer_file(block(), letters, tensors=tensors))
    assert read.width == 2 + 3
    expected = {0: 1.0, 2: 0.5 * 2 / math.sqrt(8), 3: 0.5 * 2 / math.sqrt(8)}
    assert values_of(read.transform("free")) == pytest.approx(expected, rel=1e-15)


def test_any_character_may_be_a_separator_and_any_text_a_term() -> None:
    raw = "a\nb\ue000\ud800\ue000".encode("utf-8", "surrogatepass")
    changes = {"analyzer": "char", "token_pattern": None, "terms": 3, "separator": "\ue000"}
    read = read_vectorizer(vectorizer_file(block(**changes), tensors={"block.0.terms": u8(raw)}))
    assert read.blocks[0].columns == {"a\nb": 0, "\ud800": 1, "": 2}
    assert values_of(read.transform("\ud800")) == {1: 1.0}


def test_a_pattern_with_a_group_yields_the_groups_match() -> None:
    assert vector_of("#free see #see", token_pattern=AFTER_HASH) == {0: 1.0, 1: 1.0}


def test_errors_name_the_file() -> None:
    with pytest.raises(FormatError, match=r"^other\.file: "):
        read_vectorizer(b"", "other.file")


@pytest.mark.parametrize("changes", [{}, {"analyzer": "char_wb", "token_pattern": None}])
def test_a_text_statistic_is_one_more_term(changes: Fields) -> None:
    rules = normalizer(measures=[["length", [5.0]]])
    config = block(normalizer=rules, terms=2, ngram_range=[1, 1], **changes)
    tensors = {"block.0.terms": u8(b"x\n<length 1>")}
    read = read_vectorizer(vectorizer_file(config, tensors=tensors))
    assert values_of(read.transform("x" + " " * 9)) == {0: 1.0, 1: 1.0}
    assert values_of(read.transform("x")) == {0: 1.0}


@pytest.mark.parametrize(
    ("changes", "prepared"),
    [
        pytest.param([{}, {}], ["a", "a"], id="alike"),
        pytest.param([{}, {"lowercase": False}], ["a", "A"], id="case"),
        pytest.param([{}, {"strip_accents": "ascii"}, {}], ["a", "", "a"], id="accents"),
        pytest.param(
            [{"normalizer": normalizer(characters={"\u0410": "b"})}, {}],
            ["b", "a"],
            id="characters",
        ),
        pytest.param(
            [
                {"normalizer": normalizer(replacements=[["\u0430", "b"], ["b", "c"]])},
                {"normalizer": normalizer(replacements=[["\u0430", "b"], ["b", "d"]])},
                {"normalizer": normalizer(replacements=[["\u0430", "b"]])},
            ],
            ["c", "d", "b"],
            id="replacements",
        ),
        pytest.param(
            [
                {"normalizer": normalizer(replacements=[["\u0430", "b"], ["b", "c"]])},
                {"normalizer": normalizer(replacements=[["\u0430", "b"], ["b", "d"]])},
            ],
            ["c", "d"],
            id="replacements-that-diverge",
        ),
        pytest.param(
            [{}, {"normalizer": normalizer(replacements=[["\u0430", "b"]])}],
            ["a", "b"],
            id="none-first",
        ),
    ],
)
def test_shared_preprocessing_changes_no_blocks_text(
    changes: list[Fields], prepared: list[str]
) -> None:
    upper, lower = "\u0410", "\u0430"
    blocks = [block(**each) for each in changes]
    tensors = {f"block.{number}.terms": u8(b"free\nsee") for number in range(len(blocks))}
    read = read_vectorizer(vectorizer_file(*blocks, tensors=tensors))
    actual = read.prepare(upper)
    assert actual == [each.analyzer.prepare(upper) for each in read.blocks]
    assert [text.replace(lower, "a").replace(upper, "A") for text in actual] == prepared
