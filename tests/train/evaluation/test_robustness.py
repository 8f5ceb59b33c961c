"""The share of disguised spam that is still caught, by each recipe."""

import pytest

from tests.support import topics
from tests.support.parity import LABELS, TRAINING
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation import robustness as evasion
from train.evaluation.attacks import ATTACKS
from train.evaluation.robustness import spam_caught

CORPUS = Corpus(TRAINING, LABELS, "0" * 64)


def known(recipe: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, float]]:
    monkeypatch.setattr(evasion, "INNER_FOLDS", 2)
    return spam_caught(recipe, CORPUS)


def test_the_default_recipe_is_measured_without_its_defences_and_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = known("default", monkeypatch)
    assert list(found) == ["undefended", "caught"]
    for shares in found.values():
        assert list(shares) == ["none", *ATTACKS, "blocked ham"]
        assert all(0 <= share <= 1 for share in shares.values())
    assert found["caught"]["zero-width"] == found["caught"]["none"]


def test_another_recipe_is_measured_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = known("tutorial", monkeypatch)
    assert list(found) == ["caught"]
    assert list(found["caught"]) == ["none", *ATTACKS, "blocked ham"]


def test_the_same_run_gives_the_same_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    assert known("tutorial", monkeypatch) == known("tutorial", monkeypatch)


def test_the_shares_are_means_over_the_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = iter([{"none": 1.0, "dots": 0.5}, {"none": 0.5, "dots": 0.0}])
    monkeypatch.setattr(evasion, "_caught", lambda *_: next(shares))
    assert known("tutorial", monkeypatch) == {"caught": {"none": 0.75, "dots": 0.25}}


def test_texts_that_are_the_same_after_folding_are_disguised_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = known("tutorial", monkeypatch)
    again = Corpus([*TRAINING, *(text.upper() for text in TRAINING)], LABELS * 2, "")
    assert spam_caught("tutorial", again) == alone


def test_three_classes_are_refused() -> None:
    corpus = Corpus(topics.TEXTS, topics.LABELS, "0" * 64)
    with pytest.raises(InputError, match=r"^attacks are for two classes; found food, travel, wea"):
        spam_caught("tutorial", corpus)
