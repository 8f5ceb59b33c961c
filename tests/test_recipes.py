"""Both recipes fit a small corpus to something that can be exported; too small a one is refused."""

from typing import Any

import pytest

from train.__main__ import RECIPES as OFFERED
from train.__main__ import main
from train.errors import InputError
from train.export import Export, export_model
from train.recipes import RECIPES

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


def fit(name: str, *classes: list[str]) -> tuple[Any, Any]:
    """Fit a recipe to the classes' texts, labelled ham, spam and news in this order."""
    labels = ("ham", "spam", "news")[: len(classes)]
    vectorizer = RECIPES[name].vectorizer()
    vectors = vectorizer.fit_transform([text for texts in classes for text in texts])
    of_texts = [label for label, texts in zip(labels, classes, strict=True) for _ in texts]
    return vectorizer, RECIPES[name].fit_classifier(vectors, of_texts)


def label(export: Export, text: str) -> str:
    scores = export.scores(text)
    return export.read_classifier.classes[scores.index(max(scores))]


@every_recipe
def test_a_text_of_one_class_alone_gets_that_class(name: str) -> None:
    export = export_model(*fit(name, HAM, SPAM))
    assert [label(export, text) for text in (HAM[0], SPAM[0])] == ["ham", "spam"]


@every_recipe
def test_any_number_of_classes_works(name: str) -> None:
    export = export_model(*fit(name, HAM, SPAM, NEWS))
    found = [label(export, text) for text in (HAM[0], SPAM[0], NEWS[0])]
    assert found == ["ham", "spam", "news"]


@every_recipe
def test_the_model_gives_probabilities(name: str) -> None:
    export = export_model(*fit(name, HAM, SPAM))
    probabilities = export.read_classifier.probabilities(export.scores("a free kite"))
    assert probabilities is not None
    assert sum(probabilities) == pytest.approx(1)


@every_recipe
def test_fitting_again_gives_the_same_bytes(name: str) -> None:
    first, second = (export_model(*fit(name, HAM, SPAM)) for _ in range(2))
    assert (first.vectorizer, first.classifier) == (second.vectorizer, second.classifier)


@every_recipe
def test_a_recipe_is_found_under_its_own_name(name: str) -> None:
    assert RECIPES[name].name == name


@every_recipe
def test_a_vectorizer_is_made_anew_each_time(name: str) -> None:
    assert RECIPES[name].vectorizer() is not RECIPES[name].vectorizer()


def test_the_default_recipe_sees_punctuation_and_pairs_of_words() -> None:
    vectorizer, _ = fit("default", HAM, SPAM)
    assert {"words__!", "words__lamp now"} <= set(vectorizer.get_feature_names_out())


def test_the_default_recipe_sees_characters_within_words() -> None:
    vectorizer, _ = fit("default", HAM, SPAM)
    names = set(vectorizer.get_feature_names_out())
    assert {"characters__harbo", "characters__p "} <= names
    assert "characters__p n" not in names


def test_the_tutorial_recipe_leaves_out_a_word_of_more_than_half_of_the_texts() -> None:
    vectorizer = RECIPES["tutorial"].vectorizer()
    vectorizer.fit(["the kite", "the lamp", "the soup", "lamp soup"])
    assert sorted(vectorizer.vocabulary_) == ["kite", "lamp", "soup"]


def test_the_default_recipe_calibrates_on_two_texts_of_a_class() -> None:
    export = export_model(*fit("default", HAM, SPAM[:2]))
    assert export.read_classifier.link == "logistic"


@pytest.mark.parametrize(
    ("texts", "folds"), [pytest.param(2, 2, id="few"), pytest.param(10, 5, id="enough")]
)
def test_the_calibration_has_five_folds_where_the_texts_suffice(texts: int, folds: int) -> None:
    _, classifier = fit("default", HAM * 2, (SPAM * 2)[:texts])
    assert classifier.cv == folds


def test_the_default_recipe_refuses_a_class_of_one_text_and_names_it() -> None:
    message = "class 'spam' has 1 text to train on after the split; recipe 'default' needs at least"
    with pytest.raises(InputError, match=message):
        fit("default", HAM, SPAM[:1])


def test_the_tutorial_recipe_fits_a_class_of_one_text() -> None:
    _, classifier = fit("tutorial", HAM, SPAM[:1])
    assert classifier.class_count_.tolist() == [5, 1]


def test_the_commands_offer_exactly_these_recipes() -> None:
    assert tuple(RECIPES) == OFFERED


def test_an_unknown_recipe_is_refused_and_the_known_ones_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fit", "--data", "corpus.csv", "--recipe", "unknown"])
    assert ended.value.code == 2
    assert "invalid choice: 'unknown' (choose from" in capsys.readouterr().err
