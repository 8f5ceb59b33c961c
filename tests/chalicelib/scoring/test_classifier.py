"""A classifier file is checked, and its scores and probabilities follow the formulas."""

import math
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.classifier import Classifier, logistic, read_classifier
from tests.support.crafting import (
    Fields,
    Raw,
    classifier_config,
    classifier_file,
    f32,
    f64,
    sparse,
    u8,
    without,
)

WHERE = "classifier.safetensors"
EXTREMES = (-1e308, -1e4, -745.2, -0.0, 5e-324, 709.8, 1e4, 1e308)


def two(link: str = "softmax", **tensors: Raw) -> Classifier:
    return read_classifier(classifier_file(classifier_config(link=link), **tensors), 2)


def three(link: str) -> Classifier:
    config = classifier_config(classes=["a", "b", "c"], link=link)
    linear = f64(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, shape=[3, 2])
    return read_classifier(
        classifier_file(config, intercept=f64(0.25, 0.5, 0.75), linear=linear), 2
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"classes": ["ham"]}, "an array of 2 to 1000", id="one-class"),
        pytest.param({"classes": ["x"] * 1001}, "an array of 2 to 1000", id="1001-classes"),
        pytest.param({"classes": ["ham", "ham"]}, "an element twice", id="class-twice"),
        pytest.param({"classes": ["ham", 1]}, "only strings", id="class-type"),
        pytest.param({"classes": "ab"}, "expected an array", id="classes-type"),
        pytest.param({"link": "probit"}, "one of softmax, logistic, none", id="link"),
        pytest.param({"link": None}, "expected a string", id="link-null"),
        pytest.param({"kind": "vectorizer"}, "expected one of classifier", id="kind"),
        pytest.param({"format": 3}, "format is 3; this runtime reads 1 and 2", id="format"),
        pytest.param({"threshold": 0.5}, "unknown field 'threshold'", id="unknown-field"),
        pytest.param({"classes": ["a", "b", "c"]}, r"expected \[3\]", id="rows-of-3"),
    ],
)
def test_a_bad_configuration_is_refused(changes: Fields, message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: .*{message}"):
        read_classifier(classifier_file(classifier_config(**changes)), 2)


@pytest.mark.parametrize("field", ["classes", "format", "kind", "link"])
def test_a_configuration_with_a_missing_field_is_refused(field: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: field '{field}' is missing"):
        read_classifier(classifier_file(without(classifier_config(), field)), 2)


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        pytest.param({"intercept": f64(1.0, 2.0)}, r"'intercept'.*expected \[1\]", id="rows"),
        pytest.param({"linear": f64(1.0, 2.0)}, r"'linear' .*expected \[1, 2\]", id="flat"),
        pytest.param({"linear": f64(1.0, shape=[1, 1])}, r"expected \[1, 2\]", id="width"),
        pytest.param(
            {"linear": f64(1.0, 2.0, shape=[2, 1])}, r"expected \[1, 2\]", id="transposed"
        ),
        pytest.param({"linear": u8(b"ab")}, "and type 'B'", id="bytes"),
        pytest.param({"intercept": f64(math.nan)}, "'intercept'.*must be finite", id="nan"),
        pytest.param({"quadratic": f64(1.0)}, r"'quadratic' .*\[1, 2\]", id="quadratic-shape"),
        pytest.param(
            {"quadratic": f64(math.inf, 0.0, shape=[1, 2])},
            "must be finite",
            id="quadratic-infinite",
        ),
        pytest.param({"cubic": f64(1.0)}, "unknown tensor 'cubic'", id="unknown"),
    ],
)
def test_a_bad_tensor_is_refused(tensors: dict[str, Raw], message: str) -> None:
    with pytest.raises(FormatError, match=f"^{WHERE}: .*{message}"):
        read_classifier(classifier_file(None, **tensors), 2)


def test_a_classifier_for_another_vectorizer_is_refused() -> None:
    with pytest.raises(FormatError, match=r"shape \[1, 2\] and type 'd'; expected \[1, 3\]"):
        read_classifier(classifier_file(), 3)


def test_two_classes_score_zero_and_the_margin() -> None:
    assert two().scores(sparse({0: 1.0, 1: 0.5})) == (0.0, -0.5 + 2.0 * 1.0 - 1.0 * 0.5)


def test_a_quadratic_term_adds_the_square() -> None:
    quadratic = f64(0.25, 8.0, shape=[1, 2])
    assert two(quadratic=quadratic).scores(sparse({0: 3.0})) == (
        0.0,
        -0.5 + 2.0 * 3.0 + 0.25 * 3.0**2,
    )


