"""An explanation adds up to the margin for every classifier; small ones are computed by hand."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from chalicelib.explain.attribution import explain
from chalicelib.explain.display_words import display_words
from chalicelib.explain.explanation import Evidence, Explanation
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from chalicelib.scoring.sparse_vector import entries
from tests.support.classifiers import CLASSIFIERS, fitted
from tests.support.crafting import Raw, block, classifier_config, classifier_file, f64, manifest, u8
from tests.support.crafting import vectorizer_file as file_of
from tests.support.examples import examples
from tests.support.parity import LABELS, TEXTS, THIRD, any_text
from train.recipes.default_vectorizer import make_vectorizer
from train.registry.bundle import Bundle

THREE = ["a", "b", "c"]


def assert_explains(model: Model, text: str) -> None:
    """Assert that the evidence is the text's display words and adds up within 1e-9 of its scale."""
    explanation = explain(model, text)
    scores = model.scores(text)
    best, next_best = sorted(scores, reverse=True)[:2]
    margin = scores[1] - scores[0] if len(scores) == 2 else best - next_best
    total = explanation.intercept + sum(item.weight for item in explanation.evidence)
    assert abs(total - margin) <= 1e-9 * scale_of(model, text)
    spans = [(item.start, item.end) for item in explanation.evidence]
    assert spans == display_words(text)
    assert [item.text for item in explanation.evidence] == [text[a:b] for a, b in spans]


def scale_of(model: Model, text: str) -> float:
    classifier, vector = model.classifier, model.vectorizer.transform(text)
    assert isinstance(classifier, Classifier)
    contributions = [
        classifier.contribution(row, column, value)
        for row in range(len(classifier.intercept))
        for column, value in entries(vector)
    ]
    return max(1.0, *map(abs, [*model.scores(text), *classifier.intercept, *contributions]))


def union() -> FeatureUnion:
    """Return the default recipe's two blocks and one of characters across words."""
    across = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), strip_accents="unicode")
    return FeatureUnion([*make_vectorizer().transformer_list, ("across", across)])


@pytest.fixture(scope="module", params=[LABELS, THIRD], ids=["two-classes", "three-classes"])
def labels(request: pytest.FixtureRequest) -> list[str]:
    return list(request.param)


WITH_UNION = ("gaussian", "calibrated-svm")
CASES = [(name, None) for name in CLASSIFIERS] + [(name, union) for name in WITH_UNION]


@pytest.fixture(
    scope="module",
    params=CASES,
    ids=[f"{name}-{'union' if vectorizer else 'words'}" for name, vectorizer in CASES],
)
def model(request: pytest.FixtureRequest, labels: list[str]) -> Model:
    name, vectorizer = request.param
    export, *_ = fitted(
        clone(CLASSIFIERS[name]), labels, None if vectorizer is None else vectorizer()
    )
    classes = list(export.read_classifier.classes)
    return Model(
        manifest(classes=classes, threshold=None),
        export.read_vectorizer,
        export.read_classifier,
        0.0,
        export.scores,
    )


@pytest.mark.no_cover
def test_known_texts_add_up(model: Model) -> None:
    for text in TEXTS[:-1]:
        assert_explains(model, text)


@pytest.mark.no_cover
@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=any_text)
def test_any_text_adds_up(model: Model, text: str) -> None:
    assert_explains(model, text)


@pytest.mark.no_cover
def test_label_probability_and_scores_equal_the_models(model: Model) -> None:
    for text in TEXTS[:3]:
        explanation = explain(model, text)
        classes = model.classifier.classes
        probabilities = model.classifier.probabilities(model.scores(text))
        assert explanation.label == model.predict(text)
        assert explanation.scores == dict(zip(classes, model.scores(text), strict=True))
        known = dict(zip(classes, probabilities or [None] * len(classes), strict=True))
        assert explanation.probability == known[str(explanation.label)]


@pytest.mark.parametrize(
    "text", [TEXTS[-1][:20_000], "a" * 20_000, "\u4f60" * 20_000], ids=["words", "one-word", "han"]
)
def test_a_very_long_text_adds_up(default_bundle: Bundle, text: str) -> None:
    files = default_bundle.files
    model = build_model(
        files["vectorizer.safetensors"], files["classifier.safetensors"], default_bundle.manifest
    )
    assert_explains(model, text)


def by_hand(
    terms: bytes = b"free\nsee", *, classifier: bytes | None = None, **changes: Any
) -> Model:
    """Return a model whose margin is -0.5, plus 2 for the first term, minus 1 for the second."""
    raw = file_of(block(**changes), tensors={"block.0.terms": u8(terms)})
    return build_model(raw, classifier or classifier_file(), manifest())


def weights(explanation: Explanation) -> list[tuple[str, float]]:
    return [(item.text, item.weight) for item in explanation.evidence]


def characters(kind: str, least: int, most: int) -> dict[str, Any]:
    return {"analyzer": kind, "ngram_range": [least, most], "token_pattern": None}


def normalizer(**rules: Any) -> dict[str, Any]:
    return {"normalizer": {"characters": {}, "replacements": [], "measures": []} | rules}


def test_a_small_explanation_computed_by_hand() -> None:
    # Margin: -0.5 + 2 * 2 - 1 = 2.5; each of the two words 'free' gets half of 2 * 2.
    assert explain(by_hand(), "FREE, see free") == Explanation(
        label="spam",
        probability=1 / (1 + math.exp(-2.5)),
        scores={"ham": 0.0, "spam": 2.5},
        favours="spam",
        method="exact",
        intercept=-0.5,
        evidence=(
            Evidence("FREE", 0, 4, 2.0),
            Evidence(",", 4, 5, 0.0),
            Evidence("see", 6, 9, -1.0),
            Evidence("free", 10, 14, 2.0),
        ),
    )


