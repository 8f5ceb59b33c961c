"""The default recipe: its classes, its threshold, its terms and its options."""

import re
from dataclasses import replace

import pytest
from sklearn.svm import LinearSVC

from tests.support.recipes import HAM, NEWS, SPAM, exported, fit, labels
from train.defaults import RANDOM_STATE
from train.errors import InputError
from train.recipes import default as default_recipe
from train.recipes.catalog import PROBABILITY_IF_MUCH, RECIPES
from train.recipes.default import fit_default
from train.recipes.default_options import DEFAULT, RecipeOptions, suited
from train.recipes.default_vectorizer import make_vectorizer
from train.recipes.feature_pruning import widths_of
from train.recipes.text_rules import SHAPES, SPELT_OUT, UNSEEN
from train.recipes.tutorial import HALF
from train.unwanted import Unwanted, unwanted_of


def test_the_default_recipe_refuses_a_class_of_one_text_and_names_it() -> None:
    message = "class 'spam' has 1 text to train on after the split; recipe 'default' needs at least"
    with pytest.raises(InputError, match=message):
        fit("default", HAM, SPAM[:1])


def test_the_default_recipe_calibrates_on_two_texts_of_a_class() -> None:
    assert exported(fit("default", HAM, SPAM[:2])).read_classifier.link == "logistic"


@pytest.mark.parametrize(
    ("texts", "alike"), [pytest.param(2, True, id="few"), pytest.param(10, False, id="enough")]
)
def test_the_calibration_has_fewer_folds_if_a_class_has_few_texts(
    texts: int, alike: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_five = exported(fit("default", HAM * 2, (SPAM * 2)[:texts])).classifier
    monkeypatch.setattr(default_recipe, "CALIBRATION_FOLDS", 2)
    of_two = exported(fit("default", HAM * 2, (SPAM * 2)[:texts])).classifier
    assert (of_five == of_two) is alike


def test_the_default_threshold_is_the_probability_at_which_the_svm_is_undecided() -> None:
    fitted = fit("default", HAM, SPAM[:3])
    vectors = fitted.vectorizer.transform(HAM + SPAM[:3])
    svm = LinearSVC(C=DEFAULT.c, random_state=RANDOM_STATE)
    svm.fit(vectors, ["ham"] * 5 + ["spam"] * 3)
    texts = HAM + SPAM + NEWS + [f"{one} {other}" for one in HAM for other in SPAM]
    expected = svm.predict(fitted.vectorizer.transform(texts)).tolist()
    assert labels(fitted, texts) == expected
    assert set(expected) == {"ham", "spam"}
    assert fitted.threshold != pytest.approx(HALF, abs=0.01)


@pytest.mark.parametrize("most", [40, 100])
def test_the_default_recipe_keeps_only_the_heaviest_terms(most: int) -> None:
    fitted = fit_default(HAM + SPAM, ["ham"] * 5 + ["spam"] * 5, RecipeOptions(terms=most))
    assert sum(widths_of(fitted.vectorizer)) == fitted.classifier.coef_.shape[1] == most
    assert exported(fitted).read_vectorizer.width == most
    assert labels(fitted, [HAM[0], SPAM[0]]) == ["ham", "spam"]


CHARACTERS, WORDS = (block.analyzer for _, block in make_vectorizer().transformer_list)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        pytest.param("call 0909 now", "0000", id="digits"),
        pytest.param("a \uff11\u0663", "00", id="digits-of-any-script"),
        pytest.param("b4 2moro", "0moro", id="digit-in-a-word"),
        pytest.param("see www.shop.example/now!", "<link>", id="www"),
        pytest.param("HTTPS://x.y/z?a=1", "<link>", id="scheme"),
        pytest.param("go to my-shop.co.uk", "<link>", id="domain"),
        pytest.param("win \u00a31,000.50 cash", "<money>", id="pounds"),
        pytest.param("$ 5", "<money>", id="space-after-the-sign"),
        pytest.param("only 150p per text", "<pence>", id="pence"),
        pytest.param("at 1.50 ppm", "<pence>", id="pence-per-minute"),
        pytest.param("now!", "!", id="punctuation"),
        pytest.param("lamp now", "lamp now", id="pair-of-words"),
        pytest.param("HELLO", "<capitals 6>", id="capitals"),
    ],
)
def test_the_block_of_words_has_a_term_for_each_shape(text: str, shape: str) -> None:
    assert shape in WORDS(text)


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        pytest.param("the harbour", "harb", True, id="within-a-word"),
        pytest.param("lamp now", "p n", False, id="not-across-words"),
        pytest.param("call 09", " 09", True, id="digits-as-they-are"),
    ],
)
def test_the_block_of_characters_looks_within_words(text: str, term: str, found: bool) -> None:
    assert (term in CHARACTERS(text)) is found


