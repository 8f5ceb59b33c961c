"""Both recipes fit a small corpus and can be exported; a corpus that is too small is refused."""

import re
from dataclasses import replace
from functools import cache

import pytest
from sklearn.svm import LinearSVC

from train.__main__ import main
from train.defaults import RANDOM_STATE
from train.errors import InputError
from train.export.exported import Export
from train.export.exporter import export_model
from train.recipe_name import RECIPE_NAMES
from train.recipes import default as default_recipe
from train.recipes.catalog import PROBABILITY_IF_MUCH, RECIPES, recipe_named
from train.recipes.default import fit_default
from train.recipes.default_options import DEFAULT, RecipeOptions, suited
from train.recipes.default_vectorizer import make_vectorizer
from train.recipes.feature_pruning import widths_of
from train.recipes.fitted import Fitted
from train.recipes.text_rules import SHAPES, SPELT_OUT, UNSEEN
from train.recipes.tutorial import HALF
from train.unwanted import Unwanted, unwanted_of

HAM = [
    "see you at the harbour",
    "the kite is at home",
    "soup at eight, see you",
    "home by eight",
    "see the kite",
]
SPAM = [
    "claim your lamp now!",
    "lamp sale, claim now!",
    "your free lamp!",
    "free claim, reply now",
    "sale! reply",
]
NEWS = [
    "council votes on bridge",
    "bridge opens, council says",
    "council to sell bridge",
    "rain on sunday",
    "rain closes bridge",
]

every_recipe = pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in RECIPES])


@cache
def once(name: str, news: bool = False) -> Fitted:
    """Return a recipe fitted to two or three classes; tests only read it."""
    return fit(name, HAM, SPAM, *([NEWS] if news else []))


def fit(name: str, *classes: list[str]) -> Fitted:
    """Fit a recipe to the classes' texts, labelled ham, spam and news in this order."""
    labels = ("ham", "spam", "news")[: len(classes)]
    of_texts = [label for label, texts in zip(labels, classes, strict=True) for _ in texts]
    return RECIPES[name].fit([text for texts in classes for text in texts], of_texts)


def exported(fitted: Fitted) -> Export:
    return export_model(fitted.vectorizer, fitted.classifier)


def labels(fitted: Fitted, texts: list[str]) -> list[str]:
    export = exported(fitted)
    margin = export.read_classifier.margin_at(fitted.threshold)
    return [export.read_classifier.label(export.scores(text), margin) for text in texts]


@every_recipe
def test_a_training_text_gets_its_class(name: str) -> None:
    assert labels(once(name), [HAM[0], SPAM[0]]) == ["ham", "spam"]


@every_recipe
def test_any_number_of_classes_works(name: str) -> None:
    found = labels(once(name, news=True), [HAM[0], SPAM[0], NEWS[0]])
    assert found == ["ham", "spam", "news"]


@every_recipe
def test_only_a_model_of_two_classes_has_a_threshold(name: str) -> None:
    assert isinstance(once(name).threshold, float)
    assert once(name, news=True).threshold is None


@every_recipe
def test_the_model_gives_probabilities(name: str) -> None:
    export = exported(once(name))
    probabilities = export.read_classifier.probabilities(export.scores("a free kite"))
    assert probabilities is not None
    assert sum(probabilities) == pytest.approx(1)


@every_recipe
def test_fitting_again_gives_the_same_bytes(name: str) -> None:
    first, second = exported(once(name)), exported(fit(name, HAM, SPAM))
    assert (first.vectorizer, first.classifier) == (second.vectorizer, second.classifier)


@every_recipe
def test_a_recipe_is_found_under_its_own_name(name: str) -> None:
    assert RECIPES[name].name == name


@every_recipe
def test_each_fit_makes_its_own_objects(name: str) -> None:
    first, second = once(name), fit(name, HAM, SPAM)
    assert first.vectorizer is not second.vectorizer
    assert first.classifier is not second.classifier


@every_recipe
def test_texts_without_a_term_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"^the texts cannot be vectorized: empty vocabulary"):
        fit(name, ["", " "], ["\n", ""])


def test_the_tutorial_recipe_has_scikit_learns_threshold() -> None:
    fitted = once("tutorial")
    assert fitted.threshold == exported(fitted).threshold == HALF


def test_the_tutorial_recipe_leaves_out_a_word_of_more_than_half_of_the_texts() -> None:
    fitted = fit("tutorial", ["the kite", "the lamp"], ["the soup", "lamp soup"])
    assert sorted(fitted.vectorizer.vocabulary_) == ["kite", "lamp", "soup"]


def test_the_tutorial_recipe_fits_a_class_of_one_text() -> None:
    assert fit("tutorial", HAM, SPAM[:1]).classifier.class_count_.tolist() == [5, 1]


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


def test_the_commands_offer_exactly_these_recipes() -> None:
    assert tuple(RECIPES) == RECIPE_NAMES


def test_an_unknown_recipe_is_refused_and_the_known_ones_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fit", "--data", "corpus.csv", "--recipe", "unknown"])
    assert ended.value.code == 2
    assert "invalid choice: 'unknown' (choose from" in capsys.readouterr().err


def test_labels_that_contradict_each_other_are_refused() -> None:
    for count in (10, 500):
        with pytest.raises(InputError, match="no term tells the classes apart"):
            RECIPES["default"].fit(["same text", "same text"] * count, ["ham", "spam"] * count)


def test_the_number_of_terms_and_masking_are_part_of_the_name() -> None:
    few = recipe_named("default-100-masked")
    texts = [f"{word} {number}" for number, word in enumerate(["kites", "lamps", "soups", "tents"])]
    fitted = few.fit([*texts, *HAM, *SPAM], ["ham"] * (4 + len(HAM)) + ["spam"] * len(SPAM))
    vectors = fitted.vectorizer.transform(["kites 7"])
    assert (few.name, vectors.shape[1]) == ("default-100-masked", 100)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("tutorial-100", "expected the recipe 'default', or no --terms", id="terms"),
        pytest.param("own", "expected one of default, tutorial", id="unknown"),
    ],
)
def test_a_recipe_without_the_option_is_refused(name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        recipe_named(name)


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
