"""How much disguised spam each recipe still catches."""

import pytest

from tests.support import topics
from tests.support.parity import LABELS, TRAINING
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation import robustness
from train.evaluation.attacks import ATTACKS
from train.evaluation.robustness import spam_caught

CORPUS = Corpus(TRAINING, LABELS, "0" * 64)


def shares_of(
    recipe: str, monkeypatch: pytest.MonkeyPatch, corpus: Corpus = CORPUS
) -> dict[str, dict[str, float]]:
    monkeypatch.setattr(robustness, "INNER_FOLDS", 2)
    return spam_caught(recipe, corpus)


def test_the_default_recipe_is_evaluated_without_and_with_its_defences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spam = [f"claim your free prize {text}" for text in TRAINING]
    easy = Corpus([*TRAINING, *spam], [*["ham"] * len(TRAINING), *["spam"] * len(spam)], "")
    by_model = shares_of("default", monkeypatch, easy)
    assert list(by_model) == ["undefended", "caught"]
    for shares in by_model.values():
        assert list(shares) == ["none", *ATTACKS, "blocked ham"]
        assert all(0 <= share <= 1 for share in shares.values())
    assert by_model["caught"]["zero-width"] == by_model["caught"]["none"] > 0


def test_another_recipe_is_evaluated_only_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    by_model = shares_of("tutorial", monkeypatch)
    assert list(by_model) == ["caught"]
    assert list(by_model["caught"]) == ["none", *ATTACKS, "blocked ham"]


def test_the_same_run_gives_the_same_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shares_of("tutorial", monkeypatch) == shares_of("tutorial", monkeypatch)


def test_the_shares_are_means_over_the_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = iter([{"none": 1.0, "dots": 0.5}, {"none": 0.5, "dots": 0.0}])
    monkeypatch.setattr(robustness, "_caught_in_fold", lambda *_: next(shares))
    assert shares_of("tutorial", monkeypatch) == {"caught": {"none": 0.75, "dots": 0.25}}


def test_copies_of_a_text_are_disguised_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    once = shares_of("tutorial", monkeypatch)
    twice = Corpus([*TRAINING, *(text.upper() for text in TRAINING)], LABELS * 2, "")
    assert spam_caught("tutorial", twice) == once


def test_without_a_positive_class_there_is_nothing_to_disguise() -> None:
    corpus = Corpus(["a", "b", "c", "d"], ["pos", "neg"] * 2, "")
    with pytest.raises(InputError, match="name 'neg' or 'pos' with --positive"):
        spam_caught("tutorial", corpus)


def test_three_classes_are_refused() -> None:
    corpus = Corpus(topics.TEXTS, topics.LABELS, "0" * 64)
    with pytest.raises(InputError, match=r"^attacks need two classes; found food, travel, wea"):
        spam_caught("tutorial", corpus)
