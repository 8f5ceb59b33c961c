"""A report's contents: influential terms, calculated by hand, and mistakes if requested."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING
from tests.support.reports import Page
from train.corpus.reader import Corpus
from train.evaluation.comparison import Comparison
from train.evaluation.cross_validation import LearningPoint
from train.evaluation.predictions import Prediction, Predictions, text_key
from train.export.exported import Export
from train.export.exporter import export_model
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.registry.stored_predictions import VersionPredictions
from train.report.contents import (
    Mistake,
    PromotedComparison,
    ReportContents,
    influential_terms,
    report_contents,
)
from train.trained import Trained

CORPUS = Corpus(TRAINING, LABELS, "0" * 64)
OTHERS = Corpus(
    ["win a free train", "see you at the prize call", "free cash", "free cash, ok?"],
    ["ham", "spam", "spam", "ham"],
    "1" * 64,
)


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


@pytest.fixture(scope="module")
def trained() -> Trained:
    return fit(RECIPES["tutorial"], CORPUS, OTHERS, folds=2)


def contents_of(
    trained: Trained, mistakes: int = 0, promoted: VersionPredictions | None = None
) -> ReportContents:
    texts = CORPUS.texts + OTHERS.texts
    return report_contents(trained, texts, mistakes, promoted)


def test_mistakes_are_left_out_by_default(trained: Trained) -> None:
    assert contents_of(trained).mistakes == []


def test_as_many_mistakes_are_shown_as_requested(trained: Trained) -> None:
    wrong = sum(row.label != row.predicted for row in trained.predictions().rows)
    assert [len(contents_of(trained, number).mistakes) for number in (1, 2, 999)] == [1, 2, wrong]


def test_a_mistake_has_the_predicted_class_probability_and_the_most_confident_is_first() -> None:
    rows = [
        *[("free cash", "spam", "ham", 0.3), ("win a free train", "ham", "spam", 0.9)],
        *[("see you at eight then", "ham", "ham", 0.01), ("free cash, ok?", "ham", "spam", 0.6)],
    ]
    assert _mistakes(("ham", "spam"), rows) == [
        ("win a free train", "ham", "spam", 0.9),
        ("free cash", "spam", "ham", 1 - 0.3),
        ("free cash, ok?", "ham", "spam", 0.6),
    ]


def test_with_three_classes_a_mistake_has_the_predicted_class_probability() -> None:
    rows = [("free cash", "b", "a", 0.4), ("free cash, ok?", "c", "b", 0.5)]
    assert _mistakes(("a", "b", "c"), rows) == [rows[1], rows[0]]


def _mistakes(classes: tuple[str, ...], rows: list[tuple[str, str, str, float]]) -> list[Mistake]:
    trained = fit(RECIPES["tutorial"], CORPUS, OTHERS)
    predictions = Predictions(
        classes, tuple(Prediction(text_key(text), t, s, p) for text, t, s, p in rows)
    )
    other = replace(trained, held_out=predictions, training_keys=frozenset())
    return list(contents_of(other, 9).mistakes)


def test_the_model_is_compared_with_the_promoted_version(trained: Trained) -> None:
    row = trained.held_out.rows[0]
    other = {"ham": "spam", "spam": "ham"}[row.predicted]
    promoted = Predictions(("ham", "spam"), (Prediction(row.key, row.label, other, 0.5),))
    right = int(row.label == row.predicted)
    expected = Comparison(1, 0, right, 1 - right, 0, 1.0)
    shown = contents_of(trained, promoted=VersionPredictions("the-other", promoted)).promoted
    ham = expected if row.label == "ham" else Comparison(0, 0, 0, 0, 0, 1.0)
    assert shown == PromotedComparison("the-other", expected, ham)


def test_without_a_promoted_version_there_is_no_comparison(trained: Trained) -> None:
    assert contents_of(trained).promoted is None


def test_the_learning_curve_ends_with_the_metrics_of_cross_validation(trained: Trained) -> None:
    assert trained.cross_validation is not None
    mcc = trained.cross_validation.metrics["mcc"]
    trained_on = len(set(TRAINING)) // 2
    with_curve = replace(trained, learning=[LearningPoint(3, 0.1, 0.2)])
    assert contents_of(with_curve).learning == [
        (3, 0.1, 0.2),
        (pytest.approx(trained_on, abs=1), *mcc.values()),
    ]
    assert not math.isnan(mcc["mean"])


def report_of(run: Run, corpus: Path, *options: str) -> tuple[str, str]:
    """Fit and return the report, as HTML and as words."""
    assert run("fit", "--recipe", "tutorial", "--data", corpus, "--folds", "2", *options)[0] == 0
    raw = Path("build/model/report.html").read_bytes()
    return raw.decode(), Page(raw).text()


def test_a_report_contains_no_text_by_default(run: Run, corpus: Path) -> None:
    html, words = report_of(run, corpus)
    assert not [text for text in TRAINING if text in words]
    assert not [text for text in TRAINING if text in html]
    assert "Most confident mistakes" not in words


def test_a_report_shows_the_requested_mistakes(run: Run, corpus: Path) -> None:
    _, words = report_of(run, corpus, "--mistakes", "1")
    assert "Most confident mistakes" in words
    assert len({text for text in TRAINING if text in words}) == 1


def test_a_report_compares_with_the_version_promoted_in_the_store(
    run: Run, corpus: Path, bundle_path: Path
) -> None:
    assert "Compared with the promoted model" not in report_of(run, corpus, "--to", "other")[1]
    assert run("publish", bundle_path, "--to", "other", "--promote")[0] == 0
    assert "Compared with the promoted model" in report_of(run, corpus, "--to", "other")[1]


def test_a_damaged_promoted_version_prevents_no_report(run: Run, corpus: Path) -> None:
    Path("models").mkdir()
    Path("models/current.json").write_text("{")
    assert "Compared with the promoted model" not in report_of(run, corpus)[1]
