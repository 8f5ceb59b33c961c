"""The form "trees": how it is read, walked and added up, and each refusal of its reader."""

import math
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.artifact import read_artifact
from chalicelib.scoring.kinds import tree_nodes
from chalicelib.scoring.kinds.form_classifier import FormClassifier, build_form_classifier
from tests.support.crafting import Fields, Raw, artifact_file, f32, f64
from tests.support.tree_files import i32, vector_of

WIDTH = 9
LEAF = WIDTH

FORM: Fields = {
    "kind": "trees",
    "link": "logistic",
    "turns": True,
    "float32": True,
    "divisor": 1.0,
    "factor": 1.0,
    "ties": "first",
}
TENSORS: dict[str, Raw] = {
    "root": i32(0),
    "column": i32(7, 4, LEAF, LEAF),
    "threshold": f32(0.5, 0.2, 0.0, 0.0),
    "other": i32(3, -1, -2, -3),
    "value": f64(10.0, 20.0, 30.0, shape=[3, 1]),
    "start": f64(1.0),
}
"""The example of the module's docstring."""


def read(
    changes: Fields | None = None,
    tensors: dict[str, Raw] | None = None,
    classes: int = 2,
    link: str = "logistic",
) -> FormClassifier:
    """Read the example with changes."""
    form = FORM | (changes or {})
    config = {
        "format": 2,
        "kind": "classifier",
        "classes": [f"class {number}" for number in range(classes)],
        "several": False,
        "link": link,
        "features": {"kind": "blocks", "first": 0, "count": 1},
        "form": form,
    }
    named = {f"form.{name}": raw for name, raw in (TENSORS | (tensors or {})).items()}
    artifact = read_artifact(artifact_file(config, named), "c", "classifier")
    return build_form_classifier(artifact, [0, WIDTH])


@pytest.mark.parametrize(
    ("vector", "leaf"),
    [
        pytest.param({}, 20.0, id="absent"),
        pytest.param({4: 0.3}, 10.0, id="above"),
        pytest.param({4: 0.2}, 20.0, id="equal-in-32-bits"),
        pytest.param({4: 0.1, 7: 0.6}, 30.0, id="first-node"),
        pytest.param({4: 0.3, 7: 0.5, 1: 9.0}, 10.0, id="other-columns"),
        pytest.param({7: 1e50}, 30.0, id="beyond-32-bits"),
    ],
)
def test_a_vector_leads_to_its_leaf(vector: dict[int, float], leaf: float) -> None:
    assert read().scores(vector_of(vector)) == (0.0, 1.0 + leaf)


def test_a_negated_column_is_above_a_threshold_if_the_column_is_below() -> None:
    negated = {
        "column": i32(WIDTH + 1 + 7, LEAF),
        "threshold": f32(-0.5, 0.0),
        "other": i32(-1, -2),
    }
    classifier = read(tensors=negated)
    found = [classifier.scores(vector_of(vector))[1] for vector in ({7: 0.4}, {7: 0.5}, {})]
    assert found == [11.0, 21.0, 21.0]


def test_without_rounding_a_threshold_is_compared_in_64_bits() -> None:
    tensors = {"threshold": f64(0.5, 0.2, 0.0, 0.0)}
    above = math.nextafter(0.2, 1.0)
    found = [
        read({"float32": flag}, tensors).scores(vector_of({4: above}))[1] for flag in (False, True)
    ]
    assert found == [11.0, 11.0]
    assert read({"float32": False}, tensors).scores(vector_of({4: 0.2}))[1] == 21.0


def test_sums_in_32_bits_are_rounded_after_each_tree() -> None:
    ones = {"root": i32(*[-1] * 3), "value": f64(1.0, shape=[1, 1]), "start": f32(2.0**24)}
    nodes = {"column": i32(), "threshold": f32(), "other": i32()}
    assert read(tensors=ones | nodes).scores(vector_of({}))[1] == 2.0**24
    wide = ones | nodes | {"start": f64(2.0**24)}
    assert read(tensors=wide).scores(vector_of({}))[1] == 2.0**24 + 3.0


