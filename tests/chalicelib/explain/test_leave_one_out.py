"""Leaving words out weighs them for any model; small explanations are computed by hand."""

from collections.abc import Callable

import pytest
from hypothesis import given

from chalicelib.errors import FunctionError
from chalicelib.explain.attribution import explain
from chalicelib.explain.display_words import display_words
from chalicelib.explain.explanation import Evidence
from chalicelib.explain.leave_one_out import MAX_SCORINGS, leave_each_out
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from tests.support.crafting import (
    artifact_file,
    block,
    classifier_config,
    classifier_file,
    f64,
    manifest,
    u8,
    vectorizer_file,
)
from tests.support.parity import any_text

LINEAR = {"kind": "linear", "link": "softmax", "presence": False}
FORM = {
    "format": 2,
    "several": False,
    "features": {"kind": "blocks", "first": 0, "count": 1},
    "form": LINEAR,
}


def model(*, classes: int = 2, positive: str | None = "spam") -> Model:
    """Return a model of format 2 that counts "free" and "see"."""
    names = ["ham", "spam", "odd"][:classes]
    tensors = {
        "form.intercept": f64(-0.5) if classes == 2 else f64(0.0, 1.0, -5.0),
        "form.linear": f64(2.0, -1.0, shape=[1, 2])
        if classes == 2
        else f64(0.0, 3.0, 2.0, 0.0, 0.0, 0.0, shape=[3, 2]),
    }
    raw = artifact_file(classifier_config(**FORM, classes=names), tensors)
    facts = manifest(classes=names, threshold=None, positive=positive)
    return build_model(vectorizer_file(block()), raw, facts)


def weights(found: tuple[Evidence, ...]) -> list[tuple[str, float]]:
    return [(word.text, word.weight) for word in found]


def test_a_small_explanation_computed_by_hand() -> None:
    # Both words "free" are left out at once: -0.5 + 2 * 2 - 1 = 2.5 becomes -1.5, so each gets 2.
    found = explain(model(), "FREE, see free")
    assert (found.label, found.method, found.favours) == ("spam", "leave-one-out", "spam")
    assert found.scores == {"ham": 0.0, "spam": 2.5}
    assert found.intercept == -0.5
    assert weights(found.evidence) == [("FREE", 2.0), (",", 0.0), ("see", -1.0), ("free", 2.0)]


def test_a_linear_model_over_plain_blocks_gets_the_same_weights_exactly() -> None:
    exact = build_model(vectorizer_file(), classifier_file(), manifest())
    text = "see what is free, Free for you to see"
    first, second = explain(exact, text), explain(model(), text)
    assert (first.method, second.method) == ("exact", "leave-one-out")
    assert weights(first.evidence) == weights(second.evidence)
    assert (first.intercept, first.probability) == (second.intercept, second.probability)


def test_a_linear_model_of_cleaned_texts_is_explained_by_leaving_words_out() -> None:
    cleaned = block(cleaning=[{"step": "upper"}, {"step": "lower"}])
    config = {"format": 2, "kind": "vectorizer", "blocks": [cleaned]}
    raw = artifact_file(config, {"block.0.terms": u8(b"free\nsee")})
    found = explain(build_model(raw, classifier_file(), manifest()), "Free see")
    assert found.method == "leave-one-out"
    assert weights(found.evidence) == [("Free", 2.0), ("see", -1.0)]


@pytest.mark.parametrize(
    ("positive", "favours", "weight"), [("ham", "ham", -2.0), (None, "spam", 2.0)]
)
def test_positive_weights_favour_the_positive_class(
    positive: str | None, favours: str, weight: float
) -> None:
    found = explain(model(positive=positive), "free")
    assert found.favours == favours
    assert weights(found.evidence) == [("free", weight)]


def test_with_more_classes_the_winner_is_weighed_against_the_second() -> None:
    # "see see free": ham 6, spam 1 + 2 = 3, odd -5. Without "see" the margin is 0 - 3.
    found = explain(model(classes=3, positive=None), "see see free")
    assert (found.label, found.favours) == ("ham", "ham")
    assert weights(found.evidence) == [("see", 3.0), ("see", 3.0), ("free", -2.0)]
    assert found.intercept == -1.0


def test_a_word_without_which_a_function_fails_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scores = Model.scores

    def failing(self: Model, text: str) -> tuple[float, ...]:
        if "see" not in text:
            raise FunctionError("parts.words: raised IndexError in line 3")
        return scores(self, text)

    monkeypatch.setattr(Model, "scores", failing)
    found = explain(model(), "see free")
    assert weights(found.evidence) == [("see", 0.0), ("free", 2.0)]
    assert found.intercept == 0.5


def counted(margin: Callable[[str], float]) -> tuple[list[str], Callable[[str], float]]:
    """Return a list that fills with the scored texts, and the margin that fills it."""
    scored: list[str] = []

    def count(text: str) -> float:
        scored.append(text)
        return margin(text)

    return scored, count


def test_a_space_takes_the_place_of_a_word() -> None:
    scored, margin = counted(len)
    leave_each_out("a-b \u4f60\u597d", margin)
    assert scored == [
        "a-b \u4f60\u597d",
        " -b \u4f60\u597d",
        "a b \u4f60\u597d",
        "a-  \u4f60\u597d",
        "a-b  \u597d",
        "a-b \u4f60 ",
    ]


def test_many_words_are_left_out_in_runs_of_neighbours() -> None:
    words = [f"w{number}" for number in range(250)]
    scored, margin = counted(lambda text: float("w4 " in text))
    found = leave_each_out(" ".join(words), margin)
    assert len(scored) == MAX_SCORINGS + 1
    # The words 2 to 4 are one run and divide its change.
    shares = {"w2": 1 / 3, "w3": 1 / 3, "w4": 1 / 3}
    assert dict(weights(found)) == dict.fromkeys(words, 0.0) | shares


def test_many_equal_words_need_one_scoring() -> None:
    scored, margin = counted(lambda text: float(text.count("!")))
    found = leave_each_out("!" * 5000, margin)
    assert len(scored) == 2
    assert {word.weight for word in found} == {1.0}


@given(text=any_text)
def test_any_text_has_its_display_words_as_evidence(text: str) -> None:
    scored, margin = counted(len)
    found = leave_each_out(text, margin)
    assert [(word.start, word.end) for word in found] == display_words(text)
    assert [word.text for word in found] == [text[word.start : word.end] for word in found]
    assert len(scored) <= MAX_SCORINGS + 1
