"""A model with an index of its terms gives the answers of one with dicts."""

import gc
import hashlib
import weakref
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.explain.attribution import explain
from chalicelib.scoring import term_index
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from chalicelib.scoring.term_index import IndexedColumns
from chalicelib.scoring.vectorizer import FILE_NAME, Vectorizer, read_vectorizer
from chalicelib.scoring.vectorizer_index import read_index
from deploy.packaging.vectorizer_index import write_index
from tests.support.crafting import (
    artifact_file,
    block,
    classifier_file,
    f64,
    manifest,
    u8,
)

SIGNS = ["a", "b", "\u00e9", "\ud800", "\U0001f600", " "]
GRAMS = [
    *SIGNS[:3],
    *map("".join, product(SIGNS, repeat=2)),
    *map("".join, product("ab", repeat=3)),
]
# "plumless" and "buckeroo" have the same crc32.
WORDS = ["plumless", "", "buckeroo", "free", "a b", "\ud800", "b\nb", "\u00e9", "free free"]
TEXTS = ["ab free", "plumless buckeroo", "\u00e9a \ud800b", "", "unseen words", "abba \U0001f600"]


def vectorizer_bytes(words: list[str] = WORDS) -> bytes:
    """Return a vectorizer of three blocks: n-grams, hashes, words between separators of 2 bytes."""
    letters = {"analyzer": "char_wb", "token_pattern": None, "ngram_range": [1, 3]}
    hashing = {"hashing": {"columns": 8, "alternate_sign": True}}
    hashed = {key: value for key, value in block().items() if key not in ("terms", "separator")}
    blocks = [
        block(terms=len(GRAMS), norm="l2", **letters),
        hashed | hashing,
        block(terms=len(words), norm="l2", ngram_range=[1, 2], separator="\u00a7"),
    ]
    tensors = {
        "block.0.terms": u8("\n".join(GRAMS).encode("utf-8", "surrogatepass")),
        "block.2.terms": u8("\u00a7".join(words).encode("utf-8", "surrogatepass")),
        "block.2.idf": f64(*(1.0 + number for number in range(len(words)))),
    }
    return artifact_file({"format": 2, "kind": "vectorizer", "blocks": blocks}, tensors)


RAW = vectorizer_bytes()
WIDTH = len(GRAMS) + 8 + len(WORDS)
INDEX = write_index(RAW)
CLASSIFIER = classifier_file(
    linear=f64(*((-1) ** number * (1.0 + number) for number in range(WIDTH)), shape=[1, WIDTH])
)


def indexed() -> Vectorizer:
    return read_vectorizer(RAW, index=read_index(INDEX, hashlib.sha256(RAW).hexdigest()))


def model(index: bytes | None) -> Model:
    digest = hashlib.sha256(RAW).hexdigest()
    files = {FILE_NAME: {"size": len(RAW), "sha256": digest}}
    return build_model(RAW, CLASSIFIER, manifest(files=files), index=index)


def waiting(found: Model) -> list[Any]:
    """Return the blocks whose dict is not complete."""
    return [
        block
        for block in found.vectorizer.blocks
        if isinstance(block.columns, IndexedColumns) and block.find != block.columns._found.get
    ]


PLAIN = read_vectorizer(RAW)
SHARED = indexed()


@given(st.lists(st.sampled_from([*SIGNS, *WORDS, "\n", "\u00a7"]) | st.characters()))
def test_a_text_has_the_same_vector(parts: list[str]) -> None:
    text = "".join(parts)
    assert indexed().transform(text) == SHARED.transform(text) == PLAIN.transform(text)
    assert SHARED.known_share(text) == PLAIN.known_share(text)


@given(st.sampled_from([*GRAMS, *WORDS]) | st.text())
def test_a_term_has_the_same_column(term: str) -> None:
    for found, expected in zip(SHARED.blocks, PLAIN.blocks, strict=True):
        assert found.find(term) == expected.find(term)
        assert (term in found.columns) == (term in expected.columns)


