"""The writer of a term index refuses wrong terms, and its tables are never full."""

import hashlib
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.term_index import read_index
from chalicelib.scoring.vectorizer import read_vectorizer
from deploy.term_index import slots_of, write_index
from tests.support.crafting import block, u8, vectorizer_file


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
    [index] = read_index(write_index(raw), hashlib.sha256(raw).hexdigest())
    found = read_vectorizer(raw, index=[index]).blocks[0].find
    assert [found("free"), found("see"), found("\ud800")] == [0, 1, None]


def test_equal_files_have_equal_indexes() -> None:
    assert write_index(vectorizer_file()) == write_index(vectorizer_file())


def test_a_block_has_its_slots_and_the_place_of_each_term() -> None:
    raw = vectorizer_file()
    [index] = read_index(write_index(raw), hashlib.sha256(raw).hexdigest())
    assert [*index.offsets] == [0, 5, 9]
    assert sorted(entry & 3 for entry in index.slots) == [0, 0, 1, 2]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9, 10, 77, 300])
def test_a_third_of_the_slots_or_more_is_free(count: int) -> None:
    slots = slots_of([str(number).encode() for number in range(count)])
    assert slots.count(0) == len(slots) - count >= 0.4 * len(slots)
    assert len(slots) & (len(slots) - 1) == 0