PIECES = ("a", "a ", "a.", "a.a..", "a-", "1", "1.", "1.1 p", "1 ", "-", "_", "www.", "\u00a3 ")
RULES = {"unseen": UNSEEN, "spelt-out": SPELT_OUT} | dict(
    zip(("link", "money", "pence", "digit"), SHAPES, strict=True)
)


@pytest.mark.parametrize(
    ("pattern", "piece"),
    [
        pytest.param(
            pattern,
            piece,
            id=f"{name}-of-{piece!a}",
        )
        for name, (pattern, _) in RULES.items()
        for piece in PIECES
    ],
)
def test_no_pattern_takes_forever_on_a_long_text(pattern: str, piece: str) -> None:
    assert isinstance(re.sub(pattern, "", (piece * 200_000)[:200_000]), str)


@pytest.mark.parametrize(
    ("recipe", "threshold", "counts", "positive", "expected"),
    [
        pytest.param("default", 0.5, {"ham": 7, "spam": 3}, "spam", 0.7, id="much"),
        pytest.param("default", 0.8, {"ham": 7, "spam": 3}, "spam", 0.7, id="much-and-high"),
        pytest.param("default", 0.5, {"ham": 8, "spam": 2}, "spam", 0.5, id="little"),
        pytest.param("default", 0.5, {"news": 7, "sport": 3}, "sport", 0.5, id="not-unwanted"),
        pytest.param("default", 0.5, {"pos": 7, "neg": 3}, None, 0.5, id="none"),
        pytest.param("default", None, {"a": 1, "b": 1, "spam": 9}, "spam", None, id="several"),
        pytest.param("tutorial", 0.5, {"ham": 7, "spam": 3}, "spam", 0.5, id="tutorial"),
    ],
)
def test_where_there_is_much_spam_ham_is_not_blocked_lightly(
    recipe: str,
    threshold: float | None,
    counts: dict[str, int],
    positive: str | None,
    expected: float | None,
) -> None:
    assert RECIPES[recipe].threshold(threshold, unwanted_of(counts, positive)) == expected


MUCH = replace(DEFAULT, c=DEFAULT.c_if_much, terms=DEFAULT.terms_otherwise, common=1, binary=False)
NEITHER = replace(MUCH, c=DEFAULT.c, copies=False)


@pytest.mark.parametrize(
    ("unwanted", "options"),
    [
        pytest.param(Unwanted(by_name=True, much=False), DEFAULT, id="few"),
        pytest.param(Unwanted(by_name=True, much=True), MUCH, id="much"),
        pytest.param(Unwanted(by_name=False, much=False), NEITHER, id="neither"),
    ],
)
def test_the_options_suit_the_positive_class(unwanted: Unwanted, options: RecipeOptions) -> None:
    assert suited(DEFAULT, unwanted) == options


@pytest.mark.parametrize(
    ("ham", "options"), [pytest.param(1, MUCH, id="much"), pytest.param(5, DEFAULT, id="few")]
)
def test_texts_are_learned_with_the_options_that_suit_them(
    ham: int, options: RecipeOptions
) -> None:
    texts, labels = HAM * ham + SPAM, ["ham"] * 5 * ham + ["spam"] * 5
    expected = fit_default(texts, labels, options).classifier.coef_.tolist()
    assert RECIPES["default"].fit(texts, labels, "spam").classifier.coef_.tolist() == expected
    assert RECIPES["default"].fit(texts, labels).threshold != PROBABILITY_IF_MUCH
