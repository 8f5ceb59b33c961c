"""Forms of several labels are scored as docs/format-2.md says, and damaged ones are refused."""

import struct
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from tests.support.crafting import (
    Fields,
    Raw,
    artifact_file,
    block,
    f64,
    manifest,
    vectorizer_file,
)

PAIR = {"kind": "linear", "link": "logistic", "presence": False}
SEVERAL = {"kind": "several", "take": "decision", "above": 0.0, "members": [PAIR, PAIR]}
CHAIN = {"kind": "chain", "passes": "label", "members": [PAIR, PAIR]}


def i32(*values: int) -> Raw:
    return Raw("I32", [len(values)], struct.pack(f"<{len(values)}i", *values))


# "free" speaks for the first label and "see" for the second.
TWO = {
    "form.0.intercept": f64(-1.0),
    "form.0.linear": f64(2.0, 0.0, shape=[1, 2]),
    "form.1.intercept": f64(-1.0),
    "form.1.linear": f64(0.0, 2.0, shape=[1, 2]),
}
# The label 1 comes first; the label 0 needs it.
LINKED = {
    "form.order": i32(1, 0),
    "form.0.intercept": f64(-1.0),
    "form.0.linear": f64(0.0, 2.0, shape=[1, 2]),
    "form.1.intercept": f64(-2.0),
    "form.1.linear": f64(1.0, 0.0, 1.5, shape=[1, 3]),
}


def classifier(form: Fields, tensors: dict[str, Raw], **changes: Any) -> bytes:
    config = {
        "format": 2,
        "kind": "classifier",
        "classes": ["urgent", "question"],
        "several": True,
        "link": "own",
        "features": {"kind": "blocks", "first": 0, "count": 1},
        "form": form,
    }
    return artifact_file(config | changes, tensors)


def model(form: Fields, tensors: dict[str, Raw], **changes: Any) -> Model:
    facts = {"classes": ["urgent", "question"], "several": True, "threshold": None}
    raw = classifier(form, tensors, **changes)
    return build_model(vectorizer_file(block()), raw, manifest(**facts))


@pytest.mark.parametrize(
    ("text", "labels"),
    [("free", ("urgent",)), ("see free", ("urgent", "question")), ("", ()), ("see", ("question",))],
)
def test_a_text_has_each_label_whose_score_is_above_0(text: str, labels: tuple[str, ...]) -> None:
    found = model(SEVERAL, TWO)
    assert found.predict(text) == labels
    label, probabilities = found.classify(text)
    assert label == labels
    assert probabilities is not None
    on = [name for name, each in zip(found.manifest.classes, probabilities, strict=True)
          if each > 0.5]  # fmt: skip
    assert tuple(on) == labels


def test_a_score_of_0_is_no_label() -> None:
    assert model(SEVERAL, TWO | {"form.0.intercept": f64(-2.0)}).predict("free") == ()


@pytest.mark.parametrize(
    ("changes", "score"),
    [({"above": 0.5}, 0.5), ({"take": "probabilities", "above": 0.5}, 0.2310585786300049)],
)
def test_what_is_taken_must_exceed_the_bound(changes: Fields, score: float) -> None:
    assert model(SEVERAL | changes, TWO).scores("free")[0] == pytest.approx(score, abs=1e-15)


@pytest.mark.parametrize(
    ("passes", "score"), [("label", 0.5), ("probabilities", 0.0966), ("decision", 0.5)]
)
def test_a_form_of_a_chain_sees_what_those_before_it_gave(passes: str, score: float) -> None:
    # Of "see free" the label 1 has the margin 1: it passes on 1, or 0.731, and the margin of the
    # label 0 is -2 + 1 + 1.5 times that.
    found = model(CHAIN | {"passes": passes}, LINKED)
    assert found.scores("see free") == pytest.approx((score, 1.0), abs=1e-4)
    assert found.scores("free")[0] == pytest.approx(
        {"label": -1.0, "probabilities": -0.5966, "decision": -2.5}[passes], abs=1e-4
    )