@pytest.mark.parametrize("steps", range(4))
def test_the_columns_are_right_at_all_times(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr(term_index, "STEP_TERMS", 4)
    columns, expected = indexed().blocks[2].columns, PLAIN.blocks[2].columns
    assert isinstance(columns, IndexedColumns)
    assert [columns.step() for _ in range(steps)] == [False, False, True][:steps]
    assert len(columns) == len(expected)
    assert [columns[term] for term in WORDS] == [expected[term] for term in WORDS]
    assert "unseen" not in columns
    no_term: Any = None
    assert no_term not in columns
    with pytest.raises(KeyError):
        columns["unseen"]
    assert columns == expected


def test_all_terms_have_columns_before_one_is_looked_up() -> None:
    for found, expected in zip(indexed().blocks, PLAIN.blocks, strict=True):
        assert dict(found.columns) == expected.columns


def test_the_first_text_which_is_part_of_a_cold_start_completes_no_dict() -> None:
    found = model(INDEX)
    columns = waiting(found)[0].columns
    found.scores("")
    assert len(columns._found) == 0
    found.scores("")
    assert len(columns._found) > 0


def test_a_text_has_the_same_scores_while_the_dicts_are_completed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(term_index, "STEP_TERMS", 10)
    plain, found = model(None), model(INDEX)
    assert len(waiting(found)) == 2
    for text in TEXTS * 2:
        assert found.scores(text) == plain.scores(text)
        assert explain(found, text) == explain(plain, text)
    assert not waiting(found)
    for text in TEXTS:
        assert found.scores(text) == plain.scores(text)


def test_threads_that_complete_the_dicts_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(term_index, "STEP_TERMS", 1)
    plain = model(None)
    for _ in range(20):
        found = model(INDEX)
        with ThreadPoolExecutor(8) as threads:
            scores = [*threads.map(found.scores, TEXTS * 20)]
        assert scores == [*map(plain.scores, TEXTS)] * 20
        assert not waiting(found)
        assert [block.columns for block in found.vectorizer.blocks] == [
            block.columns for block in plain.vectorizer.blocks
        ]


def test_a_term_that_another_thread_adds_meanwhile_is_found() -> None:
    columns = indexed().blocks[2].columns
    assert isinstance(columns, IndexedColumns)
    missing = columns._found.__missing__  # the dict lacks the term, says Python, and then:
    assert columns.step()
    assert missing("free") == PLAIN.blocks[2].columns["free"]
    assert missing("unseen") is None


def test_no_word_of_a_user_is_kept() -> None:
    found = indexed()
    found.transform("smith free ab")
    for each in (found.blocks[0].columns, found.blocks[2].columns):
        assert isinstance(each, IndexedColumns)
        assert each._found
        assert each._found.keys() <= {*GRAMS, *WORDS}


DAMAGED = {
    "empty": b"",
    "no-file": b"{}",
    "short": INDEX[:-4],
    "long": INDEX + bytes(4),
    "header": INDEX[:44],
    "magic": b"T" + INDEX[1:],
    "other-vectorizer": write_index(vectorizer_bytes(["other"])),
    **{
        f"bit-{at}": INDEX[:at] + bytes([INDEX[at] ^ 1]) + INDEX[at + 1 :]
        for at in [*range(8, 90), len(INDEX) - 9]
    },
}


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED.keys())
def test_an_index_that_does_not_fit_is_ignored(raw: bytes) -> None:
    found = model(raw)
    assert isinstance(found.vectorizer.blocks[0].columns, dict)
    assert found.scores("ab free") == model(None).scores("ab free")


def test_an_index_is_ignored_without_a_digest_of_the_vectorizer() -> None:
    found = build_model(RAW, CLASSIFIER, manifest(), index=INDEX)
    assert isinstance(found.vectorizer.blocks[0].columns, dict)


def test_an_index_is_ignored_on_a_machine_of_another_byte_order() -> None:
    assert read_index(INDEX, hashlib.sha256(RAW).hexdigest(), "little") is not None
    assert read_index(INDEX, hashlib.sha256(RAW).hexdigest(), "big") is None


def test_a_replaced_model_is_freed_without_the_garbage_collector() -> None:
    found = model(INDEX)
    found.scores("ab")
    columns = weakref.ref(found.vectorizer.blocks[0].columns)
    gc.disable()
    try:
        del found
        assert columns() is None
    finally:
        gc.enable()
