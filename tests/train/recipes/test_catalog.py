"""Both recipes fit a small corpus and can be exported; a corpus that is too small is refused."""

from functools import cache

import pytest

from tests.support.recipes import HAM, NEWS, SPAM, exported, fit, labels
from train.__main__ import main
from train.errors import InputError
from train.recipe_name import RECIPE_NAMES
from train.recipes.catalog import RECIPES, recipe_named
from train.recipes.fitted import Fitted
from train.recipes.tutorial import HALF

every_recipe = pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in RECIPES])


@cache
def once(name: str, news: bool = False) -> Fitted:
    """Return a recipe fitted to two or three classes; tests only read it."""
    return fit(name, HAM, SPAM, *([NEWS] if news else []))


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
