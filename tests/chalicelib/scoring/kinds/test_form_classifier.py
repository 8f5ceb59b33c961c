"""A classifier of format 2: its threshold, and forms that do not give what the link says."""

import math

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.classifier import read_classifier
from tests.chalicelib.scoring.test_golden_2 import GOLDEN
from tests.support.crafting import f64
from tests.support.form_files import form_classifier

FORM = {"kind": "linear", "link": "softmax", "presence": False}
TENSORS = {"intercept": f64(0.5), "linear": f64(1.0, shape=[1, 1])}


@pytest.mark.parametrize(
    ("link", "threshold", "positive", "margin"),
    [
        pytest.param("softmax", None, None, 0.0, id="no-threshold"),
        pytest.param("softmax", 0.75, None, math.log(3), id="softmax"),
        pytest.param("identity", 0.75, None, 0.5, id="identity"),
        pytest.param("identity", 0.5, "class 0", -5e-324, id="first-is-positive"),
    ],
)
def test_a_threshold_is_a_margin(
    link: str, threshold: float | None, positive: str | None, margin: float
) -> None:
    classifier = form_classifier(FORM, TENSORS, 1, link)
    assert classifier.margin_at(threshold, positive) == pytest.approx(margin, abs=1e-300)


def test_a_threshold_without_probabilities_that_decide_is_refused() -> None:
    classifier = form_classifier(FORM, TENSORS, 1, "own")
    with pytest.raises(FormatError, match="expected null, because the classifier's labels do not"):
        classifier.margin_at(0.5)


def test_a_form_without_the_probabilities_of_the_link_is_refused() -> None:
    with pytest.raises(FormatError, match=r"2 scores and 0 probabilities; .* link is 'own'"):
        form_classifier(FORM | {"link": "none"}, TENSORS, 1, "own")


def test_the_reader_of_format_1_refuses_format_2() -> None:
    with pytest.raises(FormatError, match="format is 2; expected 1"):
        read_classifier((GOLDEN / "classifier.safetensors").read_bytes(), 1)
