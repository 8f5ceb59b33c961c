"""Similarities to rows, and sketches of products, follow their formulas."""

import math
from typing import Any

import pytest

from chalicelib.errors import FormatError
from tests.support.crafting import Fields, Raw, f64, i32
from tests.support.feature_trees import columns, features, of, two

ROWS: dict[str, Raw] = {
    "offset": f64(1.0, -2.0),
    "matrix": f64(0.5, 0.0, 0.0, 0.25, shape=[2, 2]),
}
X = two(2.0, 4.0)  # u is 1 + 0.5 * 2 = 2 and -2 + 0.25 * 4 = -1


def similarities(kernel: str, **fields: Any) -> Fields:
    return of("similarities", kernel=kernel, **fields)


def sketch(**changes: Any) -> Fields:
    return of("sketch", **{"width": 3, "factors": 2, "constant": 0.5} | changes)


@pytest.mark.parametrize(
    ("node", "more", "expected"),
    [
        pytest.param(similarities("rbf"), {}, [1.0, math.exp(-1)], id="rbf"),
        pytest.param(similarities("sigmoid"), {}, [math.tanh(2), math.tanh(-1)], id="sigmoid"),
        pytest.param(similarities("poly", degree=3), {}, [8.0, -1.0], id="poly"),
        pytest.param(similarities("distance"), {}, [math.sqrt(2), 0.0], id="distance"),
        # 16 * 0.125 is 2 more for each.
        pytest.param(
            similarities("distance"), {"square": f64(0.0, 0.125)}, [2.0, 1.0], id="square"
        ),
        pytest.param(similarities("distance"), {"common": f64(1.0, 0.0)}, [2.0, 1.0], id="common"),
    ],
)
def test_similarities(node: Fields, more: dict[str, Raw], expected: list[float]) -> None:
    assert columns(features(node, **ROWS, **more), X) == pytest.approx(expected)


@pytest.mark.parametrize("kernel", ["rbf", "sigmoid", "distance", "poly"])
def test_similarities_are_finite_whatever_the_numbers(kernel: str) -> None:
    more = {"degree": 1000} if kernel == "poly" else {}
    big = {"offset": f64(1e50), "matrix": f64(1e50, -1e50, shape=[1, 2])}
    read = features(similarities(kernel, **more), **big, square=f64(1e50, -1e50))
    for x in (two(1e109, 1.0), two(0.0, 1e109)):
        assert all(map(math.isfinite, columns(read, x)))


def test_a_sketch_has_the_products_at_the_sums_of_their_places() -> None:
    # The sketches are (x_0 - x_1, 0, 0.5) and (0, x_0 + x_1 + 0.5, 0): -2 * 6.5 goes to 0 + 1, and
    # 0.5 * 6.5 to (2 + 1) mod 3.
    read = features(sketch(), places=i32(0, -1, 2, 1, 1, 1, shape=[2, 3]))
    assert columns(read, X) == [0.5 * 6.5, -2.0 * 6.5, 0.0]


def test_a_sketch_is_finite_whatever_the_numbers() -> None:
    read = features(sketch(factors=8), places=i32(*[0] * 24, shape=[8, 3]))
    assert columns(read, two(1e109, 1e109)) == [1e100, 0.0, 0.0]


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (similarities("cosine"), r"'kernel' is .cosine.; expected one of distance, poly, rbf, sig"),
        (similarities("poly", degree=1001), "'degree' is 1001; expected an integer from 0 to 1000"),
        (sketch(factors=17), "'factors' is 17; expected an integer from 1 to 16"),
        (sketch(width=4000), "2 factors and 4000 places; expected at most 10000000 products"),
    ],
)
def test_what_breaks_a_rule_is_refused(node: Fields, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        features(node, **ROWS)
