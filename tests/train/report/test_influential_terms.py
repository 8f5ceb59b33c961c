"""The influential terms of each class, calculated by hand."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from train.export.exporter import Export, export_model
from train.report import influential_terms as module
from train.report.influential_terms import influential_terms


def exported(classes: list[str], *weights: list[float]) -> Export:
    """Export a classifier that gives "ask", "key" and "win" these weights, a row per score."""
    classifier = LogisticRegression()
    classifier.classes_ = np.array(classes)
    classifier.coef_ = np.array(weights)
    classifier.intercept_ = np.ones(len(weights))
    words = ["ask", "key", "win"]
    return export_model(CountVectorizer(vocabulary=words).fit([" ".join(words)]), classifier)


def test_with_two_classes_a_terms_weight_is_half_its_share_of_the_margin() -> None:
    texts = ["ask win", "ask win win", "ask win win win"]
    assert influential_terms(exported(["ham", "spam"], [-3.0, 5.0, 2.0]), texts) == {
        "ham": [("ask", 3.0 / 2)],
        "spam": [("win", (1 + 2 + 3) / 3 * 2.0 / 2)],
    }


def test_with_three_classes_a_terms_weight_is_its_score_above_the_mean() -> None:
    export = exported(["a", "b", "c"], [3.0, 0.0, 0.0], [0.0, 0.0, 6.0], [0.0, 0.0, 3.0])
    assert influential_terms(export, ["ask win"] * 3) == {
        "a": [("ask", 3.0 - 3.0 / 3)],
        "b": [("win", 6.0 - 9.0 / 3)],
        "c": [],  # "win" is 3 - 9/3, "ask" 0 - 3/3: neither points to it
    }


def test_the_heaviest_term_comes_first() -> None:
    terms = influential_terms(exported(["ham", "spam"], [1.0, 4.0, 2.0]), ["ask key win"] * 3)
    assert [term for term, _ in terms["spam"]] == ["key", "win", "ask"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["win"] * 2, [], id="in-two-texts"),
        pytest.param(["win win win"], [], id="three-times-in-one"),
        pytest.param(["win"] * 3, ["win"], id="in-three-texts"),
        pytest.param(["ask"] * 2000 + ["win"] * 3, [], id="after-the-first-two-thousand"),
    ],
)
def test_a_term_in_too_few_texts_is_left_out(texts: list[str], expected: list[str]) -> None:
    terms = influential_terms(exported(["ham", "spam"], [-1.0, 0.0, 1.0]), texts)
    assert [term for term, _ in terms["spam"]] == expected


def test_two_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["ask win", "win", "key", "ask win key win", "key ask"] * 3
    export = exported(["ham", "spam"], [-3.0, 5.0, 2.0])
    found = influential_terms(export, texts)
    monkeypatch.setattr(module, "LEAST_SHARED", 0)
    assert influential_terms(export, texts) == found