def leaves_only(*values: float, trees: int = 1, sums: int = 1) -> dict[str, Raw]:
    """Return the tensors of trees without a node, whose leaves add these numbers."""
    return {
        "root": i32(*[-1] * trees),
        "column": i32(),
        "threshold": f32(),
        "other": i32(),
        "value": f64(*values, shape=[1, len(values)]),
        "start": f64(*[0.0] * sums),
    }


@pytest.mark.parametrize(
    ("changes", "values", "classes", "scores", "probabilities"),
    [
        pytest.param({"link": "identity", "turns": False}, (0.25, 0.75), 2,
                     (0.25, 0.75), (0.25, 0.75), id="identity"),
        pytest.param({"link": "pairs", "turns": False}, (0.25, 0.75, 1.0, 0.0), 2,
                     (0.5, -1.0), (0.75, 0.0), id="pairs"),
        pytest.param({"link": "each", "turns": False, "factor": 2.0}, (0.0, math.log(2.0)), 2,
                     (0.0, math.log(2.0)), (0.5, 0.8), id="each"),
        pytest.param({"link": "softmax", "turns": False}, (1.0, 1.0 + math.log(3.0)), 2,
                     (0.0, math.log(3.0)), (0.25, 0.75), id="two-sums"),
        pytest.param({"link": "softmax", "turns": False, "divisor": 2.0, "factor": 2.0},
                     (0.0, 0.0, math.log(2.0)), 3, (0.0, 0.0, math.log(2.0) / 2),
                     (0.25, 0.25, 0.5), id="softmax"),
    ],
)  # fmt: skip
def test_a_link_turns_sums_into_scores_and_probabilities(
    changes: Fields,
    values: tuple[float, ...],
    classes: int,
    scores: tuple[float, ...],
    probabilities: tuple[float, ...],
) -> None:
    tensors = leaves_only(*values, sums=len(values))
    found = read(changes, tensors, classes, "own").scores(vector_of({}))
    assert found == pytest.approx(scores, rel=1e-15)
    assert found.probabilities == pytest.approx(probabilities, rel=1e-15)


@pytest.mark.parametrize(("ties", "label"), [("first", "class 0"), ("second", "class 1")])
def test_a_margin_of_0_is_a_tie_that_the_field_decides(ties: str, label: str) -> None:
    classifier = read({"ties": ties}, leaves_only(0.0))
    assert classifier.label(classifier.scores(vector_of({}))) == label


SHARES: Fields = {"link": "identity", "turns": False}


