"""Follow functions of single columns that are linear in pieces: bins, categories and quantiles."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chalicelib.scoring.features.pieces import MAX_FUNCTIONS
from train.errors import InputError
from train.export.space import Floats, plain_space
from train.export.steps.stream import Stream
from train.export.steps.tree import Tree
from train.export.steps.walker import Walker

Numbers = Sequence[float] | NDArray[Any]


class Piece(NamedTuple):
    """A function of a column: its knots, and what it is below, at and above each."""

    column: int
    at: Numbers
    left: Numbers
    value: Numbers
    right: Numbers


def _over(step: Any, stream: Stream, pieces: Iterable[Piece], dense: bool) -> Stream:
    made, compact = [*pieces], stream.compact()
    if not 1 <= len(made) <= MAX_FUNCTIONS:
        raise InputError(
            f"{type(step).__name__} that makes {len(made)} columns is not supported; expected 1 to "
            f"{MAX_FUNCTIONS}"
        )
    arrays = {
        "column": np.array([piece.column for piece in made], dtype=np.int32),
        "starts": np.cumsum([0, *(len(piece.at) for piece in made)]).astype(np.int32),
        **{
            name: np.concatenate([np.asarray(getattr(piece, name), float) for piece in made])
            for name in ("at", "left", "value", "right")
        },
    }
    tree = Tree("pieces", len(made), {}, arrays, (compact.tree,))
    return Stream(tree, plain_space(len(made), dense))


def _check_exact(step: Any, stream: Stream, walker: Walker, between: bool = False) -> None:
    """Refuse columns of which a rounding error could decide on which side of a knot they are.

    Counts, and numbers of a function, are those of scikit-learn to the last bit, unless they are
    scaled. With `between`, no knot is a number of a training text, unless that is a count.
    """
    blocks, kinds, wanted = [], set(), 0
    for tree in _nodes(stream.tree):
        kinds.add(tree.kind)
        first, count = tree.fields.get("first", 0), tree.fields.get("count", 0)
        blocks += walker.blocks[first : first + count]
        wanted += count
    counted = [block.counts or "numbers" in block.config for block in blocks]
    known = len(blocks) == wanted  # within another estimator, a walker has none
    unscaled = bool((stream.space.scale == 1.0).all()) and not stream.space.shift.any()
    is_exact = known and unscaled and kinds <= {"blocks", "union"} and all(counted)
    is_smooth = "project" in kinds or (known and not any(counted))
    if not is_exact and not (between and is_smooth):
        raise InputError(
            f"{type(step).__name__} over columns that are weighted, scaled or projected, or within "
            "another estimator, is not supported, because a rounding error decides what a text "
            "becomes that repeats a training text; expected counts, or numbers of a function"
            + (", or strategy='uniform' or 'kmeans'" if hasattr(step, "strategy") else "")
        )


def _nodes(tree: Tree) -> Iterator[Tree]:
    yield tree
    for each in tree.of:
        yield from _nodes(each)


def _bins(step: Any, stream: Stream, walker: Walker) -> Stream:
    """Take the number of the bin, or for each bin whether it is the one."""
    _check_exact(step, stream, walker, between=step.strategy != "quantile")
    pieces: list[Piece] = []
    for column, edges in enumerate(step.bin_edges_):
        numbers = _numbers(column, np.asarray(edges, dtype=np.float64)[1:-1])
        if step.encode == "ordinal":
            pieces.append(numbers)
        else:
            pieces += (_is(numbers, number) for number in range(int(step.n_bins_[column])))
    return _over(step, stream, pieces, step.encode != "onehot")


def _numbers(column: int, inner: Floats) -> Piece:
    """Return how many of the inner edges are at x or below."""
    knots = np.unique(inner) if len(inner) else np.zeros(1)
    left, right = (np.searchsorted(inner, knots, side) for side in ("left", "right"))
    return Piece(column, knots, left, right, right)


def _is(piece: Piece, number: int) -> Piece:
    """Return 1 where a function makes this number, else 0."""
    left, value, right = (
        [float(each == number) for each in made] for made in (piece.left, piece.value, piece.right)
    )
    return Piece(piece.column, piece.at, left, value, right)


def _one_hot(step: Any, stream: Stream, walker: Walker) -> Stream:
    """Take for each category whether it is the one."""
    _check_exact(step, stream, walker)
    pieces: list[Piece] = []
    for column, categories in enumerate(_categories(step)):
        dropped = None if step.drop_idx_ is None else step.drop_idx_[column]
        pieces += (
            Piece(column, [each], [0.0], [1.0], [0.0])
            for number, each in enumerate(categories)
            if number != dropped
        )
    return _over(step, stream, pieces, not step.sparse_output)


def _ordinal(step: Any, stream: Stream, walker: Walker) -> Stream:
    """Take the number of the category; scikit-learn fails at others, or has a number for them."""
    _check_exact(step, stream, walker)
    other = step.unknown_value if step.handle_unknown == "use_encoded_value" else 0
    if not np.isfinite(other):
        raise InputError(
            f"OrdinalEncoder(unknown_value={other}) is not supported; expected a finite number"
        )
    pieces = []
    for column, categories in enumerate(_categories(step)):
        others = np.full(len(categories), float(other))
        pieces.append(Piece(column, categories, others, np.arange(len(categories)), others))
    return _over(step, stream, pieces, True)


def _categories(step: Any) -> list[Floats]:
    """Return the categories of each column, in ascending order."""
    found = [[*each] for each in step.categories_]
    numbers = all(isinstance(each, Real) and isfinite(float(each)) for own in found for each in own)
    if not numbers or getattr(step, "_infrequent_enabled", False):
        raise InputError(
            f"{type(step).__name__} is supported for finite numbers without min_frequency and "
            "max_categories only; of categories that are words, expected "
            "CountVectorizer(token_pattern=r'(?s)\\A.*\\Z', lowercase=False)"
        )
    return [np.asarray(each, dtype=np.float64) for each in found]


def _quantiles(step: Any, stream: Stream, walker: Walker) -> Stream:
    """Take the share of the quantiles below x; of equal ones, the mean."""
    _check_exact(step, stream, walker)
    if step.output_distribution != "uniform" or not stream.is_dense:
        raise InputError(
            f"QuantileTransformer(output_distribution={step.output_distribution!r}) of "
            f"{'dense' if stream.is_dense else 'sparse'} rows is not supported; expected 'uniform' "
            "and dense rows, by a step before it such as lambda rows: rows.toarray()"
        )
    shares = step.references_
    knots = [np.unique(each) for each in step.quantiles_.T]
    table = np.zeros((max(map(len, knots)), stream.count))
    for column, own in enumerate(knots):
        table[: len(own), column] = own
    values = step.transform(table)
    pieces = []
    for column, (own, all_of) in enumerate(zip(knots, step.quantiles_.T, strict=True)):
        left = shares[np.searchsorted(all_of, own, "left")]
        right = shares[np.searchsorted(all_of, own, "right") - 1]
        pieces.append(Piece(column, own, left, values[: len(own), column], right))
    return _over(step, stream, pieces, True)


STEPS = {
    "sklearn.KBinsDiscretizer": _bins,
    "sklearn.OneHotEncoder": _one_hot,
    "sklearn.OrdinalEncoder": _ordinal,
    "sklearn.QuantileTransformer": _quantiles,
}
