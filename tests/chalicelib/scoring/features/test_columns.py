"""Columns that are taken, multiplied or changed by pieces follow their formulas."""

import math
from itertools import combinations, combinations_with_replacement
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.features.products import rank
from tests.support.crafting import Fields, Raw, f64, i32
from tests.support.feature_trees import ALL, BLOCKS, columns, features, of, two

LINE: dict[str, Raw] = {
    "column": i32(0, 0),
    "starts": i32(0, 3, 4),
    "at": f64(-1.0, 1.0, 3.0, 2.0),
    "left": f64(10.0, 20.0, 30.0, 5.0),
    "value": f64(11.0, 22.0, 33.0, 6.0),
    "right": f64(12.0, 24.0, 36.0, 7.0),
}


def products(**changes: Any) -> Fields:
    fields = {"low": 1, "high": 2, "constant": True, "repeats": True}
    return of("products", **fields | changes)


@pytest.mark.parametrize("repeats", [True, False])
@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_combination_has_the_number_that_itertools_lists_it_at(
    repeats: bool, length: int
) -> None:
    ways = combinations_with_replacement if repeats else combinations
    listed = [*ways(range(5), length)]
    assert [rank(each, 5, repeats) for each in listed] == [*range(len(listed))]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (products(), [1.0, 3.0, -4.0, 9.0, -12.0, 16.0]),
        (products(low=2, constant=False, repeats=False), [-12.0]),
    ],
)
def test_products(node: Fields, expected: list[float]) -> None:
    assert columns(features(node), BLOCKS) == expected


def test_products_of_an_empty_vector_are_the_constant() -> None:
    assert features(products()).vector(two(0.0, 0.0)[1:] * 2) == {0: 1.0}


def test_products_and_powers_are_finite_whatever_the_numbers() -> None:
    node = features(products(high=8))
    power = features(of("power"), exponents=f64(-1e50, 1e50))
    for x in (two(1e109, -1e109), two(-1e109, 1e109)):
        assert all(map(math.isfinite, [*columns(node, x), *columns(power, x)]))


def test_taken_columns_have_their_order() -> None:
    read = features(of("taken", ALL), columns=i32(2, 0))
    assert columns(read, BLOCKS) == [0.5, 3.0]


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (-2.0, 10.0), (-1.0, 11.0), (0.0, 16.0), (1.0, 22.0), (1.5, 25.5), (2.0, 27.0),
        (3.0, 33.0), (4.0, 36.0),
    ],
)  # fmt: skip
def test_a_function_is_linear_between_its_knots(x: float, expected: float) -> None:
    other = 5.0 if x < 2.0 else 6.0 if x == 2.0 else 7.0
    assert columns(features(of("pieces"), **LINE), two(x, 8.0)) == pytest.approx([expected, other])


def test_powers() -> None:
    read = features(of("power"), exponents=f64(0.0, 2.0))
    assert columns(read, two(3.0, -4.0)) == pytest.approx([math.log(4.0), -math.log(5.0)])


@pytest.mark.parametrize(
    ("node", "tensors", "message"),
    [
        (of("taken"), {"columns": i32(0, 0)}, "one column or more, each once"),
        (of("taken"), {"columns": i32()}, "one column or more, each once"),
        (products(high=9), {}, "'high' is 9; expected an integer from 1 to 8"),
        (products(low=0), {}, "'low' is 0; expected an integer from 1 to 8"),
        (of("pieces"), {"column": i32()}, "found 0 functions; expected 1 to 100000"),
        (of("pieces"), LINE | {"column": i32(1, 0)}, "tensor 'column' must ascend"),
        (of("pieces"), LINE | {"starts": i32(0, 0, 4)}, "'starts' must ascend from 0 to 4, the"),
        (of("pieces"), LINE | {"at": f64(1.0, 1.0, 3.0, 2.0)}, "knots of each function must asc"),
    ],
)
def test_what_breaks_a_rule_is_refused(node: Fields, tensors: dict[str, Raw], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        features(node, **tensors)


def test_too_many_products_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.scoring.features.products.MAX_PRODUCTS", 5)
    with pytest.raises(FormatError, match="found 6 products; expected at most 5"):
        features(products())
