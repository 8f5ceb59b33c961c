"""The form "perceptron": a multilayer perceptron, whose scores are its probabilities.

    z = activation(bias + sum_j x_j weights_j)      the first layer; each next one is alike

The last layer has the output "softmax" over all classes; "logistic" with one number, the second
class's probability, if there are two classes; or "labels" with a number for each label, if a text
can have several. The scores of labels are the probabilities minus 0.5. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from operator import add, mul
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
    output: Callable[[list[float]], tuple[float, ...]]
    above: float

    def outcome(self, vector: Vector) -> Outcome:
        """Return the probabilities, also as the scores, minus `above`."""
        values = self._first(vector)
        for layer in self.layers:
            values = layer.values(_bounded(self.activation(values)))
        probabilities = self.output(values)
        if self.above:
            return Outcome(tuple(each - self.above for each in probabilities), probabilities)
        return Outcome(probabilities, probabilities)

    def _first(self, vector: Vector) -> list[float]:
        sums, width = [*self.bias], len(self.bias)
        for column, x in vector.items():
            row = self.weights[column * width : (column + 1) * width]
            sums = [*map(add, sums, map(mul, row, repeat(x)))]
        return sums


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


def _softmax(values: list[float]) -> tuple[float, ...]:
    highest = max(values)
    positives = [math.exp(value - highest) for value in values]
    total = sum(positives)
    return tuple(positive / total for positive in positives)


def _pair(values: list[float]) -> tuple[float, ...]:
    second = logistic(values[0])
    return (1.0 - second, second)


def _each(values: list[float]) -> tuple[float, ...]:
    return tuple(map(logistic, values))


def read(reader: FormReader) -> Form:
    """Read a multilayer perceptron."""
    record = reader.record
    activation = ACTIVATIONS[record.text("activation", tuple(ACTIVATIONS))]
    output, last = _softmax, reader.classes
    kind = record.text("output", ("labels", "logistic", "softmax"))
    if kind == "labels":
        output = _each
    elif kind == "logistic":
        if reader.classes != 2:
            reader.fail(f"the output is 'logistic' with {reader.classes} classes; expected 2")
        output, last = _pair, 1
    units = [*_hidden(reader), last]
    first = reader.floats("bias.0", units[0]), reader.floats("weights.0", reader.width, units[0])
    pairs = zip(units[1:], units, strict=False)
    layers = [_layer(reader, number, *sizes) for number, sizes in enumerate(pairs, 1)]
    return Perceptron(*first, layers, activation, output, 0.5 if kind == "labels" else 0.0)


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
