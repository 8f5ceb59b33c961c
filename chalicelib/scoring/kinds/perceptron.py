"""The form "perceptron": a multilayer perceptron.

    z = activation(bias + sum_j x_j weights_j)      the first layer; each next one is alike

The output of the last layer is "softmax" over all classes, or "logistic" with one number, the
second class's probability, if there are two. If a text can have several labels, it is "labels":
the logistic function for each label, whose score is the probability minus 0.5. Standard library
only, see `chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.scoring.classifier import logistic
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector

if TYPE_CHECKING:
    from array import array

MAX_HIDDEN_LAYERS = 16
MAX_UNITS = 4096
LARGEST_UNIT = 1e100
"""The largest number of a hidden unit, so that no score overflows."""

Activation = Callable[[list[float]], list[float]]


class Layer(NamedTuple):
    """A layer after the first: for each of its units the bias and the weights of those before."""

    bias: "array[float]"
    weights: "list[array[float]]"

    def values(self, before: Sequence[float]) -> list[float]:
        """Return bias + weights before."""
        return [
            bias + sum(map(mul, weights, before))
            for bias, weights in zip(self.bias, self.weights, strict=True)
        ]


class Perceptron(NamedTuple):
    """The layers; the first one's weights have a row for each column of the vector."""

    bias: "array[float]"
    weights: "array[float]"
    layers: list[Layer]
    activation: Activation
    output: Callable[[list[float]], Outcome]

    def outcome(self, vector: Vector) -> Outcome:
        """Return the output of the last layer."""
        values = self._first(vector)
        for layer in self.layers:
            values = layer.values(_bounded(self.activation(values)))
        return self.output(values)

    def _first(self, vector: Vector) -> list[float]:
        weights, width = self.weights, len(self.bias)
        # The products of one column each; the sums are over what all have in the same place.
        products = [
            map(mul, weights[column * width : (column + 1) * width], repeat(x))
            for column, x in vector.items()
        ]
        return [*map(sum, zip(self.bias, *products, strict=True))]


def _bounded(values: list[float]) -> list[float]:
    if max(values) > LARGEST_UNIT or min(values) < -LARGEST_UNIT:
        return [min(max(value, -LARGEST_UNIT), LARGEST_UNIT) for value in values]
    return values


ACTIVATIONS: Mapping[str, Activation] = {
    "identity": lambda values: values,
    "logistic": lambda values: [*map(logistic, values)],
    "tanh": lambda values: [*map(math.tanh, values)],
    "relu": lambda values: [value if value > 0.0 else 0.0 for value in values],
}


def _softmax(values: list[float]) -> Outcome:
    highest = max(values)
    positives = [math.exp(value - highest) for value in values]
    total = sum(positives)
    probabilities = tuple(positive / total for positive in positives)
    return Outcome(probabilities, probabilities)


def _logistic(values: list[float]) -> Outcome:
    second = logistic(values[0])
    return Outcome((1.0 - second, second), (1.0 - second, second))


def _labels(values: list[float]) -> Outcome:
    probabilities = tuple(map(logistic, values))
    return Outcome(tuple(value - 0.5 for value in probabilities), probabilities)


OUTPUTS = {"softmax": _softmax, "logistic": _logistic, "labels": _labels}


def read(reader: FormReader) -> Form:
    """Read a multilayer perceptron."""
    record = reader.record
    activation = ACTIVATIONS[record.text("activation", tuple(ACTIVATIONS))]
    output, last = record.text("output", tuple(OUTPUTS)), reader.classes
    if output == "logistic":
        if reader.classes != 2:
            reader.fail(f"the output is 'logistic' with {reader.classes} classes; expected 2")
        last = 1
    units = [*_hidden(reader), last]
    first = reader.floats("bias.0", units[0]), reader.floats("weights.0", reader.width, units[0])
    pairs = zip(units[1:], units, strict=False)
    layers = [_layer(reader, number, *sizes) for number, sizes in enumerate(pairs, 1)]
    return Perceptron(*first, layers, activation, OUTPUTS[output])


def _hidden(reader: FormReader) -> list[int]:
    """Return the number of units of each hidden layer."""
    sizes: list[int] = []
    for size in reader.record.items("hidden", 0, MAX_HIDDEN_LAYERS):
        if type(size) is not int or not 1 <= size <= MAX_UNITS:
            reader.fail(f"field 'hidden' has {size!r}; expected integers from 1 to {MAX_UNITS}")
        sizes.append(size)
    return sizes


def _layer(reader: FormReader, number: int, units: int, before: int) -> Layer:
    weights = reader.floats(f"weights.{number}", units, before)
    rows = [weights[first : first + before] for first in range(0, len(weights), before)]
    return Layer(reader.floats(f"bias.{number}", units), rows)
