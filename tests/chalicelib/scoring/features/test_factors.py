"""Topics and factors follow their formulas, and the readers refuse what breaks a rule."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.special import digamma as exact_digamma

from chalicelib.errors import FormatError
from chalicelib.scoring.features.topics import digamma
from tests.support.crafting import Fields, Raw, f64
from tests.support.feature_trees import columns, features, of, two

EMPTY = two(0.0, 0.0)
ONE: Fields = {"components": f64(2.0, 1.0, shape=[2, 1])}
GRAM: Fields = {"gram": f64(5.0, shape=[1, 1])}
FROBENIUS: Fields = {"loss": "frobenius", "stop": "error"}
KL: Fields = {"loss": "kullback-leibler", "stop": "change"}


def topics(**changes: Any) -> Fields:
    fields = {"width": 2, "steps": 100, "prior": 0.5, "tolerance": 1e-9}
    return of("topics", **fields | changes)


def coordinate(**changes: Any) -> Fields:
    fields = {"width": 1, "steps": 9, "l1": 0.0, "tolerance": 1e-4}
    return of("coordinate", **fields | changes)


def multiplicative(**changes: Any) -> Fields:
    fields = {"width": 1, "steps": 30, "l1": 0.0, "l2": 0.0, "start": 0.5, "tolerance": 1e-4}
    return of("multiplicative", **fields | changes)


@pytest.mark.parametrize("x", [1e-9, 0.02, 0.5, 1.0, 3.0, 5.9, 6.0, 40.0, 1e9])
def test_digamma_is_as_precise_as_scikit_learns(x: float) -> None:
    assert digamma(x) == pytest.approx(float(exact_digamma(x)), abs=1e-8, rel=1e-8)


def test_terms_of_one_topic_make_a_text_of_this_topic() -> None:
    read = features(topics(), topics=f64(1.0, 0.0, 1.0, 0.0, shape=[2, 2]))
    # gamma is the prior plus the counts: 0.5 + 7 and 0.5.
    assert columns(read, two(3.0, 4.0)) == pytest.approx([7.5 / 8, 0.5 / 8])
    assert columns(read, two(-3.0, 0.0)) == columns(read, EMPTY) == [0.5, 0.5]


@pytest.mark.parametrize(
    ("node", "tensors", "expected"),
    [
        # The one factor is x H^T / (H H^T): (2 * 3 + 1 * 4) / 5.
        pytest.param(coordinate(), GRAM, 2.0, id="coordinate"),
        pytest.param(coordinate(l1=5.0), GRAM, 1.0, id="coordinate-l1"),
        pytest.param(coordinate(l1=50.0), GRAM, 0.0, id="coordinate-zero"),
        pytest.param(coordinate(steps=1), {"gram": f64(0.0, shape=[1, 1])}, 0.0, id="no-row"),
        pytest.param(multiplicative(**FROBENIUS), GRAM, 2.0, id="frobenius"),
        # The first factor is sqrt(start * (3 + 4)).
        pytest.param(
            multiplicative(**FROBENIUS, l1=5.0, steps=1), GRAM,
            3.5**0.5 * 10 / (5 * 3.5**0.5 + 5), id="penalty",
        ),
        pytest.param(
            multiplicative(**FROBENIUS, tolerance=0), GRAM, 2.0, id="frobenius-all-steps"
        ),
        # With the divergence it is the sum of x divided by the sum of H: 7 / 3.
        pytest.param(multiplicative(**KL), {"totals": f64(3.0)}, 7 / 3, id="divergence"),
        pytest.param(
            multiplicative(**{**KL, "stop": "error"}, tolerance=0), {"totals": f64(3.0)}, 7 / 3,
            id="divergence-all-steps",
        ),
        pytest.param(
            multiplicative(**KL, l2=1e50), {"totals": f64(3.0)}, 0.0, id="divergence-vanishes"
        ),
    ],
)  # fmt: skip
def test_one_factor(node: Fields, tensors: dict[str, Raw], expected: float) -> None:
    read = features(node, **ONE, **tensors)
    assert columns(read, two(3.0, 4.0)) == pytest.approx([expected], abs=1e-4)
    assert columns(read, EMPTY) == [0.0]


@pytest.mark.parametrize("stop", ["change", "error"])
@pytest.mark.parametrize("big", [1e50, 1e-300, 0.0])
def test_factors_are_finite_whatever_the_numbers(stop: str, big: float) -> None:
    numbers = f64(big, 1e50, 1e50, big, shape=[2, 2])
    gram = f64(1e-300, big, big, 1e-300, shape=[2, 2])
    more: Fields = {"width": 2, "start": 1e300, "tolerance": 0.0}
    for node, tensors in (
        (coordinate(width=2), {"gram": gram}),
        (multiplicative(loss="frobenius", stop=stop, **more), {"gram": gram}),
        (multiplicative(loss="kullback-leibler", stop=stop, **more), {"totals": f64(big, big)}),
        (topics(), {}),
    ):
        name = "components" if tensors else "topics"
        read = features(node, **tensors, **{name: numbers})
        for text in (two(1e109, 1e-300), two(1e-300, 0.0)):
            assert all(map(math.isfinite, columns(read, text)))


def test_a_loss_below_zero_by_rounding_ends_nothing() -> None:
    # The gram is smaller than it can be, so the loss at the factor 4 is below 0.
    read = features(multiplicative(**FROBENIUS, steps=10), **ONE, gram=f64(2.5, shape=[1, 1]))
    assert np.isfinite(columns(read, two(3.0, 4.0))).all()


@pytest.mark.parametrize(
    ("node", "tensors", "message"),
    [
        pytest.param(topics(width=0), {}, "'width' is 0; expected an integer", id="width"),
        pytest.param(topics(steps=10**5), {}, "2 topics and 100000 steps; exp", id="lda-work"),
        pytest.param(topics(prior=0), {"topics": f64(*[1.0] * 4, shape=[2, 2])},
                     "'prior' is 0.0; expected 1e-50 or more", id="prior"),
        pytest.param(topics(), {"topics": f64(1.0, -1.0, 1.0, 1.0, shape=[2, 2])},
                     "tensor 'topics' has the number -1.0; expected 0 or", id="negative"),
        pytest.param(coordinate(width=500, steps=100), {},
                     "500 factors and 100 steps; expected a product", id="cd-work"),
        pytest.param(multiplicative(**{**KL, "loss": "cosine"}), {},
                     "'loss' is .cosine.; expected one of frobenius, kul", id="loss"),
        pytest.param(multiplicative(**{**KL, "stop": "soon"}), {**ONE, "totals": f64(3.0)},
                     "'stop' is .soon.; expected one of change, error", id="stop"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused(node: Fields, tensors: dict[str, Raw], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        features(node, **tensors)
