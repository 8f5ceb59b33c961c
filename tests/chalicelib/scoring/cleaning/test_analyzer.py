"""The order of the steps, and what two blocks share."""

from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.vectorizer import read_vectorizer, shared_replacements
from tests.support.cleaning import REFERENCE, SPLITTING, analyzer, resolve
from tests.support.crafting import artifact_file, block, u8, values_of

BANG: Any = [{"step": "replace", "pattern": "!", "with": " Ab "}]


def test_cleaning_comes_before_lowercase() -> None:
    assert analyzer(cleaning=BANG)("C!") == ["c", "ab"]


def test_a_preprocessor_takes_the_place_of_lowercase() -> None:
    split = analyzer(("lowercase", "strip_accents"), cleaning=BANG, preprocessor=[])
    assert split("C!") == ["C", "Ab"]


def test_a_tokenizer_comes_before_stop_words_and_n_grams() -> None:
    split = analyzer(
        ("token_pattern",), tokenizer={"kind": "split"}, ngram_range=[1, 2], stop_words=["the"]
    )
    assert split("See the A-B") == ["see", "a-b", "see a-b"]


def test_a_tokenizer_may_keep_all_tokens() -> None:
    split = analyzer(("token_pattern",), tokenizer={"kind": "split"})
    assert split("See A-B") == ["see", "a-b"]


def test_an_analyzer_that_is_an_object_takes_the_place_of_all_but_cleaning() -> None:
    split = analyzer(tuple(SPLITTING), analyzer={"kind": "split"}, cleaning=BANG)
    assert split("C the!") == ["C", "the", "Ab"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("char", ["c ", " a", "ab", "b "]), ("char_wb", [" c", "c ", " a", "ab", "b "])],
)
def test_characters_are_those_of_the_cleaned_text(kind: str, expected: list[str]) -> None:
    split = analyzer(analyzer=kind, token_pattern=None, ngram_range=[2, 2], cleaning=BANG)
    assert split("C!") == expected


def test_the_patterns_are_named_by_their_places() -> None:
    fields: Any = {"kind": "split", "replacements": [{"pattern": "x", "with": ""}]}
    words = [{"step": "words", "tokenizer": fields}]
    found = analyzer(cleaning=[*BANG, *words]).patterns
    assert [(what, pattern.pattern) for what, pattern in found] == [
        ("the pattern of a replacement", "!"),
        ("the pattern of a replacement", "x"),
        ("token_pattern", r"\w+"),
    ]


def test_blocks_share_what_is_the_same_before_they_split() -> None:
    one, same = analyzer(cleaning=BANG), analyzer(cleaning=BANG, ngram_range=[2, 2])
    other = analyzer(cleaning=[])
    assert shared_replacements([one, same]) == 0
    assert shared_replacements([one, other]) is None
    assert shared_replacements([one, analyzer(cleaning=BANG, lowercase=False)]) is None


def format_2(*blocks: dict[str, Any]) -> bytes:
    tensors = {f"block.{number}.terms": u8(b"free\nsee") for number in range(len(blocks))}
    return artifact_file({"format": 2, "kind": "vectorizer", "blocks": [*blocks]}, tensors)


def test_a_file_of_format_2_may_clean() -> None:
    cleans = block(cleaning=[{"step": "replace", "pattern": "-", "with": ""}])
    vectorizer = read_vectorizer(format_2(cleans, cleans, block()))
    assert values_of(vectorizer.transform("Fr-ee see")) == {0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0, 5: 1.0}
    assert not vectorizer.blocks[0].statistics


def test_a_block_of_words_of_characters_may_clean() -> None:
    fields = {"analyzer": "char_wb", "token_pattern": None, "ngram_range": [4, 4]}
    cleans = block(cleaning=[{"step": "replace", "pattern": "-", "with": ""}], **fields)
    vectorizer = read_vectorizer(format_2(cleans))
    assert values_of(vectorizer.transform("Fr-ee")) == {0: 1.0}


def test_a_file_may_refer_to_functions_only_if_someone_resolves_them() -> None:
    raw = format_2(block(cleaning=[{"step": "function", "function": REFERENCE}]))
    vectorizer = read_vectorizer(raw, resolve=resolve)
    assert values_of(vectorizer.transform("eerf")) == {0: 1.0}
    with pytest.raises(FormatError, match="expected no reference to a function"):
        read_vectorizer(raw)
