"""A block of hashes: its columns, its cache, and what its reader refuses."""

from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.block_reader import MAX_TERMS
from chalicelib.scoring.hashing_block import HashingBlock, hash_term
from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.crafting import Fields, artifact_file, block, f64, values_of, without

HASHING: Fields = {"columns": 16, "alternate_sign": True}


def hashing_block(**changes: Any) -> Fields:
    """Return a block of hashes of a vectorizer's configuration."""
    plain = without(without(block(), "terms"), "separator")
    return plain | {"norm": None, "hashing": HASHING} | changes


def vectorizer(*blocks: Fields, **tensors: Any) -> Any:
    named = {f"block.0.{name}": tensor for name, tensor in tensors.items()}
    return read_vectorizer(
        artifact_file({"format": 2, "kind": "vectorizer", "blocks": [*blocks]}, named)
    )


def test_terms_of_one_column_add_up() -> None:
    one, other = hash_term(2, True, "free"), hash_term(2, True, "call")
    read = vectorizer(hashing_block(hashing={"columns": 2, "alternate_sign": True}))
    expected: dict[int, float] = {}
    for hashed in (one, one, other):
        expected[hashed.column] = expected.get(hashed.column, 0.0) + hashed.value
    assert values_of(read.transform("free free call")) == expected


def test_columns_follow_those_of_the_block_before() -> None:
    read = vectorizer(hashing_block(), hashing_block())
    assert read.starts == (0, 16, 32)
    first, second = read.transform("free")
    assert [column + 16 for column in first.columns] == [*second.columns]


def test_an_idf_multiplies_each_column() -> None:
    read = vectorizer(hashing_block(), idf=f64(*map(float, range(1, 17))))
    column, value = hash_term(16, True, "free")
    assert values_of(read.transform("free")) == {column: value * (column + 1)}


def test_words_that_look_private_are_not_cached() -> None:
    read = vectorizer(hashing_block())
    read.transform("free 4111111111111111")
    hashed = read.blocks[0]
    assert isinstance(hashed, HashingBlock)
    assert [*hashed.hashed] == ["free"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param({"columns": 0, "alternate_sign": True}, "'columns' is 0", id="none"),
        pytest.param({"columns": MAX_TERMS + 1, "alternate_sign": True}, "'columns'", id="many"),
        pytest.param({"columns": 8, "alternate_sign": 1}, "'alternate_sign' is 1", id="sign"),
        pytest.param({"columns": 8, "alternate_sign": True, "seed": 1}, "'seed'", id="seed"),
        pytest.param(8, "expected an object", id="number"),
    ],
)
def test_what_breaks_a_rule_is_refused(changed: object, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        vectorizer(hashing_block(hashing=changed))


def test_an_idf_of_another_length_is_refused() -> None:
    with pytest.raises(FormatError, match=r"has shape .3. .* expected .16."):
        vectorizer(hashing_block(), idf=f64(1.0, 2.0, 3.0))


def test_an_older_format_has_no_hashes() -> None:
    config = {"format": 1, "kind": "vectorizer", "blocks": [hashing_block()]}
    with pytest.raises(FormatError, match="'terms' is missing"):
        read_vectorizer(artifact_file(config, {}))
