"""The form "trees": decision trees whose leaves add up to the scores.

    sum_j(x) = (start_j + sum_i value_j(leaf of tree i for x)) / divisor

A text has few of the columns, so most nodes of a path test a column that it lacks. The node at
which such a path continues is stored as the next one: the walk only looks for columns that the text
has. Standard library only, see `chalicelib.scoring.artifact`.

Example: of the nodes

    number   column   threshold   other
         0        7         0.5       3
         1        4         0.2      -1
         2     leaf                  -2
         3     leaf                  -3

a vector without columns 7 and 4 goes 0, 1, 2, and its leaf is number 1 (-2 is ~1). If column 4 is
above 0.2, its leaf is number 0 (-1 is ~0). If column 7 is above 0.5, its leaf is number 2.
"""

import math
from array import array
from functools import reduce
from operator import add
from typing import NamedTuple

from chalicelib.scoring.classifier import Classifier, logistic
from chalicelib.scoring.kinds.form import Form, FormReader, Outcome, Vector
from chalicelib.scoring.kinds.tree_nodes import Nodes, read_nodes

LINKS = ("softmax", "logistic", "identity", "each", "pairs")
"""How scores and probabilities follow from the sums.

"softmax" and "logistic" are those of format 1, of factor * sum. "identity": the sums are the
probabilities. "each": 1 / (1 + exp(-factor * sum)) for each class on its own. "pairs": two sums for
each class, the second is its probability; the score is the second minus the first.
"""

_PROBABILITIES = {
    link: Classifier((), link, 0, array("d"), array("d"), None).probabilities
    for link in ("softmax", "logistic")
}

LARGEST_FLOAT32_SUM = 1e38
LEAST_FACTOR = 1e-50
LARGEST_FACTOR = 1e50


class Trees(NamedTuple):
    """Trees, what their leaves add, and what the sums mean.

    `values` has the numbers of the leaves for each sum. If `turns` is true, tree i adds only to sum
    i modulo the number of sums. `init` has the probabilities that the sums start from, in place of
    `start`.
    """

    nodes: Nodes
    values: "tuple[array[float], ...]"
    turns: bool
    start: "array[float]"
    divisor: float
    link: str
    factor: float
    second_wins_ties: bool
    init: Form | None

    def outcome(self, vector: Vector) -> Outcome:
        """Walk all trees, add up the leaves, and turn the sums into scores and probabilities."""
        leaves = self.nodes.leaves(vector)
        start = self._initial(vector) if self.init else self.start
        # Not `sum`: from Python 3.12 on it is more exact, and so can decide a tie that the
        # training library has.
        plus = add if self.start.typecode == "d" else _float32_sum
        count, sums = len(start), []
        for number, initial in enumerate(start):
            value_of = self.values[0 if self.turns else number].__getitem__
            added = leaves[number::count] if self.turns else leaves
            sums.append(reduce(plus, map(value_of, added), initial) / self.divisor)
        return self._outcome(sums)

    def _outcome(self, sums: list[float]) -> Outcome:
        scores = tuple(sums)
        if self.link == "identity":
            return Outcome(scores, scores)
        if self.link == "pairs":
            pairs = [*zip(sums[::2], sums[1::2], strict=True)]
            return Outcome(tuple(has - no for no, has in pairs), tuple(has for _, has in pairs))
        if self.link == "each":
            return Outcome(scores, tuple(logistic(self.factor * score) for score in scores))
        if len(scores) <= 2:
            margin = scores[1] - scores[0] if len(scores) == 2 else scores[0]
            if self.second_wins_ties and margin == 0.0:
                margin = math.ulp(0.0)
            scores = (0.0, margin)
        scaled = tuple(self.factor * each for each in scores)
        return Outcome(scores, _PROBABILITIES[self.link](scaled))

    def _initial(self, vector: Vector) -> list[float]:
        """Return the sums at which the link gives the probabilities of `init`.

        With p limited to eps and 1 - eps: ln(p / (1 - p)) / factor for two classes, otherwise ln p
        minus its mean.
        """
        probabilities = self.init.outcome(vector).probabilities or ()  # type: ignore[union-attr]
        epsilon = math.ulp(1.0)
        limited = [min(max(p, epsilon), 1.0 - epsilon) for p in probabilities]
        if len(limited) == 2:
            return [math.log(limited[1] / (1.0 - limited[1])) / self.factor]
        logs = [*map(math.log, limited)]
        mean = sum(logs) / len(logs)
        return [each - mean for each in logs]


