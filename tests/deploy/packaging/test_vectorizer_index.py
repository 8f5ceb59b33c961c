"""The writer of an index refuses what a start would refuse, and its tables are never full."""

import hashlib
import json
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.vectorizer import read_vectorizer
from chalicelib.scoring.vectorizer_index import VectorizerIndex, read_index
from deploy.packaging.vectorizer_index import slots_of, write_index
from tests.support.crafting import block, u8, vectorizer_file


def index_of(raw: bytes) -> VectorizerIndex:
    index = read_index(write_index(raw), hashlib.sha256(raw).hexdigest())
    assert index is not None
    return index


@pytest.mark.parametrize(
    ("terms", "changes", "message"),
    [
        pytest.param(b"free\nfree", {}, "1 terms occur more than once", id="twice"),
        pytest.param(b"free", {}, "found 1 terms; the configuration says 2", id="count"),
        pytest.param(b"free\n\xff", {}, "the terms are not UTF-8", id="bytes"),
        pytest.param(b"free\nsee", {"separator": ""}, "separator of 0 characters", id="separator"),
    ],
)
def test_wrong_terms_are_refused(terms: bytes, changes: dict[str, Any], message: str) -> None:
    raw = vectorizer_file(block(**changes), tensors={"block.0.terms": u8(terms)})
    with pytest.raises(FormatError, match=message):
        write_index(raw)


def test_the_separator_may_be_half_a_pair() -> None:
    terms = "free\ud800see".encode("utf-8", "surrogatepass")
    raw = vectorizer_file(block(separator="\ud800"), tensors={"block.0.terms": u8(terms)})
    found = read_vectorizer(raw, index=index_of(raw)).blocks[0].find
    assert [found("free"), found("see"), found("\ud800")] == [0, 1, None]


def rules(**characters: str) -> dict[str, Any]:
    return {"characters": characters, "replacements": [["b+", "c"]], "measures": []}


def test_wrong_characters_are_refused() -> None:
    raw = vectorizer_file(block(normalizer=rules(e="a")))
    with pytest.raises(FormatError, match="expected single characters beyond ASCII"):
        write_index(raw)


def test_a_vectorizer_is_the_same_with_its_index() -> None:
    maps = [{"\u00e9": "e", "\u0430": "", "\u00fc": "ue"}, {"\u00e9": ""}, {"\u00e9": ""}]
    blocks = [block(normalizer=rules(**each)) for each in maps]
    terms = {f"block.{number}.terms": u8(b"free\nsee") for number in range(4)}
    raw = vectorizer_file(*blocks, block(weight=0.1), tensors=terms)
    index = index_of(raw)
    assert len(json.loads(index.contents)["characters"]) == 2
    indexed, plain = read_vectorizer(raw, index=index), read_vectorizer(raw)
    for one, other in zip(indexed.blocks, plain.blocks, strict=True):
        assert one.analyzer == other.analyzer
        assert dict(one.columns) == other.columns
        assert (one.first_column, one.weight, one.norm) == (
            other.first_column,
            other.weight,
            other.norm,
        )
    assert indexed._replace(blocks=(), no_match=None) == plain._replace(blocks=(), no_match=None)


def test_equal_files_have_equal_indexes() -> None:
    assert write_index(vectorizer_file()) == write_index(vectorizer_file())


def test_a_block_has_its_slots_and_the_place_of_each_term() -> None:
    raw = vectorizer_file()
    [index] = index_of(raw).blocks
    assert [*index.offsets] == [0, 5, 9]
    assert sorted(entry & 3 for entry in index.slots) == [0, 0, 1, 2]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9, 10, 77, 300])
def test_a_third_of_the_slots_or_more_is_free(count: int) -> None:
    slots = slots_of([str(number).encode() for number in range(count)])
    assert slots.count(0) == len(slots) - count >= 0.4 * len(slots)
    assert len(slots) & (len(slots) - 1) == 0
