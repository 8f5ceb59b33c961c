"""Configurations that break a rule are refused, each by its own message."""

from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.cleaning import SPLITTING, analyzer, cleaning, tokenizer
from tests.support.crafting import block, vectorizer_file

MANY = [{"step": "lower"}] * 65
PATTERN: dict[str, Any] = {"kind": "pattern", "gaps": False, "unicode_words": False}


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param("lower", "step 0: found \"lower\"; expected an object", id="no-object"),
        pytest.param({"step": "exec"}, "'step' is \"exec\"; expected one of lower", id="name"),
        pytest.param({"step": "stem"}, "field 'step' is \"stem\"", id="token-step"),
        pytest.param({"step": "lower", "x": 1}, "unknown field 'x'", id="unknown-field"),
        pytest.param({"step": "accents", "how": "all"}, "expected one of ascii, unicode", id="how"),
        pytest.param({"step": "strip", "characters": 1}, "expected a string", id="characters"),
        pytest.param({"step": "replace", "with": ""}, "'pattern' is missing", id="no-pattern"),
        pytest.param({"step": "replace", "pattern": "(", "with": ""}, "not a regular expression",
                     id="pattern"),
        pytest.param({"step": "replace", "pattern": "a", "with": 0}, None, id="group-0-alone"),
        pytest.param({"step": "replace", "pattern": "a", "with": 1}, "'with' has 1; .* from 0 to 0",
                     id="no-such-group"),
        pytest.param({"step": "replace", "pattern": "a", "with": [-1]}, "'with' has -1",
                     id="negative-group"),
        pytest.param({"step": "replace", "pattern": "a", "with": [True]}, "'with' has true",
                     id="boolean-group"),
        pytest.param({"step": "replace", "pattern": "a", "with": {}}, "'with' has an object",
                     id="with-object"),
        pytest.param({"step": "replace", "pattern": "a", "with": ["x"] * 33},
                     "'with' has an array of 33; .* at most 32", id="parts"),
        pytest.param({"step": "replace", "pattern": "a", "with": ["x" * 60, "y" * 41]},
                     "'with' has 101 characters; expected at most 100", id="length"),
        pytest.param({"step": "words", "tokenizer": []}, "tokenizer: found an array", id="words"),
        pytest.param({"step": "function"}, "'function' is missing", id="function"),
        pytest.param({"step": "function", "function": {"module": "os"}}, "function: field 'module'",
                     id="module"),
    ],
)  # fmt: skip
def test_a_step_is_refused(step: object, message: str | None) -> None:
    if message is None:
        assert cleaning(step)("a") == "a"
        return
    with pytest.raises(FormatError, match=message):
        cleaning(step)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"kind": "treebank"}, "expected one of split", id="kind"),
        pytest.param({"kind": "split", "separator": ""}, "'separator' is \"\"", id="separator"),
        pytest.param(PATTERN | {"pattern": "(a)(b)"}, "2 groups; expected at most 1", id="groups"),
        pytest.param(PATTERN | {"pattern": "(a)", "gaps": True, "keep_empty": True},
                     "1 groups; expected at most 0", id="gaps-with-a-group"),
        pytest.param(PATTERN | {"pattern": "a", "gaps": True}, "'keep_empty' is missing",
                     id="keep-empty"),
        pytest.param(PATTERN | {"pattern": "a", "keep_empty": True}, "unknown field",
                     id="keep-empty-without-gaps"),
        pytest.param({"kind": "split", "tokens": []}, "array of 1 to 64", id="no-steps"),
        pytest.param({"kind": "split", "tokens": MANY}, "array of 1 to 64", id="many-steps"),
        pytest.param({"kind": "split", "replacements": MANY}, "array of 1 to 64",
                     id="many-replacements"),
        pytest.param({"kind": "split", "replacements": [{"pattern": "a", "with": "", "x": 1}]},
                     "replacement 0: unknown field", id="replacement"),
        pytest.param({"kind": "split", "gaps": True}, "unknown field 'gaps'", id="unknown-field"),
    ],
)  # fmt: skip
def test_a_tokenizer_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        tokenizer(**fields)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param({"step": "replace", "pattern": "a", "with": ""}, "\"replace\"", id="name"),
        pytest.param({"step": "keep"}, "either the field 'shape' or 'words'", id="no-test"),
        pytest.param({"step": "drop", "shape": "alpha", "words": []}, "either the field",
                     id="two-tests"),
        pytest.param({"step": "keep", "shape": "url"}, "expected one of alpha", id="shape"),
        pytest.param({"step": "drop", "words": ["a", "a"]}, "an element twice", id="twice"),
        pytest.param({"step": "drop", "words": [str(n) for n in range(10_001)]}, "0 to 10000",
                     id="many-words"),
        pytest.param({"step": "length", "least": 3, "most": 2}, "from 3 to", id="length"),
        pytest.param({"step": "stem", "stemmer": "lancaster"}, "expected one of porter",
                     id="stemmer"),
        pytest.param({"step": "stem", "stemmer": "porter", "variant": "new"}, "expected one of n",
                     id="variant"),
        pytest.param({"step": "stem", "stemmer": "snowball-english", "variant": "nltk"},
                     "unknown field 'variant'", id="variant-of-snowball"),
        pytest.param({"step": "stem", "stemmer": "snowball-english", "except": []}, "1 to 10000",
                     id="exceptions"),
        pytest.param({"step": "lower", "words": []}, "unknown field", id="unknown-field"),
    ],
)  # fmt: skip
def test_a_token_step_is_refused(step: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        tokenizer(kind="split", tokens=[step])


@pytest.mark.parametrize(
    ("without", "fields", "message"),
    [
        pytest.param((), {"cleaning": MANY}, "array of 0 to 64", id="many-steps"),
        pytest.param((), {"cleaning": None}, "'cleaning' is null", id="null"),
        pytest.param((), {"preprocessor": []}, "unknown field 'lowercase'", id="lowercase-too"),
        pytest.param((), {"tokenizer": {"kind": "split"}}, "unknown field 'token_pattern'",
                     id="token-pattern-too"),
        pytest.param(("token_pattern",), {"tokenizer": {"kind": "split"}, "analyzer": "char"},
                     "a token_pattern or a tokenizer with the analyzer 'word'", id="char-tokens"),
        pytest.param((), {"cleaning": [], "analyzer": "char"}, "with the analyzer 'word'",
                     id="char-pattern"),
        pytest.param((), {"cleaning": [], "token_pattern": None}, "with the analyzer 'word'",
                     id="no-pattern"),
        pytest.param((), {"cleaning": [], "token_pattern": None, "analyzer": "char",
                          "stop_words": ["a"]}, "stop words with no other", id="stop-words"),
        pytest.param((), {"analyzer": {"kind": "split"}}, "unknown field 'lowercase'",
                     id="analyzer-with-lowercase"),
        pytest.param(tuple(SPLITTING), {"analyzer": {"kind": "split"}, "tokenizer": {}},
                     "unknown field 'tokenizer'", id="analyzer-with-tokenizer"),
        pytest.param((), {"cleaning": [], "normalizer": {}}, "unknown field 'normalizer'",
                     id="normalizer"),
    ],
)  # fmt: skip
def test_a_block_is_refused(without: tuple[str, ...], fields: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        analyzer(without, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"cleaning": []}, id="cleaning"),
        pytest.param({"preprocessor": []}, id="preprocessor"),
        pytest.param({"tokenizer": {"kind": "split"}}, id="tokenizer"),
        pytest.param({"analyzer": {"kind": "split"}}, id="analyzer"),
    ],
)
def test_a_file_of_format_1_does_not_clean(fields: dict[str, Any]) -> None:
    with pytest.raises(FormatError, match=r"unknown field|'analyzer' is an object"):
        read_vectorizer(vectorizer_file(block(**fields)))
