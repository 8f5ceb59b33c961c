"""The form "perceptron": its reader refuses what breaks a rule, and no score overflows."""

import math

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.kinds.form_classifier import FormClassifier
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.crafting import Fields, Raw, f64
from tests.support.form_files import form_classifier

TENSORS = {
    "weights.0": f64(1.0, 2.0, 3.0, 4.0, shape=[2, 2]),
    "bias.0": f64(0.0, -8.0),
    "weights.1": f64(1.0, 5.0, shape=[1, 2]),
    "bias.1": f64(-3.0),
}


def network(fields: Fields | None = None, classes: int = 2, **tensors: Raw) -> FormClassifier:
    """Read a network of two columns and two hidden units."""
    form = {"kind": "perceptron", "activation": "relu", "hidden": [2], "output": "logistic"}
    return form_classifier(form | (fields or {}), TENSORS | tensors, 2, "identity", classes)


def test_each_layer_is_the_activation_of_the_one_before() -> None:
    # x = (3, 0): the hidden units are 3 and 6 - 8, which relu makes 0; 3 - 3 is the logit.
    assert network().scores([BlockVector([0], [3.0], 1.0)]) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("fields", "classes", "tensors", "message"),
    [
        pytest.param({"activation": "swish"}, 2, {}, "field 'activation'", id="activation"),
        pytest.param({"output": "exp"}, 2, {}, "field 'output'", id="output"),
        pytest.param({}, 3, {}, "'logistic' with 3 classes; expected 2", id="classes"),
        pytest.param({"hidden": [1] * 17}, 2, {}, "array of 0 to 16 elements", id="layers"),
        pytest.param({"hidden": [4097]}, 2, {}, "integers from 1 to 4096", id="units"),
        pytest.param({"hidden": [True]}, 2, {}, "'hidden' has True", id="not-a-number"),
        pytest.param({"hidden": [3]}, 2, {}, r"expected \[3\]", id="shape"),
        pytest.param({"hidden": []}, 2, {}, r"expected \[1\]", id="no-hidden"),
        pytest.param({"hidden": [2, 2]}, 2, {}, r"'form.weights.1' has shape \[1, 2\]", id="next"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_refused(
    fields: Fields, classes: int, tensors: dict[str, Raw], message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        network(fields, classes, **tensors)


@pytest.mark.parametrize("output", ["logistic", "softmax"])
@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
def test_no_score_overflows(activation: str, output: str) -> None:
    last = 1 if output == "logistic" else 2
    layers = {f"weights.{number}": f64(*[1e50] * 4, shape=[2, 2]) for number in range(4)} | {
        f"bias.{number}": f64(-1e50, 1e50) for number in range(4)
    }
    layers |= {
        "weights.4": f64(*[1e50, -1e50] * last, shape=[last, 2]),
        "bias.4": f64(*[1e50] * last),
    }
    fields = {"activation": activation, "output": output, "hidden": [2] * 4}
    scores = network(fields, 2, **layers).scores([BlockVector([0, 1], [1e125, -1e124], 1.0)])
    assert all(map(math.isfinite, scores))
