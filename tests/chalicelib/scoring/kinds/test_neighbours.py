"""The form "neighbours": its reader refuses what breaks a rule, and no score overflows."""

import math

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.kinds.form_classifier import FormClassifier
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.crafting import Fields, Raw, f64
from tests.support.form_files import form_classifier, i32

TENSORS = {
    "labels": i32(0, 1, 1),
    "without": i32(0),
    "lengths": f64(1.0, 4.0, 9.0),
    "square": f64(1.0, 1.0),
    "starts": i32(0, 2, 3),
    "rows": i32(0, 1, 2),
    "values": f64(-2.0, -4.0, -6.0),
}
"""The rows (1, 0), (2, 0) and (0, 3)."""
SCALED = {"square": None, "scale": f64(1.0, 1.0)}
COSINE = {"lengths": None}


def neighbours(fields: Fields | None = None, **tensors: Raw | None) -> FormClassifier:
    """Read nearest neighbours over two columns; None removes a tensor."""
    form = {"kind": "neighbours", "metric": "euclidean", "weights": "uniform", "count": 1}
    form |= {"ties": "first"} | (fields or {})
    found = {name: tensor for name, tensor in (TENSORS | tensors).items() if tensor is not None}
    return form_classifier(form, found, 2, "identity")


@pytest.mark.parametrize(
    ("x", "weights", "scores"),
    [
        pytest.param((0.5, 0.0), "uniform", (0.5, 0.5), id="uniform"),
        pytest.param((0.5, 0.0), "distance", (0.75, 0.25), id="distance"),
        pytest.param((2.0, 0.0), "distance", (0.0, 1.0), id="equal-to-a-row"),
    ],
)
def test_the_nearest_rows_vote(
    x: tuple[float, ...], weights: str, scores: tuple[float, ...]
) -> None:
    read = neighbours({"count": 2, "weights": weights}, without=i32(0, 1))
    assert read.scores([BlockVector([0, 1], x, 1.0)]) == pytest.approx(scores)


def test_a_row_can_divide_its_vote() -> None:
    shares = f64(1.0, 0.25, 0.0, 0.0, 0.75, 0.0, shape=[2, 3])
    read = neighbours({"count": 2}, without=i32(2, 2), labels=None, shares=shares)
    assert read.scores([BlockVector([0], [0.5], 1.0)]) == (0.625, 0.375)
    assert read.scores([BlockVector([], [], 1.0)]) == (0.5, 0.5)


def test_a_text_without_a_known_term_has_the_neighbours_of_the_file() -> None:
    assert neighbours(without=i32(2)).scores([BlockVector([], [], 1.0)]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("fields", "tensors", "message"),
    [
        pytest.param({"metric": "hamming"}, {}, "field 'metric'", id="metric"),
        pytest.param({"weights": "rank"}, {}, "field 'weights'", id="weights"),
        pytest.param({"ties": "last"}, {}, "field 'ties'", id="ties"),
        pytest.param({}, {"marks": i32(0, 1, 2, 0, 0, 0, shape=[3, 2])}, "expected 0 to 1",
                     id="mark"),
        pytest.param({"count": 4}, {}, "an integer from 1 to 3", id="count"),
        pytest.param({}, {"labels": i32()}, "0 rows; expected 1 to 100000", id="rows"),
        pytest.param({}, {"labels": i32(0, 1, 2)}, "expected 0 to 1", id="label"),
        pytest.param({}, {"without": i32(3)}, "expected 0 to 2", id="without"),
        pytest.param({}, {"without": i32(0, 1)}, r"expected \[1\]", id="without-count"),
        pytest.param({}, {"lengths": f64(1.0)}, r"expected \[3\]", id="lengths"),
        pytest.param({}, {"square": f64(1.0, -1.0)}, "-1.0; expected 0 or more", id="square"),
        pytest.param({"metric": "manhattan"}, SCALED | {"scale": f64(-2.0, 1.0)},
                     "number -2.0; expected 0 or more", id="scale"),
        pytest.param({"metric": "manhattan"},
                     SCALED | {"starts": None, "rows": None, "values": None,
                               "matrix": f64(*[1.0] * 6, shape=[3, 2])},
                     "found the tensor 'matrix'", id="matrix"),
        pytest.param({"metric": "cosine"}, {}, "unknown tensor 'form.lengths'", id="cosine"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_refused(
    fields: Fields, tensors: dict[str, Raw | None], message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        neighbours(fields, **tensors)


@pytest.mark.parametrize("x", [1e125, 1e-300, -1e125])
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(
    ("metric", "tensors"),
    [("euclidean", {}), ("manhattan", SCALED | {"scale": f64(1e50, 0.0)}), ("cosine", COSINE)],
)
def test_no_score_overflows(
    metric: str, tensors: dict[str, Raw | None], sign: float, x: float
) -> None:
    large = {"values": f64(*[sign * 1e50] * 3), "square": f64(1e50, 0.0)} | tensors
    if metric != "cosine":
        large["lengths"] = f64(1e50, -1e50, 0.0)
    read = neighbours({"metric": metric, "weights": "distance", "count": 2},
                      without=i32(0, 1), **large)  # fmt: skip
    assert all(map(math.isfinite, read.scores([BlockVector([0, 1], [x, x], 1.0)])))