def test_each_of_three_classes_has_its_own_row() -> None:
    expected = (0.25 + 1.0 * 2 + 2.0, 0.5 + 3.0 * 2 + 4.0, 0.75 + 5.0 * 2 + 6.0)
    assert three("softmax").scores(sparse({0: 2.0, 1: 1.0})) == expected


def test_the_zero_vector_scores_the_intercept() -> None:
    assert two().scores(sparse({})) == (0.0, -0.5)
    assert two(quadratic=f64(1.0, 1.0, shape=[1, 2])).scores(sparse({})) == (0.0, -0.5)
    assert three("none").scores(sparse({})) == (0.25, 0.5, 0.75)


def test_float32_tensors_are_read() -> None:
    narrow = two(linear=f32(0.1, 0.25, shape=[1, 2]), intercept=f32(0.5))
    assert narrow.scores(sparse({1: 2.0})) == (0.0, 0.5 + 0.25 * 2.0)
    assert narrow.scores(sparse({0: 1.0}))[1] == pytest.approx(0.6, abs=1e-7)


@pytest.mark.parametrize("link", ["softmax", "logistic"])
@pytest.mark.parametrize("margin", EXTREMES)
def test_probabilities_of_two_extreme_scores_are_finite(link: str, margin: float) -> None:
    assert_distribution(two(link).probabilities((0.0, margin)))


@pytest.mark.parametrize("link", ["softmax", "logistic"])
@pytest.mark.parametrize("score", EXTREMES)
def test_probabilities_of_three_extreme_scores_are_finite(link: str, score: float) -> None:
    assert_distribution(three(link).probabilities((score, -score, 1.0)))
    assert_distribution(three(link).probabilities((score, score, score)))


def assert_distribution(probabilities: Any) -> None:
    assert all(0.0 <= probability <= 1.0 for probability in probabilities)
    assert math.isclose(sum(probabilities), 1.0, rel_tol=1e-12)


@pytest.mark.parametrize("link", ["softmax", "logistic"])
def test_the_probability_of_two_classes_is_the_logistic_of_the_margin(link: str) -> None:
    assert two(link).probabilities((0.0, math.log(3))) == pytest.approx((1 / 4, 3 / 4))


def test_softmax_of_three_scores() -> None:
    scores = (math.log(1), math.log(2), math.log(5))
    assert three("softmax").probabilities(scores) == pytest.approx((1 / 8, 2 / 8, 5 / 8))


def test_logistic_of_three_scores_is_normalized_one_versus_rest() -> None:
    scores = (0.0, math.log(3), math.log(1 / 3))
    total = 1 / 2 + 3 / 4 + 1 / 4
    expected = (1 / 2 / total, 3 / 4 / total, 1 / 4 / total)
    assert three("logistic").probabilities(scores) == pytest.approx(expected)


def test_if_every_logistic_is_zero_the_classes_share_equally() -> None:
    assert three("logistic").probabilities((-1e4, -1e5, -1e6)) == (1 / 3, 1 / 3, 1 / 3)


def test_the_link_none_gives_no_probabilities() -> None:
    assert two("none").probabilities((0.0, 1.0)) is None
    assert three("none").probabilities((0.0, 1.0, 2.0)) is None


@pytest.mark.parametrize("score", [0.5, 3.0, 40.0, 709.0])
def test_logistic_of_opposite_scores_adds_up_to_one(score: float) -> None:
    assert logistic(score) + logistic(-score) == pytest.approx(1.0, abs=1e-15)


@pytest.mark.parametrize(
    ("margin", "threshold", "label"),
    [
        pytest.param(0.5, 0.0, "spam", id="above"),
        pytest.param(0.0, 0.0, "ham", id="at-the-threshold"),
        pytest.param(0.5, 0.5, "ham", id="at-another-threshold"),
        pytest.param(-0.5, -1.0, "spam", id="above-a-negative-threshold"),
    ],
)
def test_the_second_class_wins_above_the_threshold(
    margin: float, threshold: float, label: str
) -> None:
    assert two().label((0.0, margin), threshold) == label


def test_of_equal_highest_scores_the_first_wins() -> None:
    assert three("none").label((1.0, 2.0, 2.0), margin_threshold=9.0) == "b"


@pytest.mark.parametrize("classifier", [two(), two(quadratic=f64(0.25, 8.0, shape=[1, 2]))])
def test_contributions_and_intercept_add_up_to_the_score(classifier: Classifier) -> None:
    contributions = [
        classifier.contribution(0, column, value) for column, value in ((0, 3.0), (1, 0.5))
    ]
    assert -0.5 + sum(contributions) == classifier.scores(sparse({0: 3.0, 1: 0.5}))[1]


def test_a_contribution_uses_the_coefficients_of_its_row() -> None:
    assert three("none").contribution(2, 1, 2.0) == 6.0 * 2.0