def test_the_threshold_decides_the_label_and_changes_no_weight() -> None:
    model = build_model(file_of(), classifier_file(), manifest(threshold=0.9))
    explanation = explain(model, "free")
    assert explanation.label == "ham"
    assert explanation.probability == 1 - 1 / (1 + math.exp(-1.5))
    assert (explanation.intercept, weights(explanation)) == (-0.5, [("free", 2.0)])


@pytest.mark.parametrize(
    ("terms", "changes", "text", "expected"),
    [
        pytest.param(b"free\nwin free", {"ngram_range": [1, 2]}, "win: Free",
                     [("win", -3 / 7), (":", 0.0), ("Free", 2 - 4 / 7)],
                     id="two-words-in-proportion-to-their-lengths"),
        pytest.param(b"e n\now", characters("char", 2, 3), "one  now",
                     [("one", 1.0), ("now", 1.0 - 1.0)], id="characters-across-words"),
        pytest.param(b" fr\n now", characters("char_wb", 3, 4), "Fr now",
                     [("Fr", 2.0), ("now", -1.0)], id="padding-has-no-weight"),
        pytest.param(b" \nz", characters("char", 1, 1), "a b!",
                     [("a", 2 / 3), ("b", 2 / 3), ("!", 2 / 3)], id="white-space-is-shared"),
        pytest.param(b"\xe4\xbd\xa0\xe5\xa5\xbd\nz", characters("char", 2, 2), "你好!",
                     [("你", 1.0), ("好", 1.0), ("!", 0.0)], id="without-spaces"),
        pytest.param(b"i\xcc\x87a\nz", characters("char", 3, 3), "\u0130a b",
                     [("\u0130a", 2.0), ("b", 0.0)], id="lower-case-is-longer"),
        pytest.param(b"fi\nea", characters("char", 2, 2) | {"strip_accents": "unicode"},
                     "\ufb01 \u2764\ufe0f e\u0301.a",
                     [("\ufb01", 2.0), ("\u2764\ufe0f", 0.0), ("e\u0301", 0.0), (".", 0.0),
                      ("a", 0.0)], id="ligature"),
        pytest.param(b"link\nz", normalizer(replacements=[["www\\S+", " link "]]), "go www.x",
                     [("go", 0.0), ("www", 1.2), (".", 0.4), ("x", 0.4)],
                     id="replacement-covers-its-match"),
        pytest.param(b"ab\nz", normalizer(replacements=[["12 3", "ab"]]), "12 3",
                     [("12", 4 / 3), ("3", 2 / 3)], id="white-space-in-a-match-has-no-weight"),
        pytest.param(b"<capitals 1>\n<length 0>",
                     normalizer(measures=[["capitals", [0.2]], ["length", [9.0]]]), "No OK!",
                     [("No", 2 / 3 - 2 / 5), ("OK", 4 / 3 - 2 / 5), ("!", -1 / 5)],
                     id="text-statistics"),
        pytest.param(b"free\nsee", normalizer(characters={"\u0435": "e"}), "fr\u0435\u0435",
                     [("fr\u0435\u0435", 2.0)], id="disguised"),
    ],
)  # fmt: skip
def test_each_share_goes_to_the_covered_characters(
    terms: bytes, changes: dict[str, Any], text: str, expected: list[tuple[str, float]]
) -> None:
    explanation = explain(by_hand(terms, **changes), text)
    assert [item.text for item in explanation.evidence] == [word for word, _ in expected]
    actual = [item.weight for item in explanation.evidence]
    assert actual == pytest.approx([weight for _, weight in expected])
    assert explanation.intercept == -0.5


def test_without_words_every_share_goes_to_the_intercept() -> None:
    explanation = explain(by_hand(b" \nz", **characters("char", 1, 1)), " \t")
    assert (explanation.evidence, explanation.intercept) == ((), 1.5)


def test_the_square_term_is_included() -> None:
    raw = classifier_file(quadratic=f64(0.5, 0.25, shape=[1, 2]))
    # 'free' occurs twice: 2 * 2 + 0.5 * 2**2 = 6, half for each word; 'see' occurs once: -1 + 0.25.
    explanation = explain(by_hand(classifier=raw), "free free see")
    assert weights(explanation) == [("free", 3.0), ("free", 3.0), ("see", -0.75)]


def model_of_three(linear: Raw, intercept: Raw) -> Model:
    config = classifier_config(classes=THREE, link="none")
    raw = classifier_file(config, intercept=intercept, linear=linear)
    return build_model(file_of(), raw, manifest(classes=THREE, threshold=None))


def test_with_three_classes_the_margin_is_winner_minus_runner_up() -> None:
    model = model_of_three(f64(1.0, 0.0, 0.0, 5.0, 3.0, 0.0, shape=[3, 2]), f64(0.25, 0.5, -1.0))
    # With 'free free see': a = 2.25, b = 5.5, c = 5.0; b wins over c.
    explanation = explain(model, "free free see")
    assert (explanation.label, explanation.probability) == ("b", None)
    assert explanation.scores == {"a": 2.25, "b": 5.5, "c": 5.0}
    assert explanation.intercept == 1.5
    assert weights(explanation) == [("free", -3.0), ("free", -3.0), ("see", 5.0)]


def test_if_scores_are_equal_the_first_class_wins_and_the_second_is_runner_up() -> None:
    model = model_of_three(f64(1.0, 0.0, 1.0, 2.0, 1.0, 4.0, shape=[3, 2]), f64(0.0, 0.0, 0.0))
    explanation = explain(model, "free")
    assert (explanation.label, explanation.intercept) == ("a", 0.0)
    assert weights(explanation) == [("free", 0.0)]
    assert explain(model, "see see free").label == "c"
