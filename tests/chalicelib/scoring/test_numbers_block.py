"""A block of numbers that a function counts: its columns, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.errors import FormatError, FunctionError
from chalicelib.scoring.author_function import AuthorFunction
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer
from chalicelib.strict_json import Record
from tests.support.crafting import Fields, artifact_file, block, u8, values_of


def numbers(**changes: Any) -> Fields:
    return {"numbers": {"width": 3, "function": {"module": "m", "object": "count"}} | changes}


def read(*blocks: Fields, count: Callable[[str], object] = len, version: int = 2) -> Vectorizer:
    config = {"format": version, "kind": "vectorizer", "blocks": [*blocks]}
    tensors = {f"block.{at}.terms": u8(b"free\nsee") for at, each in enumerate(blocks)
               if "terms" in each}  # fmt: skip

    def resolve(reference: Record) -> AuthorFunction:
        assert reference.fields() == {"module": "m", "object": "count"}
        return AuthorFunction("m", "count", count)

    return read_vectorizer(artifact_file(config, tensors), resolve=resolve)


def test_the_columns_follow_those_of_the_blocks_before() -> None:
    vectorizer = read(block(), numbers(), block(), count=lambda text: [0, len(text), -0.5])
    assert (vectorizer.starts, vectorizer.width) == ((0, 2, 5, 7), 7)
    assert values_of(vectorizer.transform("see")) == {1: 1.0, 3: 3.0, 4: -0.5, 6: 1.0}


def test_the_text_is_cleaned_first() -> None:
    cleaning = {"cleaning": [{"step": "strip"}, {"step": "lower"}]}
    seen: list[str] = []

    def count(text: str) -> int:
        seen.append(text)
        return 1

    read(numbers(width=1) | cleaning, count=count).transform(" SEE ")
    assert seen == ["see"]


def test_blocks_of_numbers_alone_make_a_vectorizer() -> None:
    vectorizer = read(numbers(width=1), numbers(width=1))
    assert values_of(vectorizer.transform("four")) == {0: 4.0, 1: 4.0}


def test_another_count_of_numbers_is_an_error_of_the_request() -> None:
    vectorizer = read(numbers(), count=lambda text: [1.0])
    with pytest.raises(FunctionError, match=r"^m\.count: found 1 numbers; expected 3$"):
        vectorizer.transform("a private text")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param(numbers(width=0), "'width' is 0; expected an integer from 1", id="none"),
        pytest.param(numbers(width=10_001), "expected an integer from 1 to 10000", id="many"),
        pytest.param(numbers(more=1), "numbers: unknown field 'more'", id="unknown"),
        pytest.param(numbers() | {"weight": 1.0}, "unknown field 'weight'", id="weight"),
        pytest.param({"numbers": None}, "numbers: found null; expected an object", id="null"),
        pytest.param(numbers(function="m"), 'function: found "m"; expected an obj', id="name"),
    ],
)
def test_a_broken_block_is_refused(fields: Fields, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read(fields)


def test_version_1_has_no_such_block() -> None:
    with pytest.raises(FormatError, match="field 'analyzer' is missing"):
        read(numbers(), version=1)


def test_without_a_deployment_a_function_is_refused() -> None:
    config = {"format": 2, "kind": "vectorizer", "blocks": [numbers()]}
    with pytest.raises(FormatError, match="block 0: expected no function"):
        read_vectorizer(artifact_file(config, {}))


def test_what_is_no_function_of_the_deployment_is_refused() -> None:
    config = {"format": 2, "kind": "vectorizer", "blocks": [numbers()]}
    resolve: Any = lambda reference: reference and len  # noqa: E731
    with pytest.raises(FormatError, match="expected a function of the deployment"):
        read_vectorizer(artifact_file(config, {}), resolve=resolve)