def test_without_probabilities_there_are_none() -> None:
    bare = PAIR | {"link": "none"}
    found = model(SEVERAL | {"members": [PAIR, bare]}, TWO, link="none")
    assert found.classify("free") == (("urgent",), None)


def test_a_single_label_is_on_or_off() -> None:
    tensors = {name: raw for name, raw in TWO.items() if name.startswith("form.0")}
    facts = {"classes": ["urgent"], "several": True, "threshold": None}
    raw = classifier(SEVERAL | {"members": [PAIR]}, tensors, classes=["urgent"])
    found = build_model(vectorizer_file(block()), raw, manifest(**facts))
    assert [found.predict(text) for text in ("free", "see")] == [("urgent",), ()]


def test_a_chain_passes_on_at_most_1e50() -> None:
    # The margin of 9e50 counts as 1e50, so that of the other label is -2 + 1e50 * 1e-50.
    tensors = LINKED | {"form.0.linear": f64(0.0, 1e50, shape=[1, 2])}
    tensors |= {"form.1.linear": f64(0.0, 0.0, 1e-50, shape=[1, 3])}
    assert model(CHAIN | {"passes": "decision"}, tensors).scores("see " * 9) == (-1.0, 1e50)


@pytest.mark.parametrize(
    ("form", "tensors", "changes", "message"),
    [
        pytest.param(SEVERAL, TWO, {"link": "softmax"}, "several is true and link is 'softmax'",
                     id="link"),
        pytest.param(SEVERAL | {"above": 0.4}, TWO, {}, "'above' is 0.4; expected 0 or 0.5",
                     id="above"),
        pytest.param(SEVERAL | {"take": "label"}, TWO, {}, "'take' is \"label\"", id="take"),
        pytest.param(SEVERAL | {"members": [PAIR]}, TWO, {}, "'members' is an array of 1",
                     id="members"),
        pytest.param(SEVERAL | {"order": 1}, TWO, {}, "unknown field 'order'", id="field"),
        pytest.param(SEVERAL | {"take": "probabilities",
                                "members": [PAIR, PAIR | {"link": "none"}]}, TWO, {},
                     "form '1' has 2 scores and no probabilities", id="no-probabilities"),
        pytest.param(CHAIN | {"passes": "score"}, LINKED, {}, "'passes' is \"score\"", id="passes"),
        pytest.param(CHAIN, LINKED | {"form.order": i32(1, 1)}, {}, "contains a number twice",
                     id="order-twice"),
        pytest.param(CHAIN, LINKED | {"form.order": i32(1, 2)}, {}, "'form.order'", id="high"),
        pytest.param(CHAIN, LINKED | {"form.1.linear": f64(1.0, 0.0, shape=[1, 2])}, {},
                     "'form.1.linear'", id="width"),
        pytest.param(CHAIN | {"members": [PAIR, SEVERAL]},
                     LINKED, {}, "form.1.0", id="nested"),
    ],
)  # fmt: skip
def test_a_damaged_form_is_refused(
    form: Fields, tensors: dict[str, Raw], changes: Fields, message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        model(form, tensors, **changes)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        pytest.param({"several": False}, "several is False; expected True", id="not-several"),
        pytest.param({"several": 1}, "'several' is 1; expected true or false", id="no-flag"),
        pytest.param({"several": True, "positive": "urgent"}, "positive is \"urgent\"; expected "
                     "null", id="positive"),
        pytest.param({"several": True, "threshold": 0.5}, "threshold is 0.5; expected null",
                     id="threshold"),
    ],
)  # fmt: skip
def test_a_manifest_must_agree(facts: Fields, message: str) -> None:
    fields = {"classes": ["urgent", "question"], "threshold": None} | facts
    with pytest.raises(FormatError, match=message):
        build_model(vectorizer_file(block()), classifier(SEVERAL, TWO), manifest(**fields))
