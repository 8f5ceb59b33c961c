"""A model is built from files that belong together; its threshold decides between two classes."""

from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from tests.support.crafting import (
    classifier_config,
    classifier_file,
    f64,
    manifest,
    vectorizer_file,
)

THREE = ["a", "b", "c"]


def model(**changes: Any) -> Model:
    """Return a model whose margin is -0.5, plus 2 for each 'free', minus 1 for each 'see'."""
    return build_model(vectorizer_file(), classifier_file(), manifest(**changes))


def model_of_three(link: str) -> Model:
    linear = f64(1.0, 0.0, 0.0, 1.0, 0.0, 0.0, shape=[3, 2])
    config = classifier_config(classes=THREE, link=link)
    raw = classifier_file(config, intercept=f64(0.0, 0.0, 0.0), linear=linear)
    return build_model(vectorizer_file(), raw, manifest(classes=THREE, threshold=None))


@pytest.mark.parametrize(
    "classes",
    [
        pytest.param(["spam", "ham"], id="swapped"),
        pytest.param(["ham", "eggs"], id="renamed"),
    ],
)
def test_classes_that_differ_from_the_manifests_are_refused(classes: list[str]) -> None:
    with pytest.raises(FormatError, match="classes ham, spam; the manifest names"):
        model(classes=classes)


def test_a_threshold_for_a_classifier_without_probabilities_is_refused() -> None:
    raw = classifier_file(classifier_config(link="none"))
    with pytest.raises(FormatError, match=r"threshold is 0\.5; expected null, because"):
        build_model(vectorizer_file(), raw, manifest(threshold=0.5))


def test_artifacts_that_do_not_belong_together_are_refused() -> None:
    wide = classifier_file(linear=f64(1.0, 2.0, 3.0, shape=[1, 3]))
    with pytest.raises(FormatError, match=r"classifier\.safetensors: tensor 'linear' has shape"):
        build_model(vectorizer_file(), wide, manifest())


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        pytest.param(
            classifier_file(), classifier_file(), r"vectorizer\.safetensors: .*'kind'", id="first"
        ),
        pytest.param(
            vectorizer_file(), vectorizer_file(), r"classifier\.safetensors: .*'kind'", id="second"
        ),
    ],
)
def test_swapped_artifacts_are_refused(first: bytes, second: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        build_model(first, second, manifest())


@pytest.mark.parametrize(
    ("text", "margin", "label"),
    [
        pytest.param("free", 1.5, "spam", id="above"),
        pytest.param("see", -1.5, "ham", id="below"),
        pytest.param("", -0.5, "ham", id="empty"),
    ],
)
def test_the_margin_decides_between_two_classes(text: str, margin: float, label: str) -> None:
    assert model().scores(text) == (0.0, margin)
    assert model().predict(text) == label


def test_a_margin_of_zero_goes_to_the_first_class() -> None:
    even = build_model(vectorizer_file(), classifier_file(intercept=f64(0.0)), manifest())
    assert even.scores("") == (0.0, 0.0)
    assert even.predict("") == "ham"


@pytest.mark.parametrize(
    ("threshold", "label"),
    [
        pytest.param(5e-324, "spam", id="lowest"),
        pytest.param(0.81, "spam", id="below-the-probability"),
        pytest.param(0.82, "ham", id="above-the-probability"),
        pytest.param(1 - 2**-53, "ham", id="highest"),
        pytest.param(None, "spam", id="none-is-a-margin-of-0"),
    ],
)
def test_the_threshold_moves_the_label(threshold: float | None, label: str) -> None:
    moved = model(threshold=threshold)
    probabilities = moved.classifier.probabilities(moved.scores("free"))
    assert probabilities == pytest.approx((0.18242552, 0.81757448))
    assert moved.predict("free") == label


@pytest.mark.parametrize("link", ["softmax", "logistic", "none"])
def test_the_highest_of_three_scores_wins(link: str) -> None:
    assert model_of_three(link).predict("see see free") == "b"


def test_the_first_of_equal_scores_wins() -> None:
    assert model_of_three("none").scores("see free") == (1.0, 1.0, 0.0)
    assert model_of_three("none").predict("see free") == "a"


def test_a_model_without_a_link_gives_only_labels() -> None:
    raw = classifier_file(classifier_config(link="none"))
    bare = build_model(vectorizer_file(), raw, manifest(threshold=None))
    assert bare.predict("free") == "spam"
    assert bare.classifier.probabilities(bare.scores("free")) is None