def _float32_sum(a: float, b: float) -> float:
    """Add two numbers of 32 bits as a processor does.

    >>> _float32_sum(16777216.0, 1.0)
    16777216.0
    """
    return array("f", (a + b,))[0]


def read(reader: FormReader) -> Form:
    """Read trees."""
    record = reader.record
    link = record.text("link", LINKS)
    turns = record.flag("turns")
    start = reader.floats("start", reader.length("start"))
    count, leaves = len(start), reader.length("value")
    nodes = read_nodes(reader, leaves)
    columns = 1 if turns else count
    values = reader.floats("value", leaves, columns)
    trees = Trees(
        nodes=nodes,
        values=tuple(values[number::columns] for number in range(columns)),
        turns=turns,
        start=start,
        divisor=_factor(reader, "divisor"),
        link=link,
        factor=_factor(reader, "factor"),
        second_wins_ties=record.text("ties", ("first", "second")) == "second",
        init=_read_init(reader) if "init" in record.fields() else None,
    )
    _check_sums(reader, trees, values)
    return trees


def _factor(reader: FormReader, name: str) -> float:
    value = reader.record.number(name)
    if not LEAST_FACTOR <= value <= LARGEST_FACTOR:
        reader.fail(f"{name} is {value}; expected {LEAST_FACTOR} to {LARGEST_FACTOR}")
    return value


def _read_init(reader: FormReader) -> Form:
    form = reader.child("init", reader.record.take("init"), reader.classes)
    if form.outcome({}).probabilities is None:
        reader.fail("form 'init' has no probabilities; expected some")
    return form


def _check_sums(reader: FormReader, trees: Trees, values: "array[float]") -> None:
    """Check that the sums fit the classes and the link, and cannot overflow."""
    sums, count, link = len(trees.start), len(trees.nodes.roots), trees.link
    expected = {2 * reader.classes} if link == "pairs" else {reader.classes}
    if link in ("softmax", "logistic") and reader.classes == 2:
        expected.add(1)
    if sums not in expected or (trees.turns and count % sums):
        reader.fail(
            f"found {sums} sums of {count} trees for {reader.classes} classes and the link "
            f"{link!r}; expected as many sums as classes, or twice as many with 'pairs'"
        )
    shares = link in ("identity", "pairs")
    if shares and not (min(values) >= 0.0 and max(values) <= 1.0 and trees.divisor == count):
        reader.fail("expected shares from 0 to 1, and the number of trees as the divisor")
    if shares and (any(trees.start) or trees.turns or trees.init):
        reader.fail("shares start at 0 and are added by each tree; expected no other start")
    if trees.init and (
        link not in _PROBABILITIES or sums != (reader.classes if reader.classes > 2 else 1)
    ):
        reader.fail("expected 'softmax' or 'logistic' with 'init', and one sum for two classes")
    largest = max(max(values), -min(values)) * count + max(max(trees.start), -min(trees.start))
    if trees.start.typecode == "f" and trees.init:
        reader.fail("expected sums in 64 bits with 'init'")
    if trees.start.typecode == "f" and largest > LARGEST_FLOAT32_SUM:
        reader.fail(f"sums in 32 bits can reach {largest}; expected at most {LARGEST_FLOAT32_SUM}")