@pytest.mark.parametrize(
    ("changes", "tensors", "message"),
    [
        pytest.param({}, {"other": i32(1, 1, -2, -3)}, "leads to itself or to a node before",
                     id="itself"),
        pytest.param({}, {"other": i32(3, 0, -2, -3)}, "to a node before it", id="before"),
        pytest.param({}, {"other": i32(3, -1, 3, -3)}, "a leaf leads to a node", id="leaf"),
        pytest.param({}, {"other": i32(3, -1, -2, -4)}, "from -4 to 3; expected -3 to 3",
                     id="other"),
        pytest.param({}, {"column": i32(7, 4, LEAF, 4)}, "do not end with a leaf", id="no-leaf"),
        pytest.param({}, {"column": i32(7, 2 * WIDTH + 1, LEAF, LEAF)}, "expected 0 to 18",
                     id="column"),
        pytest.param({}, {"root": i32(1)}, "do not start with a tree's root", id="unused"),
        pytest.param({}, {"root": i32(-1)}, "do not start with a tree's root", id="only-leaf"),
        pytest.param({}, {"root": i32(0, 0)}, "overlap those of another", id="same-root"),
        pytest.param({}, {"root": i32(0, 2)}, "overlap those of another", id="overlap"),
        pytest.param({}, {"root": i32(0, 2), "column": i32(7, LEAF, 4, LEAF),
                          "other": i32(2, -1, -2, -3)}, "overlap those of another", id="into"),
        pytest.param({}, {"root": i32()}, "4 nodes of 0 trees", id="no-trees"),
        pytest.param({}, {"root": i32(4)}, "expected -3 to 3", id="root"),
        pytest.param({}, {"threshold": f32(0.5)}, "expected .4. and 'd' or 'f'", id="threshold"),
        pytest.param({}, {"value": f64(shape=[0, 1])}, "expected 0 to 3", id="no-leaves"),
        pytest.param({}, {"start": f64()}, "found 0 sums", id="no-sums"),
        pytest.param({}, {"start": f64(0.0, 0.0, 0.0)}, "found 3 sums of 1 trees for 2 classes",
                     id="sums"),
        pytest.param({}, {"start": f64(0.0, 0.0)}, "found 2 sums of 1 trees", id="turns"),
        pytest.param({"turns": False}, {"start": f64(0.0, 0.0)}, r"expected \[3, 2\]", id="rows"),
        pytest.param({"divisor": 0.0}, {}, "divisor is 0.0; expected 1e-50 to 1e\\+50",
                     id="divisor"),
        pytest.param({"factor": -1.0}, {}, "factor is -1.0", id="factor"),
        pytest.param({"ties": "none"}, {}, "expected one of first, second", id="ties"),
        pytest.param({"link": "none"}, {}, "expected one of softmax", id="link"),
        pytest.param({}, {"start": f32(0.0), "value": f64(1.0, 2.0, 1e38, shape=[3, 1]),
                          "root": i32(0, -1)}, "sums in 32 bits can reach 2e", id="overflow"),
        pytest.param(SHARES | {"divisor": 2.0}, leaves_only(0.5, 0.5, sums=2),
                     "the number of trees as the divisor", id="mean"),
        pytest.param(SHARES, leaves_only(-0.5, 1.5, sums=2), "expected shares from 0 to 1",
                     id="shares"),
        pytest.param(SHARES, leaves_only(0.5, 0.5, sums=2) | {"start": f64(0.0, 1.0)},
                     "shares start at 0", id="start"),
    ],
)  # fmt: skip
def test_a_form_that_breaks_a_rule_is_refused(
    changes: Fields, tensors: dict[str, Raw], message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        read(changes, tensors)


def test_too_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_nodes, "MAX_NODES", 3)
    with pytest.raises(FormatError, match="found 4 nodes of 1 trees; expected at most 3"):
        read()


def with_init(link: str) -> tuple[dict[str, Any], dict[str, Raw]]:
    """Return a form "init" whose margin is 2, and its tensors."""
    tensors = {"init.intercept": f64(2.0), "init.linear": f64(*[0.0] * WIDTH, shape=[1, WIDTH])}
    return {"init": {"kind": "linear", "link": link, "presence": False}}, tensors


def test_sums_start_from_the_probabilities_of_another_form() -> None:
    form, tensors = with_init("logistic")
    classifier = read(form | {"factor": 2.0}, tensors, link="own")
    # The margin m that has the same probability: logistic(2 m) = logistic(2).
    assert classifier.scores(vector_of({}))[1] == pytest.approx(1.0 + 20.0, rel=1e-15)


@pytest.mark.parametrize(
    ("changes", "tensors", "link", "message"),
    [
        pytest.param({}, {}, "none", "form 'init' has no probabilities", id="no-probabilities"),
        pytest.param({"turns": False}, leaves_only(0.0, 0.0, sums=2), "softmax", "one sum for two",
                     id="two-sums"),
        pytest.param({"turns": False, "link": "each"}, leaves_only(0.0, 0.0, sums=2), "softmax",
                     "expected 'softmax' or 'logistic'", id="each"),
        pytest.param({}, {"start": f32(1.0)}, "softmax", "64 bits", id="32-bits"),
    ],
)  # fmt: skip
def test_an_init_that_does_not_fit_is_refused(
    changes: Fields, tensors: dict[str, Raw], link: str, message: str
) -> None:
    form, own = with_init(link)
    with pytest.raises(FormatError, match=message):
        read(form | changes, own | tensors)
